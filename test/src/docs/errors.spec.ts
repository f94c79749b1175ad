import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '@kontti/client-sdk';
import { codeToRemedy } from '@kontti/client-sdk/testing/remedies';
import { CONTRACT_ERRORS, MODEL_ERRORS } from '@kontti/model';
import { networkErrorCodes } from '@kontti/fabric-protocol';
import { expect } from 'chai';

const root = join(__dirname, '..', '..', '..');
const page = join(root, 'docs', 'errors.md');

interface Entry {
  readonly code: string;
  readonly text: string;
  readonly remedy?: string;
}

interface Catalogue {
  readonly title: string;
  readonly intro: string;
  /** The packages whose source gives these codes. */
  readonly packages: readonly string[];
  readonly entries: readonly Entry[];
}

const catalogues: readonly Catalogue[] = [
  {
    title: '@kontti/client-sdk',
    intro:
      'A `KonttiError` with `code`, `stage`, `details` (with `remedy`) and `cause`. Catalogue: `ERRORS`.',
    packages: ['client-sdk', 'store', 'readings'],
    entries: Object.entries(ERRORS).map(([code, entry]) => ({ code, ...entry })),
  },
  {
    title: '@kontti/chaincode',
    intro:
      'What the contracts refuse with: `code`, `field` and `details`, which arrive in the SDK as a `KonttiError`. ' +
      'Catalogue: `CONTRACT_ERRORS` of `@kontti/model`.',
    // What may follow what is decided in the model, for contracts and readers alike.
    packages: ['chaincode', 'model'],
    entries: Object.entries(CONTRACT_ERRORS).map(([code, text]) => ({
      code,
      text,
      remedy: codeToRemedy(code),
    })),
  },
  {
    title: '@kontti/model',
    intro:
      'Which `field` of a request, record or fact broke which `rule`. The SDK refuses such a request before it leaves, ' +
      'the contracts refuse it too. Catalogue: `MODEL_ERRORS`.',
    packages: ['model'],
    entries: Object.entries(MODEL_ERRORS).map(([code, text]) => ({ code, text: `the field ${text}` })),
  },
  {
    title: 'Packages of `network/`',
    intro:
      'A `NetworkError` with `code`, `details` and `cause`; the command `kontti` prints its message and ends with 1. ' +
      'Catalogue: `networkErrorCodes` of `@kontti/fabric-protocol`.',
    packages: ['network'],
    entries: Object.entries(networkErrorCodes).map(([code, text]) => ({ code, text })),
  },
];

function asSentence(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

function entryToLine({ code, text, remedy }: Entry): string {
  return `- \`${code}\`: ${asSentence(text)}${remedy === undefined ? '' : ` _${asSentence(remedy)}_`}`;
}

function toPage(): string {
  const sections = catalogues.map(
    ({ title, intro, entries }) => `## ${title}\n\n${intro}\n\n${entries.map(entryToLine).join('\n')}\n`,
  );
  const head =
    '# Error codes\n\nCodes are stable, texts are not. The next step to take is in italics, where one is known.\n' +
    'This page follows from the catalogues in the source; a test compares it (`UPDATE_DOCS=1 npm test` writes it anew).\n';
  return [head, ...sections].join('\n');
}

/** The source of a package, apart from its catalogues and specs. */
function readSource(room: string): string {
  const folder = join(root, room);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)src\//.test(path) && !path.includes('node_modules'))
    .filter((path) => path.endsWith('.ts') && !/(\.spec|\/errors|contract-error|remedies)\.ts$/.test(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
}

describe('error codes', () => {
  it('are documented on their page, all of them and no others', () => {
    if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(page, toPage());
    expect(readFileSync(page, 'utf8').split(/\r?\n/)).to.deep.equal(toPage().split('\n'));
  });

  it('mean one thing: a code of two catalogues is one that both rooms give for the same reason', () => {
    const all = catalogues.flatMap(({ entries }) => entries.map(({ code }) => code));
    const shared = all.filter((code, index) => all.indexOf(code) !== index).sort();
    expect(shared).to.deep.equal(['CHAINCODE_FAILED', 'DATE_ORDER']);
  });

  for (const { title, packages, entries } of catalogues) {
    it(`of ${title} are all given by some line of its source`, () => {
      const source = packages.map(readSource).join('\n');
      expect(entries.map(({ code }) => code).filter((code) => !source.includes(`'${code}'`))).to.deep.equal(
        [],
      );
    });
  }
});
