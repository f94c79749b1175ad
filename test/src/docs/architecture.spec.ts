import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryLedger } from '@kontti/chaincode/testing/memory-ledger';
import {
  FACT_DEFINITIONS,
  JOURNEY_SECRET_KEY,
  acknowledgedKey,
  batchKey,
  bytesKey,
  correctedEntryKey,
  correctedFactKey,
  journeyKey,
  laterRevokedKey,
  placeKey,
  publishedKey,
  runKey,
  serialKey,
  settledKey,
  spentKey,
  stepKey,
  transportKey,
  titleKey,
  updateKey,
} from '@kontti/model';
import { expect } from 'chai';
import { listedRooms } from '../structure/listed-rooms';

const root = join(__dirname, '..', '..', '..');
const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

/** The first cells of the table under a heading. */
function firstCells(heading: string): readonly string[] {
  const [, rest = ''] = text.split(`\n## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.split('|')[1]?.trim() ?? '');
}

/** What distinguishes kinds of keys: their fixed parts, with `*` for any run of others. */
function toShape(key: string): string {
  const part = '(?:<[^>]*>|\\{[^}]*\\})';
  return key.replace(new RegExp(`${part}(?:/${part})*`, 'g'), '*');
}

/** The folders of the repository's packages. */
function workspaces(): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly workspaces: readonly string[];
  };
  return manifest.workspaces;
}

function foldersOf(path: string): readonly string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

describe('ARCHITECTURE.md', () => {
  it('names every kind of key and no others', () => {
    const named = firstCells('Keys').map((cell) => toShape(cell.replaceAll('`', '')));
    const further = [
      ...[placeKey, transportKey, updateKey, batchKey, journeyKey, spentKey, settledKey],
      laterRevokedKey,
      ...[acknowledgedKey, correctedFactKey, correctedEntryKey, titleKey],
      ...[runKey, serialKey, stepKey, publishedKey],
    ];
    const templates = [...FACT_DEFINITIONS.map(({ key }) => key), ...further].map(({ template }) => template);
    const kinds = new Set([...templates, JOURNEY_SECRET_KEY, bytesKey('{H}')].map(toShape));
    expect(new Set(named.filter((shape) => !shape.startsWith('idx/')))).to.deep.equal(kinds);
  });

  it('says who may call every method that changes the ledger', () => {
    const named = firstCells('Authority').flatMap((cell) => {
      const methods = [...cell.matchAll(/`([A-Za-z:]+)`/g)].map(([, method]) => method ?? '');
      const contract = methods[0]?.split(':')[0] ?? '';
      return methods.map((method) => (method.includes(':') ? method : `${contract}:${method}`));
    });
    const exposed = new MemoryLedger({ nowMs: 0, members: [] }).methods.filter(
      (name) => !/:(Get|Query|Read|Follow)/.test(name),
    );
    expect([...named].sort()).to.deep.equal([...exposed].sort());
  });

  it('says what each room owns', () => {
    const inner = workspaces().filter(
      (folder) => !['examples/businesses', 'scripts', 'test'].includes(folder),
    );
    const rooms = inner.flatMap((folder) =>
      foldersOf(join(root, folder, 'src')).map((room) => `${folder}/${room}`),
    );
    expect(listedRooms()).to.have.members(rooms);
  });

  it('numbers its decisions without gaps', () => {
    const names = readdirSync(join(root, 'docs', 'decisions')).sort();
    const numbers = names.map((name) => Number(name.slice(0, 4)));
    expect(numbers).to.deep.equal(names.map((_name, index) => index + 1));
  });

  it('points to files that exist', () => {
    const paths = [
      ...text.matchAll(/`((?:model|chaincode|client-sdk|store|network|examples|scripts|test)\/[^`…*]*)`/g),
    ].map(([, path]) => path ?? '');
    expect(paths.filter((path) => !existsSync(join(root, path)))).to.deep.equal([]);
    expect(paths).to.not.be.empty;
  });

  it('points to files of network/ that exist', () => {
    const short = [...text.matchAll(/`(protocol|admin|devnet|runner|cli)\/([^`…*]*)`/g)];
    const paths = short.map(([, name = '', path = '']) => join('network', name, 'src', path));
    expect(paths.filter((path) => !existsSync(join(root, path)))).to.deep.equal([]);
    expect(paths).to.not.be.empty;
  });
});

describe('README.md', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('names every package in its table, or the folder in which it is', () => {
    const parts = workspaces().map((folder) => folder.split('/')[0] ?? '');
    expect(
      parts.filter((part) => !readme.includes(`](${part}/`) && !readme.includes(`\`${part}/\``)),
    ).to.deep.equal([]);
  });

  it('leads to every page', () => {
    const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
    const rootPages = readdirSync(root).filter((name) => name.endsWith('.md') && name !== 'README.md');
    const paths = [
      ...pages.map((name) => `docs/${name}`),
      ...rootPages,
      'docs/guides/README.md',
      'examples/README.md',
    ];
    expect(paths.filter((path) => !readme.includes(`](${path}`))).to.deep.equal([]);
  });
});
