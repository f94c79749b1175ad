import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBounded } from './read-bounded';

describe('reading a whole file', () => {
  const failureOf = (file: string, bytesMax?: number): Promise<unknown> =>
    readBounded(file, bytesMax).catch((error: unknown) => error);

  it('ends after as many bytes as it may read, in a file and on a device that never ends', async function () {
    const folder = await mkdtemp(join(tmpdir(), 'kontti-read-'));
    try {
      const file = join(folder, 'file');
      await writeFile(file, 'four');
      expect(String(await readBounded(file, 4))).to.equal('four');
      expect(await failureOf(file, 3)).to.be.instanceOf(RangeError);
      expect(await failureOf(join(folder, 'none'))).to.have.property('code', 'ENOENT');
    } finally {
      await rm(folder, { recursive: true });
    }
    if (process.platform === 'win32') this.skip();
    expect(await failureOf('/dev/zero', 1_000)).to.be.instanceOf(RangeError);
  });
});
