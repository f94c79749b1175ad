import { sealCollections } from '@kontti/model';
import { consortiumCollections, parseConsortium } from '@kontti/fabric-admin';
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const file = resolve(__dirname, '../../../docs/consortium.md');

describe("the consortium's file of the documentation", () => {
  it('gives the seal collections that the model asks for', async () => {
    const [, text = ''] = /```yaml\n([^]*?)```/.exec(await readFile(file, 'utf8')) ?? [];
    const consortium = parseConsortium({ text, name: 'consortium.yaml' });
    const seals = consortiumCollections(consortium).filter(({ name }) => name.startsWith('seal_'));
    expect(seals).to.deep.equal(sealCollections(consortium.companies.map(({ mspId }) => mspId)));
  });
});
