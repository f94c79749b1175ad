import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(__dirname, '..', '..', '..');
const packages = [
  ...['model', 'chaincode', 'client-sdk', 'scripts', 'test'],
  ...readdirSync(join(root, 'network')).map((name) => `network/${name}`),
];

interface Line {
  readonly path: string;
  readonly text: string;
}

const paths = packages.flatMap((name) =>
  readdirSync(join(root, name, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${name}/src/${path}`),
);
const lines: readonly Line[] = paths.flatMap((path) =>
  readFileSync(join(root, path), 'utf8')
    .split('\n')
    .map((text) => ({ path, text })),
);

function linesLike(pattern: RegExp, where: (path: string) => boolean = () => true): readonly string[] {
  return lines
    .filter(({ path, text }) => where(path) && pattern.test(text))
    .map(({ path, text }) => `${path}: ${text.trim()}`);
}

const isLimits = (path: string): boolean => path.endsWith('/limits.ts');
/** What a company installs; the rest is the network's and this repository's. */
const isOfCompany = (path: string): boolean => /^(model|chaincode|client-sdk)\//.test(path);

/** What lint does not hold of CONTRIBUTING's dialect. */
describe('the dialect of TypeScript', () => {
  it('names files without a suffix in imports, and with one where Node itself looks for them', () => {
    expect(linesLike(/(?: from |^import )'\.{1,2}\/[^']*\.js';$/)).to.deep.equal([]);
    expect(linesLike(/\bimport\('\.{1,2}\/[^']*(?<!\.js)'\)/)).to.deep.equal([]);
  });

  it('names limits in one way in what companies install, and in one in the rest', () => {
    const constant = /^export const (?![A-Z][A-Z0-9_]* )/;
    const group = /^export const (?![a-z][A-Za-z0-9]* )/;
    expect(linesLike(constant, (path) => isLimits(path) && isOfCompany(path))).to.deep.equal([]);
    expect(linesLike(group, (path) => isLimits(path) && !isOfCompany(path))).to.deep.equal([]);
  });

  it('makes folders one by one: what Node offers never ends on some file systems', () => {
    const isProgram = (path: string): boolean => !/\.spec\.ts$|^(scripts|test)\/|\/testing\//.test(path);
    expect(linesLike(/\bmkdir(?:Sync)?\(.*recursive: true/, isProgram)).to.deep.equal([]);
  });

  it('gives the reason where lint is switched off for a line', () => {
    expect(linesLike(/(?:es|ox)lint-dis(?:)able(?!.* -- \S)/)).to.deep.equal([]);
  });
});
