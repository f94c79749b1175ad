import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { measureInstalled } from './installed-size';

describe('the size of an installed tree', () => {
  it('counts packages with and without scope, at any depth, and the bytes of their files', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kontti-size-'));
    try {
      for (const path of ['one', '@scope/two', 'one/node_modules/three', '.bin', 'one/dist']) {
        await mkdir(join(directory, 'node_modules', path), { recursive: true });
        await writeFile(join(directory, 'node_modules', path, 'file'), 'four');
      }
      const { packages, bytes } = await measureInstalled(directory);
      expect({ packages, bytes }).to.deep.equal({ packages: 3, bytes: 20 });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
