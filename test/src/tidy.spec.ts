import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { expect } from 'chai';

const root = join(__dirname, '..', '..');
const sourceLinesMax = 300;

/** What is made and not kept: `.gitignore` names folders by `name/`, those at the root by `/name/`, and files by `*.ending`. */
const ignored = new Set(['.git', ...readFileSync(join(root, '.gitignore'), 'utf8').split('\n')]);

function isIgnored(path: string): boolean {
  const name = basename(path);
  return [name, `${name}/`, `/${path}/`, `*${extname(name)}`].some((pattern) => ignored.has(pattern));
}

/** The project's files, also where it was downloaded without its repository. */
function projectFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (isIgnored(path)) return [];
    return entry.isDirectory() ? projectFiles(path) : [path];
  });
}

/** The sources of the specs that a run loads, by what was compiled. */
function sourcesOfSpecs(packages: readonly string[]): string[] {
  return packages.flatMap((name) =>
    readdirSync(join(root, name, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.spec.js'))
      .map((path) => join(name, 'src', path.replace(/js$/, 'ts'))),
  );
}

/** What a line must not hold, and why. Written in parts, so that this file does not trip over itself. */
const banned: readonly { pattern: RegExp; why: string }[] = [
  { pattern: new RegExp(`\\b(TO${''}DO|FIX${''}ME|X${''}XX)\\b`), why: 'unfinished work' },
  { pattern: new RegExp(`@ts-(ig${''}nore|no${''}check)`), why: 'types are not silenced' },
  { pattern: new RegExp(`(https?://)(registry|proxy|files|static)\\.`), why: 'no registry addresses' },
  {
    pattern: new RegExp(`BEGIN (EC |RSA )?PRIVATE ${''}KEY-----\\n?[A-Za-z0-9+/]{20}`),
    why: 'no keys in fixtures',
  },
  { pattern: new RegExp(`/(ho${''}me|ro${''}ot|wo${''}rk)/[a-z]`), why: 'no paths of a machine' },
];

interface Manifest {
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const exact = /^\d+\.\d+\.\d+$/;
/** As a release writes it. */
const caret = /^\^\d+\.\d+\.\d+(-[\w.-]+)?$/;

const isOwn = (name: string): boolean => name === 'kontti' || name.startsWith('@kontti/');

describe('tidy', () => {
  const files = projectFiles();
  const sources = files.filter((path) => ['.ts', '.js', '.mjs'].includes(extname(path)));

  it(`keeps every source file at ${sourceLinesMax} lines or fewer`, () => {
    const long = sources.filter(
      (path) => readFileSync(join(root, path), 'utf8').split('\n').length - 1 > sourceLinesMax,
    );
    expect(long).to.deep.equal([]);
  });

  it('names files in kebab-case', () => {
    const odd = sources.filter(
      (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.spec)?\.(ts|js|mjs)$/.test(basename(path)),
    );
    expect(odd).to.deep.equal([]);
  });

  it('holds nothing that does not belong into the project', () => {
    const texts = files.filter((path) => /\.(ts|js|mjs|json|md|ya?ml)$|run$/.test(path));
    const found = texts.flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return banned.filter(({ pattern }) => pattern.test(text)).map(({ why }) => `${path}: ${why}`);
    });
    expect(found).to.deep.equal([]);
  });

  it('runs no spec whose source is gone: remove the dist folder where it is', () => {
    // Examples are compiled where they are run, and have no package of their own.
    const folders = files.filter((path) => path.endsWith('/tsconfig.json')).map(dirname);
    const packages = folders.filter((name) => files.includes(`${name}/package.json`));
    expect(packages).to.include('test');
    const stale = sourcesOfSpecs(packages).filter((path) => !existsSync(join(root, path)));
    expect(stale).to.deep.equal([]);
  });

  // What published packages depend on is held by `npm run check:packages`.
  it('pins what tests and private packages use of others, and names own packages as a release does', () => {
    const manifests = files.filter((path) => basename(path) === 'package.json');
    const wrong = manifests.flatMap((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
      return (['dependencies', 'devDependencies'] as const).flatMap((group) =>
        Object.entries(manifest[group] ?? {})
          .filter(() => group === 'devDependencies' || manifest.private === true)
          .filter(([name, version]) => !(isOwn(name) ? caret : exact).test(version))
          .map(([name, version]) => `${path}: ${name} ${version}`),
      );
    });
    expect(wrong).to.deep.equal([]);
  });

  it('loads the metadata that X.509 classes need before them, so that each file can be the first one', () => {
    const late = sources.filter((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n');
      const used = lines.findIndex(
        (line) => /from '@peculiar\/x509'/.test(line) && !line.startsWith('import type'),
      );
      const loaded = lines.indexOf("import 'reflect-metadata';");
      return used >= 0 && !path.endsWith('.spec.ts') && (loaded < 0 || loaded > used);
    });
    expect(late).to.deep.equal([]);
  });

  it('reads no clock without being given one, in the rooms that have to be deterministic', () => {
    const rooms =
      /^(model|chaincode|network\/(protocol|admin|devnet|runner))\/src\/(?!.*testing|.*\.spec\.ts)/;
    const clocks = sources.filter(
      (path) => rooms.test(path) && /new Date\(\)/.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(clocks).to.deep.equal([]);
  });

  it('reads no clock while specs are loaded: they run later, in any order', () => {
    const early = sources.filter(
      (path) =>
        path.endsWith('.spec.ts') &&
        /^(const|let) .*(nowMs|Date\.now|new Date)\(\)/m.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(early).to.deep.equal([]);
  });
});
