import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
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

/** Packages that become dependencies of applications. */
const installed = ['model', 'chaincode', 'client-sdk'];

const exact = /^\d+\.\d+\.\d+$/;
/** A tilde where a later minor version needs a newer Node than the package itself. */
const range = /^[~^]\d+\.\d+\.\d+$/;

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

  it('pins every dependency to an exact version, but of packages that applications install, which patch and deduplicate', () => {
    const manifests = files.filter((path) => basename(path) === 'package.json');
    const odd = manifests.flatMap((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<
        string,
        Record<string, string> | undefined
      >;
      const isInstalled = installed.includes(dirname(path));
      const forms = { dependencies: isInstalled ? range : exact, devDependencies: exact };
      return Object.entries(forms).flatMap(([group, form]) =>
        Object.entries(manifest[group] ?? {})
          .filter(([, version]) => !form.test(version))
          .map(([name, version]) => `${path}: ${name} ${version}`),
      );
    });
    expect(odd).to.deep.equal([]);
  });

  it('reads no clock without being given one, in the rooms that have to be deterministic', () => {
    const rooms =
      /^(model|chaincode|network)\/src\/(?!cli|devnet|certificates|lifecycle|.*testing|.*\.spec\.ts)/;
    const clocks = sources.filter(
      (path) => rooms.test(path) && /new Date\(\)/.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(clocks).to.deep.equal([]);
  });
});
