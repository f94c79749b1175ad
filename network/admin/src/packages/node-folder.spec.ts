import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { parsePackageFile } from './package-file';
import { packageNodeChaincode, readNodeFolder } from './node-folder';

type Json = Readonly<Record<string, unknown>>;

const lock = (packages: Json): Json => ({ lockfileVersion: 3, packages });
const manifest: Json = {
  name: 'basic',
  version: '1.0.0',
  main: 'dist/index.js',
  files: ['dist'],
  scripts: { start: 'fabric-chaincode-node start', prepare: 'tsc' },
  dependencies: { shim: '1.0.0' },
  devDependencies: { tsc: '5.0.0' },
};
const shim = { version: '1.0.0', integrity: 'sha512-a', dependencies: { left: '^1.0.0' } };
const left = { version: '1.2.0', integrity: 'sha512-b' };
const tsc = { version: '5.0.0', integrity: 'sha512-c', dev: true };

describe('a Node chaincode for peers that build it', () => {
  let directory: string;

  async function write(files: Readonly<Record<string, string | Json>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = join(directory, ...name.split('/'));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    }
  }

  async function readPackages(folder: string): Promise<Readonly<Record<string, Json>>> {
    const files = await readNodeFolder(join(directory, folder));
    const text = Buffer.from(files.get('npm-shrinkwrap.json') ?? []).toString();
    return (JSON.parse(text) as { packages: Record<string, Json> }).packages;
  }

  async function codeOf(folder: string): Promise<string> {
    return readNodeFolder(join(directory, folder)).then(
      () => 'none',
      (error: unknown) => (error instanceof NetworkError ? error.code : String(error)),
    );
  }

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-node-folder-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('takes what npm packs, without what only developers need', async () => {
    await write({
      'package.json': manifest,
      'package-lock.json': lock({
        '': { name: 'basic', dependencies: { shim: '1.0.0' }, devDependencies: { tsc: '5.0.0' } },
        'node_modules/shim': shim,
        'node_modules/left': left,
        'node_modules/tsc': tsc,
      }),
      'dist/index.js': 'exports.contracts = [];',
      'src/index.ts': 'source',
      '.env': 'SECRET=1',
      'META-INF/statedb/couchdb/indexes/owner.json':
        '{"index":{"fields":["owner"]},"ddoc":"d","name":"n","type":"json"}',
    });
    const files = await readNodeFolder(directory);
    expect([...files.keys()]).to.deep.equal([
      'META-INF/statedb/couchdb/indexes/owner.json',
      'dist/index.js',
      'npm-shrinkwrap.json',
      'package.json',
    ]);
    expect(JSON.parse(Buffer.from(files.get('package.json') ?? []).toString())).to.not.have.any.keys(
      'devDependencies',
    );
    const packages = await readPackages('.');
    expect(Object.keys(packages)).to.deep.equal(['', 'node_modules/left', 'node_modules/shim']);
    const { packageId, bytes } = await packageNodeChaincode({ label: 'basic_1', files });
    const parsed = await parsePackageFile(bytes);
    expect([parsed.packageId, parsed.type]).to.deep.equal([packageId, 'node']);
    expect([...parsed.code.keys()]).to.deep.equal([
      'META-INF/statedb/couchdb/indexes/owner.json',
      'src/dist/index.js',
      'src/npm-shrinkwrap.json',
      'src/package.json',
    ]);
  });

  it('places versions anew where a workspace shared them', async () => {
    await write({
      'package.json': { name: 'root', version: '1.0.0', workspaces: ['code', 'words'] },
      'package-lock.json': lock({
        '': { workspaces: ['code', 'words'] },
        code: {
          name: 'basic',
          version: '1.0.0',
          dependencies: { shim: '1.0.0', words: '1.0.0', left: '^2.0.0' },
        },
        words: {
          name: 'words',
          version: '1.0.0',
          dependencies: { left: '^1.0.0' },
          devDependencies: { tsc: '5.0.0' },
        },
        'node_modules/basic': { resolved: 'code', link: true },
        'node_modules/words': { resolved: 'words', link: true },
        'node_modules/left': left,
        'code/node_modules/left': { ...left, version: '2.0.0' },
        'node_modules/shim': { ...shim, optionalDependencies: { fast: '1.0.0', absent: '1.0.0' } },
        'node_modules/fast': { version: '1.0.0', integrity: 'sha512-d', optional: true },
        'node_modules/tsc': tsc,
      }),
      'code/package.json': { ...manifest, dependencies: { shim: '1.0.0', words: '1.0.0', left: '^2.0.0' } },
      'code/dist/index.js': '',
      'words/package.json': { name: 'words', version: '1.0.0', main: 'index.js' },
      'words/index.js': '',
    });
    const packages = await readPackages('code');
    const versions = Object.entries(packages).map(([location, { version }]) => [location, version]);
    expect(versions).to.deep.equal([
      ['', '1.0.0'],
      ['node_modules/fast', '1.0.0'],
      ['node_modules/left', '2.0.0'],
      ['node_modules/shim', '1.0.0'],
      ['node_modules/shim/node_modules/left', '1.2.0'],
      ['node_modules/words', '1.0.0'],
      ['node_modules/words/node_modules/left', '1.2.0'],
    ]);
    expect(packages['node_modules/fast']).to.include({ optional: true });
    expect(packages['node_modules/left']).to.not.have.any.keys('optional');
    expect(packages['node_modules/words']).to.include({ resolved: 'file:vendor/words-1.0.0.tgz' });
    expect(packages['']?.['dependencies']).to.deep.include({ words: 'file:vendor/words-1.0.0.tgz' });
  });

  it('is refused when something is missing', async () => {
    await write({ 'bare/package.json': { version: '1.0.0' } });
    expect(await codeOf('bare'), 'no name').to.equal('PACKAGE_INVALID');
    expect(await codeOf('nowhere'), 'no folder').to.equal('PACKAGE_INVALID');
    await write({ 'raw/package.json': manifest });
    expect(await codeOf('raw'), 'not compiled').to.equal('PACKAGE_INVALID');
    await write({ 'raw/dist/index.js': '' });
    expect(await codeOf('raw'), 'no lockfile').to.equal('PACKAGE_INVALID');
    await write({ 'raw/package-lock.json': { lockfileVersion: 1, dependencies: {} } });
    expect(await codeOf('raw'), 'an old lockfile').to.equal('PACKAGE_INVALID');
    await write({
      'raw/package-lock.json': lock({ '': { dependencies: { shim: '1.0.0' } }, 'node_modules/shim': shim }),
    });
    expect(await codeOf('raw'), 'an incomplete lockfile').to.equal('PACKAGE_INVALID');
  });
});
