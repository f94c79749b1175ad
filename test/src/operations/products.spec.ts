import { createSerialTree, verifyRecalled } from '@kontti/client-sdk';
import { expect } from 'chai';
import { ALPHA, BANK, BETA, allOf, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const classId = `${ALPHA}/pen`;

describe('products', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
    await companies.alpha.products.setClass({ classId, version: 0, name: 'pen', regime: 'challenged' });
  });

  const make = async (ref: string, change: object = {}) =>
    await companies.alpha.products.make({
      ...{ classId, version: 0, ref, batch: ref, serials: ['S-1', 'S-2', 'S-3'] },
      ...change,
    } as never);

  it('are of a class, without reporters where it needs none, and made at a time that is not ahead', async () => {
    const { beta } = companies;
    expect(await beta.products.getClass({ classId })).to.deep.include({
      ...{ version: 0, name: 'pen', regime: 'challenged', reporters: [] },
    });
    const ahead = new Date(day(1).getTime() + 1);
    expect(await refusalOf(make('B-1', { madeAt: ahead }))).to.equal('TIME_INVALID madeAt');
    await make('B-1', { madeAt: day(-1).toISOString(), expiresAt: ahead.toISOString() });
    expect(await beta.products.getItems({ items: `${ALPHA}/B-1` })).to.deep.include({
      ...{ count: 3, serials: ['S-1', 'S-2', 'S-3'], madeAt: day(-1), expiresAt: ahead },
    });
    expect(await beta.products.getItem({ itemId: `${ALPHA}/B-1/2` })).to.include({ serial: 'S-3' });
    expect(await refusalOf(beta.products.getItem({ itemId: `${ALPHA}/B-1/3` }))).to.match(/^UNKNOWN_ITEM/);
  });

  it('are found by class and by the time at which they were made known', async () => {
    await make('B-1');
    companies.ledger.nowMs = day(10).getTime();
    await make('B-2');
    const found = async (bounds: object) =>
      (await allOf(companies.bank.products.queryItems({ classId, ...bounds }))).map(({ items }) => items);
    expect(await found({})).to.deep.equal([`${ALPHA}/B-1`, `${ALPHA}/B-2`]);
    expect(await found({ from: day(5).toISOString() })).to.deep.equal([`${ALPHA}/B-2`]);
    expect(await found({ to: day(5).toISOString() })).to.deep.equal([`${ALPHA}/B-1`]);
    expect(await refusalOf(found({ to: 'spring' }))).to.equal('TIME_INVALID to');
  });

  it('have statements of companies: links, marks and what contradicts them', async () => {
    const { beta, bank } = companies;
    await make('B-1');
    await make('B-2');
    const items = `${ALPHA}/B-1/0`;
    const mark = async (by: 'beta' | 'bank', ref: string, at: Date) =>
      await companies[by].products.mark({ ref, marks: [{ items, kind: 'sold', at }] });
    const ahead = new Date(day(1).getTime() + 1);
    expect(await refusalOf(mark('beta', 'till', ahead))).to.equal('TIME_INVALID marks[0].at');
    const [first, second] = [await mark('beta', 'till', day(0)), await mark('bank', 'till', day(-1))];
    const groups = [{ parent: `${ALPHA}/B-2/0`, children: [`${ALPHA}/B-1/1-2`] }];
    await beta.products.link({ ref: 'pack', kind: 'installed', action: 'add', groups });
    const evidence = [first, second].map(({ result }) => ({ fact: result.digest, index: 0 }));
    await bank.products.contradict({ ref: 'C-1', kind: 'soldTwice', item: items, evidence });
    const single = bank.products.contradict({
      ...{ ref: 'C-2', kind: 'soldTwice', item: items },
      evidence: evidence.slice(0, 1),
    });
    expect(await refusalOf(single)).not.to.equal('done');
    const statements = await allOf(bank.products.queryStatements({ items: `${ALPHA}/B-1` }));
    expect(statements.map(({ type, company }) => `${type} ${company}`)).to.have.members([
      `product.marked ${BETA}`,
      `product.marked ${BANK}`,
      `product.linked ${BETA}`,
      `product.contradicted ${BANK}`,
    ]);
  });

  it('are recalled by ranges, batches or a root, and companies answer', async () => {
    const { alpha, beta, bank } = companies;
    const serials = ['X-1', 'X-2'];
    const tree = createSerialTree({ serials });
    await make('B-1');
    const recall = { classId, reason: 'leaks' };
    await alpha.products.recall({ ...recall, ref: 'R-1', items: [`${ALPHA}/B-1/0-1`] });
    companies.ledger.nowMs += 1;
    await alpha.products.recall({ ...recall, ref: 'R-2', batches: ['B-1'] });
    companies.ledger.nowMs += 1;
    await alpha.products.recall({ ...recall, ref: 'R-3', rooted: tree.rooted });
    await beta.products.answerRecall({ ref: 'A-1', recallId: `${ALPHA}/R-1`, as: 'quarantined' });
    const recalls = await allOf(bank.products.queryRecalls({ classId }));
    expect(recalls.map(({ recallId }) => recallId)).to.deep.equal([1, 2, 3].map((n) => `${ALPHA}/R-${n}`));
    expect(recalls[0]).to.deep.include({ items: [`${ALPHA}/B-1/0-1`], batches: [] });
    expect(recalls[1]).to.deep.include({ items: [], batches: ['B-1'] });
    const answers = await allOf(bank.products.queryAnswers({ recallId: `${ALPHA}/R-1` }));
    expect(answers.map(({ company, as, items }) => [company, as, items])).to.deep.equal([
      [BETA, 'quarantined', []],
    ]);
    const rooted = await bank.products.getRecall({ recallId: `${ALPHA}/R-3` });
    verifyRecalled({ recall: rooted, index: 1, opening: tree.open(1) });
  });
});
