import { expect } from 'chai';
import type { Address } from '../fact/define-fact';
import type { FactReader, FactReading } from '../fact/reader';
import { JUDGING } from '../judge';
import { LIMITS } from '../limits';
import { MemoryFacts } from '../testing/memory-facts';
import { verdictOf } from '../testing/verdicts';
import type { Correction, FactReference } from './correction';
import { refuseCorrection } from './correction-life';

/** Answers each question a turn later, and counts how many wait. */
class SlowReader implements FactReader {
  readonly scope = { channel: 'mychannel', chaincode: 'kontti' };
  readonly followed: string[] = [];
  busiest = 0;
  #waiting = 0;

  constructor(private readonly facts: MemoryFacts) {}

  read(address: Address): Promise<FactReading> {
    return this.#answer(() => this.facts.read(address));
  }

  follow(digest: string): Promise<FactReading> {
    this.followed.push(digest);
    return this.#answer(() => this.facts.follow(digest));
  }

  close(): Promise<boolean> {
    return this.facts.close();
  }

  async #answer(read: () => Promise<FactReading>): Promise<FactReading> {
    this.#waiting += 1;
    this.busiest = Math.max(this.busiest, this.#waiting);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.#waiting -= 1;
    return await read();
  }
}

const titles = { kind: 'title', unit: 'title', holders: 'company', transfer: 'free' } as const;

describe('corrections of facts with many entries', () => {
  let facts: MemoryFacts;
  let issues: { key: string; digest: string; reason: string }[];

  beforeEach(() => {
    facts = new MemoryFacts();
    const body = { ...titles, partners: [], redeemAt: [] };
    const version = facts.add({ type: 'lot.class', key: 'class/AMSP/t/0', body });
    issues = Array.from({ length: 10 }, (_, issue) => {
      const lots = Array.from({ length: LIMITS.bulkMax }, (__, n) => ({
        ...{ holder: 'company:AMSP', quantity: 1n, shipment: `AMSP/S-${issue}-${n}` },
      }));
      const key = `lots/AMSP/i-${issue}`;
      const digest = facts.add({
        type: 'lot.issued',
        key,
        body: { classId: 'AMSP/t', class: version, lots },
      });
      return { key, digest, reason: 'wrong' };
    });
  });

  async function judged(company: string): Promise<{ readonly holds: boolean; readonly reader: SlowReader }> {
    const body = { corrections: issues };
    const digest = facts.add({ type: 'record.corrected', key: `corrections/${company}/c`, body });
    const reading = await facts.follow(digest);
    if (reading.status !== 'sealed') throw new TypeError(reading.status);
    const reader = new SlowReader(facts);
    return { holds: (await JUDGING.judge(reader, reading.sealed)).holds, reader };
  }

  it('are judged one after another, so that few questions wait at once', async () => {
    const { holds, reader } = await judged('AMSP');
    expect(holds).to.equal(true);
    expect(reader.busiest).to.be.at.most(LIMITS.bulkMax);
  });

  it('of others are not judged at all', async () => {
    const { holds, reader } = await judged('BMSP');
    expect(holds).to.equal(false);
    expect(reader.followed).to.deep.equal(issues.map(({ digest }) => digest));
  });
});

/** What a correction is about. */
type Named = Pick<FactReference, keyof FactReference>;

describe('a correction', () => {
  const [order, letter] = ['a', 'b'].map((digit) => ({
    ...{ name: 'order', sha256: digit.repeat(64), references: [], counterparty: 'B' },
  }));
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
  });

  const correct = (ref: string, ...corrections: Omit<Correction, 'reason'>[]): string =>
    facts.add({
      type: 'record.corrected',
      key: `corrections/B/${ref}`,
      body: { corrections: corrections.map((correction) => ({ reason: 'wrong', ...correction })) },
    });
  /** Acknowledges a record that B can acknowledge, and one that nobody anchored. */
  const acknowledge = (): Named => {
    const body = { anchors: [order, letter].flatMap((anchor) => anchor ?? []) };
    const anchored = facts.add({ type: 'record.anchored', key: 'anchors/A/r', body });
    const acknowledgements = ['A/r/0', 'A/none/0'].map((recordId) => ({
      ...{ recordId, content: 'a'.repeat(64), as: 'received' as const, anchored },
    }));
    const key = 'acknowledgements/B/a';
    return { key, digest: facts.add({ type: 'record.acknowledged', key, body: { acknowledgements } }) };
  };
  const acknowledgeNothing = (): Named => {
    const key = 'acknowledgements/B/n';
    const anchored = 'f'.repeat(64);
    const entry = { recordId: 'A/none/1', content: 'a'.repeat(64), as: 'received' as const, anchored };
    const body = { acknowledgements: [entry] };
    return { key, digest: facts.add({ type: 'record.acknowledged', key, body }) };
  };

  it('counts of a fact that holds, and of those of its entries that hold', async () => {
    const partly = acknowledge();
    expect(await verdictOf(facts, partly.digest)).to.deep.equal([1]);
    const whole = correct('w', partly);
    expect(await verdictOf(facts, whole)).to.deep.equal([]);
    const entries = [0, 1, 2].map((index) => ({ ...partly, index }));
    expect(await verdictOf(facts, correct('e', ...entries))).to.deep.equal([1, 2]);
  });

  it('does not count of a fact that is void', async () => {
    const nothing = acknowledgeNothing();
    expect(await verdictOf(facts, nothing.digest)).to.equal('void');
    expect(await verdictOf(facts, correct('v', nothing))).to.equal('void');
    expect(await verdictOf(facts, correct('i', { ...nothing, index: 0 }))).to.equal('void');
    const replaced = { ...acknowledge(), replacedBy: nothing };
    expect(await verdictOf(facts, correct('r', replaced)), 'what replaces it').to.equal('void');
  });

  it('is refused with why, and with which of both facts', async () => {
    const refused = (correction: Named & Pick<Correction, 'replacedBy'>, company = 'B') =>
      refuseCorrection(facts, JUDGING, { company, correction: { reason: 'wrong', ...correction } });
    const [fact, nothing] = [acknowledge(), acknowledgeNothing()];
    const other = { key: 'corrections/B/c', digest: correct('c', { ...fact, index: 1 }) };
    expect(await refused(fact)).to.equal(undefined);
    expect(await refused({ ...fact, index: 0 })).to.equal(undefined);
    for (const [replacedBy, code] of [
      [nothing, 'NOT_FOUND'],
      [{ ...fact, index: 1 }, 'NOT_FOUND'],
      [fact, 'FIELD_CONFLICT'],
      [other, 'FIELD_CONFLICT'],
    ] as const) {
      expect(await refused({ ...fact, replacedBy })).to.deep.equal({ code, field: 'replacedBy' });
    }
    expect(await refused({ ...fact, replacedBy: { ...fact, index: 0 } })).to.equal(undefined);
    for (const wrong of [
      nothing,
      { ...fact, index: 1 },
      { ...fact, index: 2 },
      { ...fact, key: nothing.key },
    ]) {
      expect(await refused(wrong)).to.deep.equal({ code: 'NOT_FOUND', field: 'digest' });
    }
    expect(await refused(fact, 'A')).to.deep.equal({ code: 'NOT_A_PARTY', field: 'digest' });
  });

  it('of a correction counts whether that one does or not', async () => {
    const digest = correct('v', acknowledgeNothing());
    expect(await verdictOf(facts, digest)).to.equal('void');
    expect(await verdictOf(facts, correct('c', { key: 'corrections/B/v', digest }))).to.deep.equal([]);
  });
});
