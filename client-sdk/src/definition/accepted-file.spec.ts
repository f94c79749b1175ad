import { expect } from 'chai';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KonttiError } from '../errors';
import { DEFINITION_FILE_BYTES_MAX, DISOWNED_MAX } from '../limits';
import type { Acceptance } from './acceptance';
import { readAccepted, writeAccepted } from './accepted-file';
import { definitionToDigest } from './definition';

const definition = {
  ...{ endorsementPlugin: 'escc', validationPlugin: 'vscc', policy: '0a', initRequired: false },
  collections: { seal_A: '0b' },
};
const accepted: Acceptance = {
  ...{ digest: definitionToDigest(definition), sequence: 3, definition },
  ...{ earlier: ['a'.repeat(64)], disowned: ['b'.repeat(64), 'company/A/0'] },
};

describe('the file of the accepted definition', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-accepted-'));
    path = join(folder, 'accepted.json');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const failureOf = async (reading: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await reading.then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(error).to.be.instanceOf(KonttiError);
    expect(error).to.deep.include({ code: 'DEFINITION_FILE_UNREADABLE' });
    expect((error as KonttiError).details).to.include({ path });
    return (error as KonttiError).cause;
  };

  it('gives back what was written, in whole, readable by its owner alone', async () => {
    expect(await readAccepted(path)).to.equal(undefined);
    await writeAccepted(path, accepted);
    expect(await readAccepted(path)).to.deep.equal(accepted);
    await writeAccepted(path, { ...accepted, sequence: 4 });
    expect(await readAccepted(path)).to.include({ sequence: 4 });
    expect(await readdir(folder)).to.deep.equal(['accepted.json']);
    expect((await readFile(path, 'utf8')).endsWith('}\n')).to.equal(true);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it('is named where it cannot be read or written, with the reason', async () => {
    const inFile = join(path, 'accepted.json');
    await writeFile(path, '{ "digest": "secret');
    const none = join(folder, 'null.json');
    await writeFile(none, 'null');
    const cases = [
      [() => readAccepted(none), none, 'no accepted definition'],
      [() => readAccepted(path), path, 'is not JSON'],
      [() => readAccepted(folder), folder, 'is a folder'],
      [() => writeAccepted(folder, accepted), folder, 'is a folder'],
      [
        () => writeAccepted(join(folder, 'none', 'a.json'), accepted),
        join(folder, 'none', 'a.json'),
        'folder does not exist',
      ],
      [() => writeAccepted(inFile, accepted), inFile, 'folder is none'],
      [() => readAccepted('a\0b'), 'a\0b', 'null bytes'],
    ] as const;
    for (const [work, at, reason] of cases) {
      const failure: unknown = await (work as () => Promise<unknown>)().catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(KonttiError);
      const { code, message, details } = failure as KonttiError;
      expect([code, details['path']]).to.deep.equal(['DEFINITION_FILE_UNREADABLE', at]);
      expect(message).to.contain(at).and.to.contain(reason).and.not.to.contain('secret');
    }
  });

  it('is taken from earlier versions, without a sequence or lists', async () => {
    const { digest } = accepted;
    await writeFile(path, JSON.stringify({ digest, definition }));
    expect(await readAccepted(path)).to.deep.equal({
      ...{ digest, definition, sequence: undefined, earlier: [], disowned: [] },
    });
  });

  it('is refused where it says anything that is not understood, or not what its digest says', async () => {
    const wrong: readonly unknown[] = [
      null,
      'text',
      5,
      [],
      {},
      { digest: accepted.digest },
      { definition },
      { ...accepted, digest: 'c'.repeat(64) },
      { ...accepted, definition: { ...definition, policy: '0c' } },
      { ...accepted, definition: { ...definition, more: true } },
      { ...accepted, sequence: '3' },
      { ...accepted, sequence: 1.5 },
      { ...accepted, earlier: 'a' },
      { ...accepted, earlier: [1] },
      { ...accepted, disowned: { 0: 'a' } },
      { ...accepted, disowned: Array.from({ length: DISOWNED_MAX + 1 }, () => 'a') },
      { ...accepted, revoked: ['a'] },
      { ...accepted, Disowned: [] },
    ];
    for (const content of wrong) {
      await writeFile(path, JSON.stringify(content));
      await failureOf(readAccepted(path));
    }
    await writeFile(path, JSON.stringify({ ...accepted, disowned: accepted.disowned.slice(0, 1) }));
    expect(await readAccepted(path)).to.deep.include({ disowned: ['b'.repeat(64)] });
  });

  it('is refused where it is no JSON, or longer than it can be', async () => {
    await writeFile(path, '{');
    expect(await failureOf(readAccepted(path))).to.be.instanceOf(SyntaxError);
    const text = JSON.stringify(accepted);
    await writeFile(path, text + ' '.repeat(DEFINITION_FILE_BYTES_MAX - text.length + 1));
    await failureOf(readAccepted(path));
  });

  it('stays as it was where the new one cannot be written, and leaves no draft', async () => {
    await writeAccepted(path, accepted);
    const gone = join(folder, 'gone');
    const error: unknown = await writeAccepted(join(gone, 'accepted.json'), accepted).catch(
      (e: unknown) => e,
    );
    expect(error).to.include({ code: 'DEFINITION_FILE_UNREADABLE' });
    path = folder;
    await failureOf(writeAccepted(folder, accepted));
    expect(await readdir(folder)).to.deep.equal(['accepted.json']);
  });
});
