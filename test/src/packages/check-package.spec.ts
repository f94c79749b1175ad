import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findNpm } from '@kontti/fabric-admin/packages';
import { expect } from 'chai';
import { checkPackage } from './check-package';

const manifest = {
  ...{ name: 'sample', version: '1.0.0', type: 'commonjs', license: 'Apache-2.0' },
  ...{ engines: { node: '>=20' }, files: ['dist'] },
  ...{ main: 'dist/index.js', types: 'dist/index.d.ts' },
  repository: { type: 'git', url: 'git+https://github.com/some/where.git', directory: 'sample' },
  ...{ homepage: 'https://github.com/some/where/tree/main/sample#readme' },
  ...{ bugs: 'https://github.com/some/where/issues' },
};
const sound = {
  LICENSE: 'as you like',
  'README.md': '# sample',
  'package.json': JSON.stringify(manifest),
  'dist/index.js': 'exports.one = 1;\n//# sourceMappingURL=index.js.map\n',
  'dist/index.js.map': JSON.stringify({
    sources: ['../src/index.ts'],
    sourcesContent: ['export const one = 1;'],
  }),
  'src/index.ts': 'export const one = 1;',
  'dist/index.d.ts': "export declare const one: 1;\nexport type Two = 'from' | 'two';\n",
};

describe('a check of a packed package', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-packed-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function faultsOf(files: Readonly<Record<string, string | undefined>>): Promise<readonly string[]> {
    for (const [name, text] of Object.entries({ ...sound, ...files })) {
      if (text === undefined) continue;
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), text);
    }
    await promisify(execFile)(process.execPath, [await findNpm(), 'pack'], { cwd: directory });
    return checkPackage(join(directory, 'sample-1.0.0.tgz'), join(directory, 'src'));
  }

  it('finds nothing where all is well', async () => {
    expect(await faultsOf({})).to.deep.equal([]);
  });

  it('finds a missing licence, a map without its source, types of others and a test', async () => {
    const found = await faultsOf({
      LICENSE: undefined,
      'dist/index.js.map': '{"sources":["../src/index.ts"]}',
      'dist/index.d.ts': "/** As\n * `import './a'` does. */\nexport { one } from 'other/deep';\n",
      'dist/testing/a.js': '',
      'src/testing/a.ts': '',
    });
    expect(found.filter((text) => !text.startsWith('arethetypeswrong'))).to.deep.equal([
      'LICENSE is missing',
      'dist/testing/a.js: a test is published',
      'dist/index.js.map: its sources are not in the package',
      'dist/index.d.ts: imports types of other, which is no dependency',
    ]);
  });

  it('finds what an earlier build left', async () => {
    const found = await faultsOf({ 'dist/old.js': 'exports.old = 1;\n' });
    expect(found).to.deep.equal(['dist/old.js: its source is gone; remove dist and build again']);
  });

  it('finds absent types', async () => {
    expect(await faultsOf({ 'dist/index.d.ts': undefined })).to.include('arethetypeswrong: no types');
  });

  it('finds dependencies without a range, and pages that are not those of the repository', async () => {
    const dependencies = { first: '1.0.0', second: '^1.0.0', third: '~1.0.0', fourth: '*' };
    const changed = { dependencies, peerDependencies: { fifth: '>=1.0.0' }, homepage: 'https://some.where' };
    const found = await faultsOf({ 'package.json': JSON.stringify({ ...manifest, ...changed, bugs: '' }) });
    expect(found.filter((text) => !text.startsWith('publint'))).to.deep.equal([
      'package.json: first 1.0.0 is no range with ^ or ~',
      'package.json: fourth * is no range with ^ or ~',
      'package.json: fifth >=1.0.0 is no range with ^ or ~',
      'package.json: homepage is not that of repository',
      'package.json: bugs is not that of repository',
    ]);
  });

  it('finds exports of what is not packed, one by one or by a pattern', async () => {
    const target = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });
    const exports = { '.': target('index'), './gone': target('gone'), './testing/*': target('testing/*') };
    const files = ['dist', '!dist/testing'];
    const found = await faultsOf({
      'package.json': JSON.stringify({ ...manifest, exports, files }),
      ...{ 'dist/testing/a.js': '', 'dist/testing/a.d.ts': '', 'src/testing/a.ts': '' },
    });
    const publint = found.filter((text) => text.startsWith('publint'));
    for (const path of ['gone', 'testing/*']) {
      expect(
        publint.filter((text) => text.includes(`dist/${path}.js`)),
        path,
      ).to.have.length(1);
    }
  });

  it('finds that nothing is built', async () => {
    const absent = Object.keys(sound).filter((name) => name.startsWith('dist/'));
    const found = await faultsOf(Object.fromEntries(absent.map((name) => [name, undefined])));
    expect(found).to.include('nothing is built');
  });
});
