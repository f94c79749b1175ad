import { expect } from 'chai';
import { judge } from '../judge';
import { MemoryFacts } from '../testing/memory-facts';
import { readDeal } from './deal-life';
import type { DealClosed, DealProposed } from './deal';
import { readDisputants, refuseDispute } from './dispute-life';
import { readClassLot } from './life';

const classId = 'A/credit';
const later = 'f'.repeat(64);

describe('deals and disputes about lots', () => {
  let facts: MemoryFacts;
  let version: string;
  let issued: string;

  beforeEach(() => {
    facts = new MemoryFacts();
    const conditions = { kind: 'points', unit: 'EUR', holders: 'company', transfer: 'free' } as const;
    const body = { ...conditions, partners: [], redeemAt: [] };
    version = facts.add({ type: 'lot.class', key: 'class/A/credit/0', body });
    const lots = [
      { holder: 'company:B', quantity: 5n },
      { holder: 'company:C', quantity: 7n },
    ];
    issued = facts.add({ type: 'lot.issued', key: 'lots/A/l', body: { classId, class: version, lots } });
  });

  const verdict = async (digest: string): Promise<boolean> => {
    const reading = await facts.follow(digest);
    if (reading.status !== 'sealed') throw new TypeError(reading.status);
    return (await judge(facts, reading.sealed)).holds;
  };

  describe('a deal', () => {
    const asked = (lot: number, company: string, to: string, quantity: bigint) => ({
      ...{ company, classId, kind: 'transfer' as const },
      inputs: [{ lot: `A/l/${lot}`, origin: issued }],
      outputs: [{ holder: `company:${to}`, quantity }],
    });
    const done = (lot: number, company: string, to: string, quantity: bigint) => ({
      ...asked(lot, company, to, quantity),
      ...{ class: version, retired: 0n },
      inputs: [{ lot: `A/l/${lot}`, origin: issued, holder: `company:${company}`, quantity }],
      outputs: [{ holder: `company:${to}`, quantity, ancestors: 16 }],
    });
    const propose = (ref: string, change: Partial<DealProposed> = {}): string => {
      const moves = [asked(0, 'B', 'C', 5n), asked(1, 'C', 'B', 7n)];
      const body = { parties: ['B', 'C', 'D'], expiresAt: 100, moves, ...change };
      return facts.add({ type: 'deal.proposed', key: `deal/B/${ref}`, at: 10, body });
    };
    const agree = (company: string, proposal: string, { ref = 'd', at = 20 } = {}): string =>
      facts.add({ type: 'deal.agreed', key: `deal/B/${ref}/agreed/${company}`, at, body: { proposal } });
    const close = (
      body: Partial<DealClosed> & Pick<DealClosed, 'proposal' | 'agreements'>,
      at = 30,
    ): string => {
      const moves = [done(0, 'B', 'C', 5n), done(1, 'C', 'B', 7n)];
      const all = { parties: ['B', 'C', 'D'], moves, ...body };
      return facts.add({ type: 'deal.closed', key: 'deal/B/d/end', at, body: all });
    };

    it('is agreed to by its other parties, before it expires', async () => {
      const proposal = propose('d');
      expect(await verdict(proposal)).to.equal(true);
      expect(await verdict(agree('C', proposal, { at: 99 }))).to.equal(true);
      expect(await verdict(agree('D', proposal, { at: 100 })), 'too late').to.equal(false);
      expect(await verdict(agree('B', proposal)), 'by who proposed it').to.equal(false);
      expect(await verdict(agree('E', proposal)), 'by nobody of it').to.equal(false);
      const other = propose('e');
      expect(await verdict(agree('C', proposal, { ref: 'e' })), 'to another deal').to.equal(false);
      expect(await verdict(agree('D', later, { ref: 'e' })), 'to nothing').to.equal(false);
      const found = await readDeal(facts, 'B/d');
      expect(found !== undefined && 'found' in found && [...found.found.agreements.keys()]).to.deep.equal([
        'C',
      ]);
      expect(await readDeal(facts, 'B/none')).to.equal(undefined);
      expect(await verdict(other)).to.equal(true);
    });

    it('is taken back by name', async () => {
      const proposal = propose('d');
      const withdraw = (ref: string, digest: string) =>
        facts.add({ type: 'deal.withdrawn', key: `deal/B/${ref}/end`, body: { proposal: digest } });
      expect(await verdict(withdraw('d', proposal))).to.equal(true);
      expect(await verdict(withdraw('e', proposal))).to.equal(false);
      expect(await verdict(withdraw('f', later))).to.equal(false);
    });

    it('is closed with what all parties agreed to', async () => {
      const proposal = propose('d');
      const agreements = ['C', 'D'].map((company) => agree(company, proposal));
      expect(await verdict(close({ proposal, agreements }))).to.equal(true);
      const got = await readClassLot(facts, 'B/d/d1');
      expect(got !== undefined && 'found' in got && got.found.holder).to.equal('company:B');
    });

    const wrong: readonly (readonly [
      string,
      (made: { proposal: string; agreements: string[] }) => string,
    ])[] = [
      ['after it expired', (made) => close(made, 100)],
      [
        'with too few agreements',
        ({ proposal, agreements }) => close({ proposal, agreements: agreements.slice(1) }),
      ],
      [
        'with agreements in another order than the parties',
        ({ proposal, agreements }) => close({ proposal, agreements: agreements.toReversed() }),
      ],
      [
        'with an agreement to another deal',
        ({ proposal, agreements: [c = ''] }) =>
          close({ proposal, agreements: [c, agree('D', propose('e'), { ref: 'e' })] }),
      ],
      [
        'with a fact that is none',
        ({ proposal, agreements: [c = ''] }) => close({ proposal, agreements: [c, proposal] }),
      ],
      [
        'under the proposal of another deal',
        ({ agreements }) => close({ proposal: propose('e'), agreements }),
      ],
      ['under no proposal', ({ agreements }) => close({ proposal: later, agreements })],
      [
        'with other parties',
        ({ proposal, agreements }) => close({ proposal, agreements, parties: ['B', 'C', 'E'] }),
      ],
      [
        'with other moves',
        ({ proposal, agreements }) => close({ proposal, agreements, moves: [done(0, 'B', 'C', 5n)] }),
      ],
    ];
    it('is not closed as a netting that it was not', async () => {
      const parties = ['A', 'B', 'C'];
      const proposal = propose('d', { parties });
      const agreements = ['A', 'C'].map((company) => agree(company, proposal));
      expect(await verdict(close({ proposal, agreements, parties, netting: true }))).to.equal(false);
    });

    for (const [what, forge] of wrong) {
      it(`is not closed ${what}`, async () => {
        const proposal = propose('d');
        const agreements = ['C', 'D'].map((company) => agree(company, proposal));
        expect(await verdict(forge({ proposal, agreements }))).to.equal(false);
        const got = await readClassLot(facts, 'B/d/d0');
        expect(got === undefined || 'rejected' in got).to.equal(true);
      });
    }
  });

  describe('a dispute', () => {
    let owed: string;

    beforeEach(() => {
      const body = { kind: 'obligation', unit: 'EUR', holders: 'company', transfer: 'free' } as const;
      const debts = facts.add({
        ...{ type: 'lot.class', key: 'class/A/debts/0' },
        body: { ...body, partners: [], redeemAt: [] },
      });
      const lots = [{ holder: 'company:B', quantity: 5n, dueAt: 50 }];
      owed = facts.add({
        type: 'lot.issued',
        key: 'lots/A/o',
        body: { classId: 'A/debts', class: debts, lots },
      });
    });

    const dispute = (company: string, { lot = 'A/o/0', origin = owed, at = 10 } = {}): string =>
      facts.add({
        type: 'lot.disputed',
        key: `dispute/${lot}/${company}`,
        at,
        body: { origin, reason: 'short' },
      });
    const end = (company: string, digest: string, lot = 'A/o/0'): string =>
      facts.add({
        type: 'lot.disputeEnded',
        key: `dispute/${lot}/${company}/end`,
        body: { dispute: digest },
      });
    const disputants = async (): Promise<string[]> => {
      const found = await readClassLot(facts, 'A/o/0');
      if (found === undefined || 'rejected' in found) throw new TypeError('an obligation');
      return await readDisputants(facts, found.found);
    };

    it('is of the debtor before the day, or of the creditor', async () => {
      expect(await disputants()).to.deep.equal([]);
      expect(await verdict(dispute('A', { at: 49 }))).to.equal(true);
      expect(await verdict(dispute('B', { at: 90 }))).to.equal(true);
      expect(await verdict(dispute('C')), 'of somebody else').to.equal(false);
      expect(await disputants()).to.deep.equal(['A', 'B']);
    });

    it('does not hold too late, of another lot, or of what is no obligation', async () => {
      expect(await verdict(dispute('A', { at: 50 }))).to.equal(false);
      expect(await verdict(dispute('B', { origin: issued }))).to.equal(false);
      expect(await verdict(dispute('B', { lot: 'A/l/0', origin: issued }))).to.equal(false);
      expect(await verdict(dispute('B', { lot: 'A/o/1' }))).to.equal(false);
      expect(await disputants()).to.deep.equal([]);
    });

    it('ends by name', async () => {
      const [first, second] = [dispute('A'), dispute('B')];
      expect(await verdict(end('A', second))).to.equal(false);
      expect(await verdict(end('B', second))).to.equal(true);
      expect(await verdict(end('C', first))).to.equal(false);
      expect(await verdict(end('C', later, 'A/o/1'))).to.equal(false);
    });

    it('is refused by its reason', () => {
      const lot = { classId: 'A/debts', holder: 'company:B', dueAt: 50 } as Parameters<
        typeof refuseDispute
      >[0];
      expect(refuseDispute(lot, { company: 'A', at: 49 })).to.equal(undefined);
      expect(refuseDispute(lot, { company: 'A', at: 50 })).to.equal('DISPUTE_LATE');
      expect(refuseDispute(lot, { company: 'B', at: 50 })).to.equal(undefined);
      expect(refuseDispute(lot, { company: 'C', at: 1 })).to.equal('NOT_A_PARTY');
      const ofWallet = { ...lot, holder: `wallet:${'0'.repeat(64)}` };
      expect(refuseDispute(ofWallet, { company: 'B', at: 1 })).to.equal('NOT_A_PARTY');
      expect(refuseDispute(ofWallet, { company: 'A', at: 1 })).to.equal(undefined);
      const { dueAt: _, ...free } = lot;
      expect(refuseDispute(free as typeof lot, { company: 'A', at: 1 })).to.equal('NOT_A_PARTY');
    });
  });
});
