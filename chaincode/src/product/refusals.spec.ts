import type {
  AnswerRecord,
  ItemRecord,
  ItemsRecord,
  Page,
  ProductClassRecord,
  RecallRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { CHALLENGED, ENFORCED, createProductWorld, type ProductWorld } from '../testing/product-world';
import { COMPANIES, HOUR_MS, NOON_MS, type Company } from '../testing/world';

const { airline, forwarder, retailer } = COMPANIES;
const PACK = `${forwarder}/packs/0`;
const WATCH = `${airline}/watches/0`;

describe('products that are asked for or refused', () => {
  let world: ProductWorld;

  beforeEach(async () => {
    world = await createProductWorld();
  });

  const refused = async (by: Company, method: string, request: object): Promise<string> => {
    const { code, field } = await world.refusal(by, `product:${method}`, request);
    return `${code} ${field}`;
  };
  const refusal = async (by: Company, method: string, request: object) => {
    const { code, field, details } = (await world.refusal(by, `product:${method}`, request)) as unknown as {
      readonly code: string;
      readonly field: string;
      readonly details: object;
    };
    return { code, field, details };
  };
  const submit = (by: Company, method: string, request: object) =>
    world.submit(by, `product:${method}`, request);
  const pageOf = async <T>(method: string, request: object): Promise<readonly T[]> =>
    (await world.evaluate<Page<T>>(`product:${method}`, { pageSize: 100, ...request })).records;

  it('are found by the names of what there is', async () => {
    const cases: readonly (readonly [string, object, string])[] = [
      ['GetClass', { classId: `${forwarder}/none` }, 'UNKNOWN_PRODUCT classId'],
      ['GetClass', { classId: CHALLENGED, version: 1 }, 'UNKNOWN_PRODUCT version'],
      ['GetItems', { items: `${forwarder}/none` }, 'UNKNOWN_ITEM items'],
      ['GetItem', { itemId: `${forwarder}/none/0` }, 'UNKNOWN_ITEM itemId'],
      ['GetItem', { itemId: `${forwarder}/packs/3` }, 'UNKNOWN_ITEM itemId'],
      ['GetRecall', { recallId: `${forwarder}/none` }, 'NOT_FOUND recallId'],
    ];
    for (const [method, request, code] of cases) {
      expect(await refused('retailer', method, request)).to.equal(code);
    }
  });

  it('have classes whose next version follows, and which is the same when it is repeated', async () => {
    const next = {
      classId: CHALLENGED,
      version: 1,
      name: 'cell',
      regime: 'challenged',
      reporters: [retailer],
    };
    world.ledger.nowMs += HOUR_MS;
    const first = await submit('forwarder', 'SetClass', next);
    expect(await submit('forwarder', 'SetClass', next)).to.deep.equal(first);
    expect(await refused('forwarder', 'SetClass', { ...next, name: 'pack' })).to.equal('SEQUENCE version');
    expect(await refused('forwarder', 'SetClass', { ...next, version: 3 })).to.equal('SEQUENCE version');
    const nobody = { ...next, version: 2, reporters: [retailer, 'NobodyMSP'].toSorted() };
    expect(await refused('forwarder', 'SetClass', nobody)).to.match(/^UNKNOWN_COMPANY reporters\[\d\]$/);
    expect(await refused('retailer', 'SetClass', next)).to.equal('NOT_OWNER classId');
    const old = await world.evaluate<ProductClassRecord>('product:GetClass', {
      classId: CHALLENGED,
      version: 0,
    });
    const now = await world.evaluate<ProductClassRecord>('product:GetClass', { classId: CHALLENGED });
    expect([old.version, old.since, now.version, now.since]).to.deep.equal([
      0,
      NOON_MS,
      1,
      NOON_MS + HOUR_MS,
    ]);
    expect(now).to.deep.include({ reporters: [retailer], digest: first.digest });
    const stale = { classId: CHALLENGED, version: 0, ref: 'late', serials: ['a'] };
    expect(await refusal('forwarder', 'Make', stale)).to.deep.equal({
      ...{ code: 'SEQUENCE', field: 'version', details: { expected: 1 } },
    });
  });

  it('say why they cannot be made so', async () => {
    const made = { classId: CHALLENGED, version: 0, ref: 'more' };
    expect(await refusal('forwarder', 'Make', { ...made, run: { first: 5000, count: 1 } })).to.deep.equal({
      ...{
        code: 'ALREADY_EXISTS',
        field: 'run.first',
        details: { rule: 'the run overlaps one that was made' },
      },
    });
    expect(await refusal('forwarder', 'Make', { ...made, run: { first: 5001, count: 1 } })).to.deep.equal({
      ...{ code: 'STATE', field: 'run.first', details: { rule: 'a multiple of 1000' } },
    });
    const taken = { classId: ENFORCED, version: 0, ref: 'again', serials: ['W-9', 'W-2'] };
    expect(await refused('airline', 'Make', taken)).to.match(/^ALREADY_EXISTS/);
  });

  it('are shown with what is known of them', async () => {
    const item = async (itemId: string) => {
      const { fact, digest, ...rest } = await world.evaluate<ItemRecord>('product:GetItem', { itemId });
      expect(digest).to.have.length(64);
      return { fact, ...rest };
    };
    expect(await item(PACK)).to.deep.equal({
      ...{
        itemId: PACK,
        classId: CHALLENGED,
        company: forwarder,
        regime: 'challenged',
        serial: 'P-1',
        batch: 'B-1',
      },
      fact: `items/${forwarder}/packs`,
    });
    expect(await item(WATCH)).to.deep.equal({
      ...{ itemId: WATCH, classId: ENFORCED, company: airline, regime: 'enforced', serial: 'W-1' },
      ...{ status: 'made', nextNumber: 1, fact: `items/${airline}/watches` },
    });
    const group = { parent: PACK, children: [WATCH], number: 1 };
    await submit('airline', 'Link', { ref: 'l', kind: 'installed', action: 'add', groups: [group] });
    expect(await item(WATCH)).to.include({ parent: PACK, nextNumber: 2 });
  });

  it('are listed by class and time', async () => {
    world.ledger.nowMs += HOUR_MS;
    const made = { classId: CHALLENGED, version: 0 };
    await submit('forwarder', 'Make', { ...made, ref: 'later', serials: ['x'] });
    const items = async (classId: string, more: object = {}) =>
      (await pageOf<ItemsRecord>('QueryItems', { classId, ...more })).map((each) => each.items.split('/')[1]);
    expect(await items(CHALLENGED)).to.have.members(['cells', 'packs', 'later']);
    expect(await items(ENFORCED)).to.deep.equal(['watches']);
    expect(await items(CHALLENGED, { from: NOON_MS + 1 })).to.deep.equal(['later']);
    expect(await items(CHALLENGED, { to: NOON_MS + HOUR_MS - 1 })).to.have.members(['cells', 'packs']);
    expect(await items(`${forwarder}/none`)).to.deep.equal([]);
  });

  it('are marked once each, by known companies, with what the items allow', async () => {
    const mark = { ref: 'm', marks: [{ items: PACK, kind: 'sold' }] };
    const first = await submit('retailer', 'Mark', mark);
    expect(await submit('retailer', 'Mark', mark)).to.deep.equal(first);
    const other = { ...mark, marks: [{ items: PACK, kind: 'stolen' }] };
    expect(await refused('retailer', 'Mark', other)).to.equal('REF_REUSED ref');
    const twice = { ref: 'n', marks: [...mark.marks, ...mark.marks] };
    expect(await refused('retailer', 'Mark', twice)).to.equal('ALREADY_EXISTS marks[1].items');
    expect(
      await refusal('retailer', 'Mark', { ref: 'n', marks: [{ items: `${PACK}-9`, kind: 'sold' }] }),
    ).to.deep.equal({
      ...{ code: 'UNKNOWN_ITEM', field: 'marks[0].items', details: { rule: 'items that hold' } },
    });
  });

  it('that are enforced go step by step, by those whom the class names', async () => {
    const step = (number: number, kind: string) => ({
      ref: `s-${number}-${kind}`,
      marks: [{ items: WATCH, kind, number }],
    });
    expect(await refusal('retailer', 'Mark', step(1, 'sold'))).to.deep.equal({
      ...{ code: 'NOT_A_PARTY', field: 'marks[0]', details: { item: WATCH } },
    });
    expect(await refusal('caterer', 'Mark', step(2, 'sold'))).to.deep.equal({
      ...{ code: 'SEQUENCE', field: 'marks[0].number', details: { expected: 1 } },
    });
    await submit('caterer', 'Mark', step(1, 'sold'));
    expect(await refusal('airline', 'Mark', step(2, 'sold'))).to.deep.equal({
      ...{ code: 'STATE', field: 'marks[0]', details: { item: WATCH, status: 'sold', parent: '' } },
    });
    await submit('airline', 'Mark', step(2, 'returned'));
  });

  it('that are enforced are never inside themselves', async () => {
    const [a, b, c] = [0, 1, 2].map((n) => `${airline}/watches/${n}`) as [string, string, string];
    const link = (ref: string, parent: string, child: string) => ({
      ...{ ref, kind: 'installed', action: 'add' },
      groups: [{ parent, children: [child], number: 1 }],
    });
    await submit('airline', 'Link', link('1', b, a));
    await submit('airline', 'Link', link('2', c, b));
    expect(await refusal('airline', 'Link', link('3', a, c))).to.deep.equal({
      ...{ code: 'STATE', field: 'groups[0].parent', details: { rule: 'no item inside itself' } },
    });
    expect(await refused('airline', 'Link', { ...link('1', c, a) })).to.equal('REF_REUSED ref');
  });

  it('are recalled, and answers are listed under their recall', async () => {
    const recall = { ref: 'R', classId: CHALLENGED, reason: 'swells', items: [PACK], batches: [] };
    const first = await submit('forwarder', 'Recall', recall);
    expect(await submit('forwarder', 'Recall', recall)).to.deep.equal(first);
    await submit('forwarder', 'Recall', { ...recall, ref: 'S' });
    const [recallId, other] = [`${forwarder}/R`, `${forwarder}/S`];
    const answer = { ref: 'a', recallId, as: 'found', items: [] };
    const answered = await submit('retailer', 'AnswerRecall', answer);
    expect(await submit('retailer', 'AnswerRecall', answer)).to.deep.equal(answered);
    expect(await refused('retailer', 'AnswerRecall', { ...answer, as: 'notFound' })).to.equal(
      'REF_REUSED ref',
    );
    expect(
      await refused('retailer', 'AnswerRecall', { ...answer, ref: 'b', recallId: `${forwarder}/T` }),
    ).to.equal('NOT_FOUND recallId');
    const answers = async (id: string) =>
      (await pageOf<AnswerRecord>('QueryAnswers', { recallId: id })).map(
        ({ company, as }) => `${company} ${as}`,
      );
    expect([await answers(recallId), await answers(other)]).to.deep.equal([[`${retailer} found`], []]);
    const recalls = async (classId: string) =>
      (await pageOf<RecallRecord>('QueryRecalls', { classId })).map((each) => each.recallId);
    expect(await recalls(CHALLENGED)).to.have.members([recallId, other]);
    expect(await recalls(ENFORCED)).to.deep.equal([]);
  });

  it('are contradicted by what contradicts itself alone, under a reference of its own', async () => {
    const sale = async (ref: string) =>
      (await submit('retailer', 'Mark', { ref, marks: [{ items: PACK, kind: 'sold' }] })).digest;
    const evidence = [await sale('m'), await sale('n')].map((fact) => ({ fact, index: 0 }));
    const said = { ref: 'c', kind: 'soldTwice', item: PACK, evidence };
    const first = await submit('caterer', 'Contradict', said);
    expect(await submit('caterer', 'Contradict', said)).to.deep.equal(first);
    expect(await refused('caterer', 'Contradict', { ...said, item: `${forwarder}/packs/1` })).to.equal(
      'REF_REUSED ref',
    );
    const elsewhere = { ...said, ref: 'd', item: `${forwarder}/packs/1` };
    expect(await refused('caterer', 'Contradict', elsewhere)).to.equal('NO_CONTRADICTION evidence');
  });
});
