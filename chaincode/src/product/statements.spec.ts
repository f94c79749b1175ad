import { itemsMarked, sealHash, type FactReceipt, type Page, type StatementRecord } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { sealKey } from '../testing/memory-state';
import { CHALLENGED, createProductWorld, type ProductWorld } from '../testing/product-world';
import { COMPANIES, NOON_MS, type Company } from '../testing/world';

const { forwarder, retailer } = COMPANIES;
const [CELLS, PACKS] = ['cells', 'packs'].map((ref) => `${forwarder}/${ref}`) as [string, string];
const EVERYBODY = Object.values(COMPANIES);
const TIME = String(NOON_MS).padStart(16, '0');

describe('statements about items', () => {
  let world: ProductWorld;

  beforeEach(async () => {
    world = await createProductWorld();
  });

  const submit = (by: Company, method: string, request: object) =>
    world.submit(by, `product:${method}`, request);
  const query = (items: string) =>
    world.evaluate<Page<StatementRecord>>('product:QueryStatements', { items, pageSize: 50 });
  const factsOf = async (items: string) =>
    (await query(items)).records.map(({ company, fact, type }) => `${type} ${company} ${fact}`);
  const entriesOf = (items: string) =>
    world.ledger.state.publicKeys().filter((key) => key.startsWith(`idx/statement/${items}/`));
  const list = (items: string, key: string, digest: string) => {
    const entry = `idx/statement/${items}/${TIME}/${key}/${sealHash(digest).slice(0, 16)}`;
    const writes = [{ key: entry, value: Buffer.from('{}') }];
    expect(world.ledger.forge({ coalition: EVERYBODY, writes })).to.equal('VALID');
  };
  const saying = ({ key }: FactReceipt, type: string, by: string) => `${type} ${by} ${key}`;

  it('are listed once under all items that each of them is about', async () => {
    const pack = `${PACKS}/0`;
    const sold = await submit('retailer', 'Mark', {
      ref: 'm',
      marks: [
        { items: pack, kind: 'sold' },
        { items: `${PACKS}/1`, kind: 'sold' },
      ],
    });
    const link = { ref: 'l', kind: 'installed', action: 'add' };
    const groups = [{ parent: pack, children: [`${CELLS}/0-3`] }];
    const linked = await submit('forwarder', 'Link', { ...link, groups });
    const recall = { ref: 'R', classId: CHALLENGED, reason: 'swells', items: [`${CELLS}/1`], batches: [] };
    const recalled = await submit('forwarder', 'Recall', recall);
    expect(await factsOf(PACKS)).to.have.members([
      saying(sold, 'product.marked', retailer),
      saying(linked, 'product.linked', forwarder),
    ]);
    expect(await factsOf(CELLS)).to.have.members([
      saying(linked, 'product.linked', forwarder),
      saying(recalled, 'product.recalled', forwarder),
    ]);
    expect([entriesOf(PACKS).length, entriesOf(CELLS).length]).to.deep.equal([2, 2]);
  });

  it('that contradict each other are listed under the items that their evidence names first', async () => {
    const sale = async (ref: string, items: string) =>
      (await submit('retailer', 'Mark', { ref, marks: [{ items, kind: 'sold' }] })).digest;
    const evidence = [await sale('a', `${CELLS}/0-9`), await sale('b', `${CELLS}/5`)];
    const soldTwice = await submit('caterer', 'Contradict', {
      ...{ ref: 'c', kind: 'soldTwice', item: `${CELLS}/5` },
      evidence: evidence.map((fact) => ({ fact, index: 0 })),
    });
    const installed = async (ref: string, parent: string, child: string) => {
      const groups = [{ parent, children: [child] }];
      return (await submit('retailer', 'Link', { ref, kind: 'installed', action: 'add', groups })).digest;
    };
    const links = [
      await installed('x', `${PACKS}/0`, `${PACKS}/1`),
      await installed('y', `${PACKS}/1`, `${PACKS}/0`),
    ];
    const cycle = await submit('caterer', 'Contradict', {
      ...{ ref: 'd', kind: 'cycle' },
      evidence: links.map((fact) => ({ fact, index: 0 })),
    });
    const serials = await submit('forwarder', 'Make', {
      ...{ classId: CHALLENGED, version: 0, ref: 'listed', serials: ['5007'] },
    });
    const { digest: run } = await world.evaluate<{ digest: string }>('product:GetItems', { items: CELLS });
    const same = await submit('caterer', 'Contradict', {
      ...{ ref: 'e', kind: 'sameSerial' },
      evidence: [
        { fact: serials.digest, index: 0 },
        { fact: run, index: 7 },
      ],
    });
    const isAbout = async (items: string, { key }: FactReceipt) =>
      (await query(items)).records.some(({ fact }) => fact === key);
    expect([await isAbout(CELLS, soldTwice), await isAbout(PACKS, soldTwice)]).to.deep.equal([true, false]);
    expect([await isAbout(CELLS, cycle), await isAbout(PACKS, cycle)]).to.deep.equal([false, true]);
    expect([await isAbout(CELLS, same), await isAbout(PACKS, same)]).to.deep.equal([true, false]);
    expect(await isAbout(`${forwarder}/listed`, same)).to.equal(true);
  });

  it('are shown under the items that they are about alone, and named where they do not hold', async () => {
    const marks = [{ items: `${PACKS}/0`, kind: 'sold' }] as const;
    const { key, digest } = await submit('retailer', 'Mark', { ref: 'm', marks });
    list(CELLS, key, digest);
    expect(await query(CELLS)).to.deep.equal({ records: [], rejected: [], bookmark: '' });

    const none = forgedFact({
      type: 'product.contradicted',
      key: `contradiction/${retailer}/f`,
      body: {
        kind: 'soldTwice',
        item: `${CELLS}/7`,
        evidence: [0, 1].map((index) => ({ fact: digest, index })),
      },
    } as never);
    expect(world.ledger.forge({ coalition: EVERYBODY, writes: none.writes })).to.equal('VALID');
    const burned = itemsMarked.key.build({ company: retailer, ref: 'b' });
    const writes = [{ ...sealKey(retailer, burned), value: Buffer.alloc(32, 7) }];
    expect(world.ledger.forge({ coalition: [retailer], writes })).to.equal('VALID');
    list(CELLS, none.key, none.digest);
    list(CELLS, burned, digest);
    list(CELLS, itemsMarked.key.build({ company: retailer, ref: 'never' }), digest);
    list(CELLS, `items/${CELLS}`, digest);
    list(CELLS, 'x', digest);
    const { records, rejected } = await query(CELLS);
    expect(records).to.deep.equal([]);
    expect(rejected).to.have.deep.members([
      { key: none.key, reason: 'void' },
      { key: burned, reason: 'unsealed' },
    ]);
  });
});
