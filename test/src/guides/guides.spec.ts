import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '@kontti/client-sdk';
import { CONTRACT_ERRORS, MODEL_ERRORS, sealCollections } from '@kontti/model';
import { expect } from 'chai';
import { textToBlocks, type Block } from '../readme/blocks';
import { createSandbox, root, type Sandbox } from '../readme/sandbox';

const folder = join(root, 'docs', 'guides');
const index = readFileSync(join(folder, 'README.md'), 'utf8');
/** In the order of the index: later pages use what the first ones register. */
const names = [...index.matchAll(/^\| \[.*\]\(([a-z-]+)\.md\)/gm)].map(([, name]) => name ?? '');

const CHAINCODE = 'node_modules/@kontti/chaincode';

function blocksOf(name: string): readonly Block[] {
  return textToBlocks(readFileSync(join(folder, `${name}.md`), 'utf8'));
}

/** The parts of a page in one language, as one text. */
function partsOf(name: string, language: string): string {
  const parts = blocksOf(name).filter((block) => block.language === language);
  return parts.map(({ content }) => `${content}\n`).join('\n');
}

describe('guides', () => {
  let sandbox: Sandbox;

  before(async function () {
    this.timeout(120_000);
    sandbox = await createSandbox();
    for (const name of names) await sandbox.write({ path: `try/${name}.mts`, content: partsOf(name, 'ts') });
    await sandbox.run(`tsc --ignoreConfig --types node ${names.map((name) => `try/${name}.mts`).join(' ')}`);
    await sandbox.start('kontti network up --dir try --batch-timeout 50ms --peer-port 0', 'ready:');
    // What pages add to the seals as JSON are further collections.
    const further = names
      .flatMap(blocksOf)
      .filter(({ language }) => language === 'json')
      .flatMap(({ content }) => JSON.parse(content) as readonly object[]);
    const collections = [...sealCollections(['Org1MSP', 'Org2MSP']), ...further];
    await sandbox.write({ path: 'try/seals.json', content: JSON.stringify(collections) });
    await sandbox.run(
      `kontti chaincode deploy --dir try --name kontti --path ${CHAINCODE} --collections-config try/seals.json`,
    );
  });

  after(() => sandbox.remove());

  it('are all in the index, and have nothing but programs, what they need, and what they print', () => {
    const pages = readdirSync(folder).filter((file) => file !== 'README.md');
    expect(pages.map((file) => file.replace(/\.md$/, ''))).to.have.members(names);
    for (const name of names) {
      const languages = blocksOf(name).map(({ language }) => language);
      expect(languages.filter((language) => !['ts', 'json', 'console'].includes(language))).to.deep.equal([]);
      expect(languages.filter((language) => language === 'console')).to.have.length(1);
    }
    expect(names).to.not.be.empty;
  });

  it('name codes that errors have', () => {
    const known = new Set([ERRORS, CONTRACT_ERRORS, MODEL_ERRORS].flatMap((codes) => Object.keys(codes)));
    for (const name of names) {
      const rows = readFileSync(join(folder, `${name}.md`), 'utf8').match(/^\| `[A-Z_`, ]+\|/gm) ?? [];
      const codes = rows.flatMap((row) => [...row.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? ''));
      expect(codes.filter((code) => !known.has(code))).to.deep.equal([], name);
    }
  });

  it('show every group of operations of a client in code', () => {
    const client = readFileSync(join(root, 'client-sdk', 'src', 'client.ts'), 'utf8');
    const [, members = ''] = /export interface KonttiClient [^{]*\{(.*?)\n\}/s.exec(client) ?? [];
    const groups = [...members.matchAll(/^  readonly (\w+): [A-Z]\w+;$/gm)].map(([, group = '']) => group);
    const code = names.map((name) => partsOf(name, 'ts')).join('\n');
    expect(groups).to.include.members(['companies', 'leases']);
    expect(groups.filter((group) => !new RegExp(`\\.${group}[.(]`).test(code))).to.deep.equal([]);
  });

  for (const name of names) {
    it(`${name}: prints what its page says`, async () => {
      expect(await sandbox.run(`node try/${name}.mjs`)).to.equal(partsOf(name, 'console'));
    });
  }
});
