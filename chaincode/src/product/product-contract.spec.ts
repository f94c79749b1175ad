import type {
  AnswerRecord,
  ItemRecord,
  ItemsRecord,
  Page,
  RecallRecord,
  StatementRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { CHALLENGED, createProductWorld, type ProductWorld } from '../testing/product-world';
import { COMPANIES, NOON_MS } from '../testing/world';

const { forwarder, caterer } = COMPANIES;
const CELLS = `${forwarder}/cells`;
const PACK = `${forwarder}/packs/0`;

describe('the product contract', () => {
  let world: ProductWorld;

  beforeEach(async () => {
    world = await createProductWorld();
  });

  const make = (change: object) => ({ classId: CHALLENGED, version: 0, ref: 'more', ...change });
  const link = (group: object, change: object = {}) => ({
    ...{ ref: 'l-1', kind: 'installed', action: 'add' },
    ...change,
    groups: [{ parent: PACK, children: [`${CELLS}/0-11`], ...group }],
  });
  const statements = async (items: string) =>
    (await world.evaluate<Page<StatementRecord>>('product:QueryStatements', { items, pageSize: 10 })).records;

  it('makes items by serials, runs and roots, and names each of them', async () => {
    const run = make({ ref: 'run', run: { first: 7000, count: 10 } });
    const first = await world.submit('forwarder', 'product:Make', run);
    expect(await world.submit('forwarder', 'product:Make', run)).to.deep.equal(first);
    const rooted = { root: 'a'.repeat(64), count: 1_000_000 };
    await world.submit('forwarder', 'product:Make', make({ ref: 'rooted', rooted, madeAt: NOON_MS }));
    const item = (itemId: string) => world.evaluate<ItemRecord>('product:GetItem', { itemId });
    expect(await item(`${CELLS}/7`)).to.deep.include({ serial: '5007', batch: 'B-1', regime: 'challenged' });
    expect(await item(PACK)).to.deep.include({ serial: 'P-1', classId: CHALLENGED, company: forwarder });
    expect(await item(`${forwarder}/rooted/999999`)).not.to.have.any.keys('serial', 'status', 'nextNumber');
    const items = await world.evaluate<ItemsRecord>('product:GetItems', { items: `${forwarder}/run` });
    expect(items).to.deep.include({ count: 10, regime: 'challenged', fact: first.key, digest: first.digest });
    const query = { classId: CHALLENGED, pageSize: 10 };
    const { records } = await world.evaluate<Page<ItemsRecord>>('product:QueryItems', query);
    expect(records.map(({ count }) => count)).to.have.members([1000, 3, 10, 1_000_000]);
  });

  it('refuses items that cannot be made, and leaves the ledger as it was', async () => {
    const cases: [object, string, string][] = [
      [{}, 'FIELD_MISSING', 'serials'],
      [{ serials: ['a'], run: { first: 0, count: 1 } }, 'FIELD_CONFLICT', 'serials'],
      [{ serials: ['a', 'a'] }, 'FIELD_DUPLICATE', 'serials'],
      [{ serials: ['a b'] }, 'FIELD_FORMAT', 'serials[0]'],
      [{ run: { first: 5000, count: 1 } }, 'ALREADY_EXISTS', 'run.first'],
      [{ run: { first: 5001, count: 1 } }, 'STATE', 'run.first'],
      [{ run: { first: 6000, count: 1001 } }, 'STATE', 'run.count'],
      [{ version: 1, serials: ['a'] }, 'SEQUENCE', 'version'],
      [{ ref: 'packs', serials: ['P-1'] }, 'REF_REUSED', 'ref'],
      [{ classId: `${forwarder}/none`, serials: ['a'] }, 'UNKNOWN_PRODUCT', 'classId'],
    ];
    const before = world.ledger.transactions.length;
    for (const [change, code, field] of cases) {
      const refusal = await world.refusal('forwarder', 'product:Make', make(change));
      expect(refusal, JSON.stringify(change)).to.include({ code, field });
    }
    const foreign = make({ serials: ['a'] });
    expect(await world.refusal('retailer', 'product:Make', foreign)).to.include({ code: 'NOT_OWNER' });
    expect(world.ledger.transactions).to.have.length(before);
  });

  it('links items by ranges, and finds the statements about them', async () => {
    const first = await world.submit('forwarder', 'product:Link', link({}));
    expect(await world.submit('forwarder', 'product:Link', link({}))).to.deep.equal(first);
    const sold = { ref: 's-1', marks: [{ items: PACK, kind: 'sold', place: 'FIHEL', at: NOON_MS }] };
    await world.submit('retailer', 'product:Mark', sold);
    expect(await statements(CELLS)).to.deep.equal([
      {
        ...{ type: 'product.linked', company: forwarder, recordedAt: NOON_MS },
        ...{ fact: first.key, digest: first.digest },
      },
    ]);
    expect((await statements(`${forwarder}/packs`)).map(({ type }) => type)).to.have.members([
      'product.linked',
      'product.marked',
    ]);
  });

  it('refuses links that cannot be true, by the rule', async () => {
    const cases: [object, string, string][] = [
      [link({ children: [`${CELLS}/990-1000`] }), 'UNKNOWN_ITEM', 'groups[0].children[0]'],
      [link({ parent: `${forwarder}/packs/3` }), 'UNKNOWN_ITEM', 'groups[0].parent'],
      [link({ children: [`${CELLS}/3-3`] }), 'FIELD_FORMAT', 'groups[0].children[0]'],
      [link({ children: [PACK] }), 'FIELD_CONFLICT', 'groups[0]'],
      [link({ children: [`${CELLS}/0-5`, `${CELLS}/5`] }), 'FIELD_CONFLICT', 'groups[0]'],
      [link({ number: 1, children: [`${CELLS}/0`] }), 'STATE', 'groups[0].number'],
      [link({}, { action: 'remove' }), 'NOT_FOUND', 'groups[0].after'],
      [link({ after: 'a'.repeat(64) }), 'NOT_FOUND', 'groups[0].after'],
    ];
    for (const [request, code, field] of cases) {
      expect(await world.refusal('forwarder', 'product:Link', request), field).to.include({ code, field });
    }
    const packs = [0, 1, 2].map((n) => `${forwarder}/packs/${n}`);
    const groups = packs.map((parent, n) => ({ parent, children: [packs[(n + 1) % 3]] }));
    const cycle = { ref: 'c', kind: 'installed', action: 'add', groups };
    expect(await world.refusal('forwarder', 'product:Link', cycle)).to.include({ code: 'FIELD_CONFLICT' });
    const twice = {
      ...link({}),
      groups: [link({}).groups[0], { parent: packs[1], children: [`${CELLS}/4`] }],
    };
    expect(await world.refusal('forwarder', 'product:Link', twice)).to.include({
      code: 'FIELD_CONFLICT',
      field: 'groups[1]',
    });
    const used = { ...twice, kind: 'transformed' };
    await world.submit('forwarder', 'product:Link', used);
  });

  it('recalls items, and shows what companies did about it', async () => {
    const recall = {
      ref: 'R-1',
      classId: CHALLENGED,
      reason: 'swells',
      items: [`${CELLS}/0-99`],
      batches: [],
    };
    const { digest } = await world.submit('forwarder', 'product:Recall', recall);
    const recallId = `${forwarder}/R-1`;
    const answer = { ref: 'A-1', recallId, as: 'quarantined', items: [PACK] };
    await world.submit('caterer', 'product:AnswerRecall', answer);
    const { records } = await world.evaluate<Page<AnswerRecord>>('product:QueryAnswers', {
      recallId,
      pageSize: 5,
    });
    expect(records).to.have.length(1);
    expect(records[0]).to.deep.include({
      company: caterer,
      as: 'quarantined',
      items: [PACK],
      recall: digest,
    });
    const found = await world.evaluate<Page<RecallRecord>>('product:QueryRecalls', {
      classId: CHALLENGED,
      pageSize: 5,
    });
    expect(found.records).to.deep.equal([await world.evaluate('product:GetRecall', { recallId })]);
    const rooted = { root: 'a'.repeat(64), count: 1000 };
    const scattered = { ...recall, ref: 'R-7', items: [], rooted };
    await world.submit('forwarder', 'product:Recall', scattered);
    expect(
      await world.evaluate<RecallRecord>('product:GetRecall', { recallId: `${forwarder}/R-7` }),
    ).to.deep.include({ rooted, items: [] });
    for (const [by, change, code] of [
      ['retailer', {}, 'NOT_OWNER'],
      ['forwarder', { items: [`${caterer}/x/0`] }, 'NOT_OWNER'],
      ['forwarder', { items: [] }, 'FIELD_MISSING'],
      ['forwarder', { reason: 'other' }, 'REF_REUSED'],
    ] as const) {
      expect(await world.refusal(by, 'product:Recall', { ...recall, ...change })).to.include({ code });
    }
    const unknown = { ...answer, ref: 'A-2', recallId: `${forwarder}/R-2` };
    expect(await world.refusal('caterer', 'product:AnswerRecall', unknown)).to.include({ code: 'NOT_FOUND' });
  });
});
