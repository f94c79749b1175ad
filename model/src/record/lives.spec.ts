import { expect } from 'chai';
import { judge } from '../judge';
import { MemoryFacts } from '../testing/memory-facts';
import type { Anchor } from './anchor';
import type { AcknowledgementEntry } from './acknowledgement';
import { readAcknowledged, readAnchoring, readRecord, refuseAcknowledgement } from './life';
import { readCommitment } from './private-life';

const [content, other] = ['a'.repeat(64), 'b'.repeat(64)];
const order = { name: 'order', sha256: content, references: [], counterparty: 'B' };
const table = { name: 'table', root: other, leaves: 3, references: [], counterparty: 'B' };
const RECORD = 'A/r/0';

describe('records', () => {
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
  });

  const verdict = async (digest: string): Promise<boolean | readonly number[]> => {
    const reading = await facts.follow(digest);
    if (reading.status !== 'sealed') throw new TypeError(reading.status);
    const found = await judge(facts, reading.sealed);
    if (!found.holds) return false;
    return found.voidEntries.size === 0 ? true : [...found.voidEntries];
  };
  const anchor = (ref: string, anchors: readonly Anchor[], more: object = {}): string =>
    facts.add({
      ...{ type: 'record.anchored', key: `anchors/A/${ref}` },
      body: { anchors: [...anchors] },
      ...more,
    });
  const ruleOf = (company: string): string =>
    facts.add({
      ...{ type: 'company.rule', key: `rule/${company}/record/0` },
      body: { assetType: 'record', version: 0, rule: "AND('{self}', 'B')" },
    });

  it('are found by their number in what was anchored', async () => {
    const digest = anchor('r', [order, table]);
    expect(await verdict(digest)).to.equal(true);
    const [first, second] = await Promise.all([readRecord(facts, 'A/r/0'), readRecord(facts, 'A/r/1')]);
    expect(first).to.deep.nested.include({ 'found.recordId': 'A/r/0', 'found.company': 'A' });
    expect(second).to.deep.nested.include({ 'found.anchor.root': other });
    for (const id of ['A/r/2', 'A/none/0', 'B/r/0', 'A/r', 'what']) {
      expect(await readRecord(facts, id), id).to.equal(undefined);
    }
  });

  it('keep the rule of the company that anchors or publishes them', async () => {
    const rule = ruleOf('A');
    const alone = anchor('alone', [order], { rule });
    const both = anchor('both', [order], { rule, vouchers: ['B'] });
    const borrowed = anchor('borrowed', [order], { rule: ruleOf('C'), vouchers: ['B'] });
    expect(await Promise.all([alone, both, borrowed].map(verdict))).to.deep.equal([false, true, false]);
    expect(await readAnchoring(facts, { company: 'A', ref: 'alone' })).to.deep.equal({
      rejected: { key: 'anchors/A/alone', reason: 'void' },
    });
    expect(await readRecord(facts, 'A/alone/0')).to.have.property('rejected');
  });

  describe('that are acknowledged', () => {
    let anchored: string;

    beforeEach(() => {
      anchored = anchor('r', [order, table]);
    });

    const entry = (as: AcknowledgementEntry['as'], change: Partial<AcknowledgementEntry> = {}) => ({
      ...{ recordId: RECORD, content, as, anchored, ...change },
    });
    const acknowledge = (ref: string, entries: readonly AcknowledgementEntry[], by = 'B'): string =>
      facts.add({
        type: 'record.acknowledged',
        key: `acknowledgements/${by}/${ref}`,
        body: { acknowledgements: [...entries] },
      });
    const said = async (recordId = RECORD) => {
      const found = await readRecord(facts, recordId);
      if (found === undefined || 'rejected' in found) throw new TypeError('a record');
      const { receipt, answer } = await readAcknowledged(facts, found.found);
      return [receipt?.entry.as, answer?.entry.as];
    };

    it('are received once and answered once, by their counterparty', async () => {
      expect(await said()).to.deep.equal([undefined, undefined]);
      const received = acknowledge('a', [entry('received')]);
      const rejected = acknowledge('b', [
        entry('rejected'),
        entry('received', { recordId: 'A/r/1', content: other }),
      ]);
      expect(await said()).to.deep.equal(['received', 'rejected']);
      expect(await said('A/r/1')).to.deep.equal(['received', undefined]);
      expect(await Promise.all([received, rejected].map(verdict))).to.deep.equal([true, true]);
      const late = acknowledge('c', [entry('accepted')]);
      expect(await verdict(late)).to.equal(false);
      expect(await said()).to.deep.equal(['received', 'rejected']);
    });

    it('are not by what was first said of another fact, or of other content', async () => {
      acknowledge('f', [entry('received', { anchored: other })]);
      acknowledge('c', [entry('rejected', { content: other })]);
      expect(await said()).to.deep.equal([undefined, undefined]);
    });

    it('are refused with why', async () => {
      const found = await readRecord(facts, RECORD);
      if (found === undefined || 'rejected' in found) throw new TypeError('a record');
      const { found: record } = found;
      for (const [held, company, text, why] of [
        [record, 'B', content, undefined],
        [undefined, 'B', content, 'UNKNOWN_RECORD'],
        [record, 'A', content, 'NOT_A_PARTY'],
        [record, 'B', other, 'CONTENT_DIFFERS'],
      ] as const) {
        expect(refuseAcknowledgement(held, { company, content: text })).to.equal(why);
      }
    });

    it('are not where content, record or company are others', async () => {
      const cases: readonly (readonly [string, Partial<AcknowledgementEntry>])[] = [
        ['other content', { content: other }],
        ['the content of another record', { recordId: 'A/r/1' }],
        ['another fact', { anchored: other }],
        ['no record', { recordId: 'A/r/2' }],
        ['a record that no company anchored', { recordId: 'A/x/0' }],
      ];
      for (const [index, [what, change]] of cases.entries()) {
        expect(await verdict(acknowledge(`w-${index}`, [entry('accepted', change)], 'B')), what).to.equal(
          false,
        );
      }
      expect(await verdict(acknowledge('s', [entry('received')], 'C')), 'a stranger').to.equal(false);
      expect(await said()).to.deep.equal([undefined, undefined]);
      expect(await said('A/r/1')).to.deep.equal([undefined, undefined]);
    });
  });

  describe('that are private', () => {
    const [kept, more] = [`A/${'0a'.repeat(16)}`, `A/${'0b'.repeat(16)}`];
    const publish = (ref: string, ids: readonly string[], commitment: string, change: object = {}): string =>
      facts.add({
        ...{ type: 'record.published', key: `commitments/A/${ref}` },
        body: { commitments: ids.map((recordId) => ({ recordId, commitment })) },
        ...change,
      });

    it('have the first commitment that was published of them', async () => {
      expect(await readCommitment(facts, kept)).to.equal(undefined);
      const first = publish('a', [kept], content);
      const second = publish('b', [more, kept], other);
      expect([await verdict(first), await verdict(second)]).to.deep.equal([true, [1]]);
      expect((await readCommitment(facts, kept))?.commitment.commitment).to.equal(content);
      expect((await readCommitment(facts, more))?.commitment.commitment).to.equal(other);
    });

    it('have none that breaks the rule of the company', async () => {
      const rule = ruleOf('A');
      expect(await verdict(publish('a', [kept], content, { rule }))).to.equal(false);
      expect(await readCommitment(facts, kept)).to.equal(undefined);
      expect(await verdict(publish('b', [more], content, { rule, vouchers: ['B'] }))).to.equal(true);
      expect(await readCommitment(facts, more)).to.have.nested.property('commitment.commitment', content);
    });

    it('are erased once the company says so', async () => {
      publish('a', [kept, more], content);
      const erased = facts.add({
        type: 'record.erased',
        key: `erased/${kept}`,
        body: { reason: 'asked for' },
      });
      expect(await verdict(erased)).to.equal(true);
      expect((await readCommitment(facts, kept))?.erased?.digest).to.equal(erased);
      expect((await readCommitment(facts, more))?.erased).to.equal(undefined);
    });
  });
});
