import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createPackageFromTarballData } from '@arethetypeswrong/core';
import { findNpm } from '@kontti/fabric-admin/packages';
import { expect } from 'chai';
import { root } from '../readme/sandbox';

const script = `node ${JSON.stringify(join(root, 'scripts', 'pack', 'manifest.mjs'))}`;

describe('the manifest of a packed package', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-manifest-'));
    file = join(directory, 'package.json');
    await writeFile(file, text);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const manifest = {
    ...{ name: 'sample', version: '1.0.0', files: [] },
    scripts: { prepack: `${script} strip`, postpack: `${script} restore` },
    exports: { '.': './index.js', './testing/*': './testing/*.js', './package.json': './package.json' },
  };
  // Its form shows that the file is the same again, and is not written anew.
  const text = JSON.stringify(manifest);

  async function pack(): Promise<unknown> {
    await promisify(execFile)(process.execPath, [await findNpm(), 'pack'], { cwd: directory });
    const packed = createPackageFromTarballData(await readFile(join(directory, 'sample-1.0.0.tgz')));
    return JSON.parse(packed.readFile('/node_modules/sample/package.json'));
  }

  const published = {
    ...manifest,
    exports: { '.': './index.js', './package.json': './package.json' },
  };

  it('does not name what specs share, and the file is the same afterwards', async () => {
    const { mtimeMs } = await stat(file);
    expect(await pack()).to.deep.equal(published);
    expect(await readFile(file, 'utf8')).to.equal(text);
    expect((await stat(file)).mtimeMs).to.equal(mtimeMs);
    expect(await readdir(directory)).to.have.members(['package.json', 'sample-1.0.0.tgz']);
  });

  it('is whole again after a pack that was interrupted', async () => {
    await promisify(execFile)(process.execPath, [join(root, 'scripts', 'pack', 'manifest.mjs'), 'strip'], {
      cwd: directory,
    });
    expect(await readFile(file, 'utf8')).not.to.equal(text);
    expect(await pack()).to.deep.equal(published);
    expect(await readFile(file, 'utf8')).to.equal(text);
  });
});
