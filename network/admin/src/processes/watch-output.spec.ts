import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { NetworkError, createManualClock } from '@kontti/fabric-protocol/base';
import { processLimits } from './limits';
import { watchOutput, type WatchFolder } from './watch-output';

describe('watching the output of a chaincode', () => {
  let path: string;

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'kontti-watch-'));
  });
  afterEach(async () => {
    await rm(path, { recursive: true, force: true });
  });

  it('calls back once for a burst of changes, when they rest, and for code and data alone', async () => {
    await writeFile(join(path, 'package.json'), '{"main":"dist/index.js"}');
    await mkdir(join(path, 'dist'));
    await writeFile(join(path, 'dist', 'index.js'), '');
    const clock = createManualClock({ nowMs: 0 });
    let changes = 0;
    let report: (file: string | null) => void = () => undefined;
    let isClosed = false;
    const watchFolder: WatchFolder = (_folder, _options, onEvent) => {
      report = (file) => {
        onEvent('change', file);
      };
      return {
        on: () => undefined,
        close: () => {
          isClosed = true;
        },
      };
    };
    const onChange = (): void => {
      changes += 1;
    };
    const watcher = await watchOutput({ path, clock, onChange, watchFolder });
    expect(watcher.folder).to.equal(join(path, 'dist'));
    const { outputRestMs } = processLimits;
    report('index.js');
    clock.advance(outputRestMs - 1);
    report('contract.js');
    clock.advance(outputRestMs - 1);
    expect(changes).to.equal(0);
    clock.advance(1);
    expect(changes).to.equal(1);
    for (const file of ['index.js.map', 'tsconfig.tsbuildinfo', join('node_modules', 'a', 'index.js')]) {
      report(file);
    }
    clock.advance(outputRestMs);
    expect(changes).to.equal(1);
    report('index.js');
    watcher.close();
    clock.advance(outputRestMs);
    expect([changes, isClosed]).to.deep.equal([1, true]);
  });

  it('refuses a folder that is not compiled', async () => {
    await writeFile(join(path, 'package.json'), '{"main":"dist/index.js"}');
    const clock = createManualClock({ nowMs: 0 });
    const failure = await watchOutput({ path, clock, onChange: () => undefined }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(NetworkError);
    expect((failure as NetworkError).code).to.equal('DIRECTORY_UNUSABLE');
  });
});
