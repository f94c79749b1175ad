import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { expect } from 'chai';

const root = join(__dirname, '..', '..');
const sourceLinesMax = 300;

function trackedFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
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

describe('tidy', () => {
  const files = trackedFiles();
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

  it('pins what tests and private packages use, and lets who installs a package have patches of what it needs', () => {
    const manifests = files.filter((path) => basename(path) === 'package.json');
    const wrong = manifests.flatMap((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
      return (['dependencies', 'devDependencies'] as const).flatMap((group) =>
        Object.entries(manifest[group] ?? {})
          .filter(([name, version]) => {
            const isOwn = name === 'kontti' || name.startsWith('@kontti/');
            const isRange = group === 'dependencies' && manifest.private !== true && !isOwn;
            return !(isRange ? /^[~^]\d+\.\d+\.\d+$/ : /^\d+\.\d+\.\d+$/).test(version);
          })
          .map(([name, version]) => `${path}: ${name} ${version}`),
      );
    });
    expect(wrong).to.deep.equal([]);
  });

  it('reads no clock without being given one, in the rooms that have to be deterministic', () => {
    const rooms =
      /^(model|chaincode|network\/(protocol|admin|devnet|runner))\/src\/(?!.*testing|.*\.spec\.ts)/;
    const clocks = sources.filter(
      (path) => rooms.test(path) && /new Date\(\)/.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(clocks).to.deep.equal([]);
  });
});
