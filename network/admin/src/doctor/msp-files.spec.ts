import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readMspFiles } from './msp-files';

describe("the files of a company's folder", () => {
  it('do not include a pipe, which would be waited for', async function () {
    if (process.platform === 'win32') this.skip();
    const directory = await mkdtemp(join(tmpdir(), 'kontti-msp-'));
    try {
      for (const name of ['keystore', 'signcerts']) {
        await mkdir(join(directory, name));
        execFileSync('mkfifo', [join(directory, name, 'pipe')]);
      }
      const { keys, signCerts } = await readMspFiles(directory);
      expect(keys).to.deep.equal([]);
      expect(signCerts.map(({ certificate }) => certificate)).to.deep.equal([undefined]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
