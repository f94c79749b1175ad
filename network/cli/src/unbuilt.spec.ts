import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const command = join(__dirname, '..', 'bin', 'kontti.mjs');

describe('kontti in a clone that is not built', () => {
  it('says so in one line', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kontti-unbuilt-'));
    try {
      await mkdir(join(directory, 'bin'));
      const unbuilt = join(directory, 'bin', 'kontti.mjs');
      await copyFile(command, unbuilt);
      const { status, stdout, stderr } = spawnSync(process.execPath, [unbuilt, 'network', 'up'], {
        encoding: 'utf8',
      });
      expect([status, stdout]).to.deep.equal([1, '']);
      expect(stderr).to.match(/^kontti: .*npm run build.*\n$/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
