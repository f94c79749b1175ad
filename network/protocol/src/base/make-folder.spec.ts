import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { NetworkError } from './errors';
import { makeFolder, makeWritableFolder } from './make-folder';

describe('making a folder', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kontti-folder-'));
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  async function refusedFolder(folder: string, make = makeFolder): Promise<unknown> {
    const failure: unknown = await make(folder).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(NetworkError).and.to.have.property('code', 'DIRECTORY_UNUSABLE');
    return (failure as NetworkError).details['directory'];
  }

  it('makes those above it too, names what it made, and leaves alone what is there', async () => {
    const [outer, inner] = [join(root, 'a'), join(root, 'a', 'b')];
    expect(await makeFolder(inner, 0o700)).to.deep.equal([outer, inner]);
    for (const folder of [outer, inner]) expect((await stat(folder)).mode & 0o777).to.equal(0o700);
    expect(await makeWritableFolder(inner)).to.deep.equal([]);
    expect(await readdir(inner)).to.deep.equal([]);
  });

  it('ends when several make the same at once', async () => {
    const folder = join(root, 'a', 'b', 'c');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(folder)]);
    expect((await stat(folder)).isDirectory()).to.equal(true);
  });

  it('names what is no folder', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    expect(await refusedFolder(file)).to.equal(file);
    expect(await refusedFolder(join(file, 'below'))).to.equal(join(file, 'below'));
  });

  it('names the folder that a file system does not make, however deep the one that is wanted', async function () {
    if (process.platform !== 'linux') this.skip();
    expect(await refusedFolder('/proc/kontti/data')).to.equal('/proc/kontti');
    expect(await refusedFolder('/proc', makeWritableFolder)).to.equal('/proc');
  });
});
