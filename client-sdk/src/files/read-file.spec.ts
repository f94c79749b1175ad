import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KonttiError } from '../errors';
import { listFolder, readBounded } from './read-file';

const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((reason: unknown) => reason);

describe('readBounded', () => {
  it('names what is missing as absent, and what cannot be read with a code', async () => {
    expect(await readBounded(`${__filename}.none`)).to.equal(undefined);
    expect(await failureOf(readBounded(__dirname)))
      .to.be.instanceOf(KonttiError)
      .with.property('code', 'FILE_UNREADABLE');
  });

  it('reads what a file has, whatever the system says of its size, and not more than it may', async function () {
    const folder = await mkdtemp(join(tmpdir(), 'kontti-read-'));
    try {
      const path = join(folder, 'file');
      await writeFile(path, 'four');
      expect(String(await readBounded(path, 4))).to.equal('four');
      expect(await failureOf(readBounded(path, 3))).to.have.property('code', 'FILE_UNREADABLE');
    } finally {
      await rm(folder, { recursive: true });
    }
    if (process.platform !== 'linux') this.skip();
    expect(String(await readBounded('/proc/self/status'))).to.include('Pid:');
    expect(await failureOf(readBounded('/proc/self/status', 10))).to.have.property('code', 'FILE_UNREADABLE');
  });

  it('neither waits for a pipe nor reads a device', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'kontti-read-'));
    try {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      for (const path of [pipe, '/dev/zero', '/dev/null']) {
        expect(await failureOf(readBounded(path)), path).to.have.property('code', 'FILE_UNREADABLE');
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('listFolder', () => {
  it('fails with a code when the folder cannot be read', async () => {
    // A name that no system takes is used for a folder that may not be read, since tests may run as root.
    expect(await failureOf(listFolder(`${__dirname}/${'x'.repeat(5_000)}`)))
      .to.be.instanceOf(KonttiError)
      .with.property('code', 'FILE_UNREADABLE');
  });
});
