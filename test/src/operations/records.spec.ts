import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { createRecordTree, verifyInclusion } from '@kontti/client-sdk';
import { ALPHA, BETA, allOf, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const sha256 = createHash('sha256').update('purchase order').digest('hex');
const order = { name: 'purchase order', sha256, references: ['4711'], counterparty: BETA };
const recordId = `${ALPHA}/PO/0`;

describe('records', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
    await companies.alpha.records.anchor({ ref: 'PO', anchors: [order] });
  });

  it('are anchored by a digest or a root, and answered by their counterparty', async () => {
    const { alpha, beta, bank } = companies;
    expect(await bank.records.get({ recordId })).to.deep.include({ ...order, status: 'anchored' });
    const answer = (content: string, as: 'received' | 'accepted') =>
      refusalOf(beta.records.acknowledge({ ref: `${as}`, acknowledgements: [{ recordId, content, as }] }));
    expect(await answer('0'.repeat(64), 'accepted')).to.equal('CONTENT_DIFFERS acknowledgements[0].content');
    expect(await answer(sha256, 'accepted')).to.equal('done');
    expect(await bank.records.get({ recordId })).to.include({ status: 'accepted' });
    const rows = ['a', 'b', 'c'].map((row) => Buffer.from(row));
    const tree = createRecordTree(rows);
    const anchors = [{ name: 'rows', root: tree.root, leaves: tree.leaves, references: [] }];
    await alpha.records.anchor({ ref: 'table', anchors });
    const { root = '', leaves = 0 } = await bank.records.get({ recordId: `${ALPHA}/table/0` });
    for (const [index, row] of rows.entries()) verifyInclusion(tree.prove(index), row, { root, leaves });
  });

  it('are found by reference, company and ledger time', async () => {
    const { alpha, bank } = companies;
    companies.ledger.nowMs = day(10).getTime();
    await alpha.records.anchor({ ref: 'PO-2', anchors: [order, { ...order, references: ['4712'] }] });
    const found = async (conditions: object) =>
      (await allOf(bank.records.query(conditions))).flatMap(({ records }) =>
        records.map((record) => record.recordId),
      );
    expect(await found({ reference: '4711' })).to.deep.equal([recordId, `${ALPHA}/PO-2/0`]);
    expect(await found({ reference: '4712' })).to.deep.equal([`${ALPHA}/PO-2/1`]);
    expect(await found({ from: day(5).toISOString(), reference: '4711' })).to.deep.equal([`${ALPHA}/PO-2/0`]);
    expect(await found({ to: day(5).toISOString() })).to.deep.equal([recordId]);
    expect(await refusalOf(found({ from: 'spring' }))).to.equal('TIME_INVALID from');
  });

  it('are corrected, as facts of every subject are, and stay readable', async () => {
    const { alpha, beta, bank } = companies;
    const { fact: key, digest } = await bank.records.get({ recordId });
    const corrections = [{ key, digest, index: 0, reason: 'wrong order' }];
    expect(await refusalOf(beta.records.correct({ ref: 'c', corrections }))).to.match(/^NOT_A_PARTY/);
    await alpha.records.correct({ ref: 'c', corrections });
    const found = await allOf(bank.records.queryCorrections({ key }));
    expect(found.map(({ company, correction }) => [company, correction.reason])).to.deep.equal([
      [ALPHA, 'wrong order'],
    ]);
    expect(await bank.records.get({ recordId })).to.include({ sha256 });
    expect(await allOf(bank.records.queryCorrections({ key: 'records/AlphaMSP/none' }))).to.deep.equal([]);
  });
});
