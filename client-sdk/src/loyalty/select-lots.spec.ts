import { expect } from 'chai';
import fc from 'fast-check';
import { KonttiError } from '../errors';
import { SPEND_INPUTS_MAX } from '../limits';
import { selectLots } from './select-lots';
import type { SpendableLot } from './select-lots';

const seed = Number(process.env.SEED ?? 20261121);
const at = new Date(1000);

function lot(id: number, amount: bigint, expiresAtMs = 5000): SpendableLot {
  return { lotId: `AMSP/R/${id}`, amount, expiresAt: new Date(expiresAtMs), status: 'unspent' };
}

const sum = (lots: readonly SpendableLot[]): bigint => lots.reduce((total, { amount }) => total + amount, 0n);

describe('selectLots', () => {
  it(`takes the fewest lots, every one needed, or says that none suffice (seed ${seed})`, () => {
    const lots = fc
      .array(fc.tuple(fc.bigInt(1n, 50n), fc.integer({ min: 2000, max: 9000 })), { maxLength: 60 })
      .map((entries) => entries.map(([amount, expiresAt], index) => lot(index, amount, expiresAt)));
    fc.assert(
      fc.property(lots, fc.bigInt(1n, 400n), (given, amount) => {
        const largest = given.toSorted((a, b) => Number(b.amount - a.amount)).slice(0, SPEND_INPUTS_MAX);
        if (sum(largest) < amount) {
          expect(() => selectLots({ lots: given, amount, at }))
            .to.throw(KonttiError)
            .with.property('code', 'POINTS_INSUFFICIENT');
          return;
        }
        const fewest = largest.findIndex((_, index) => sum(largest.slice(0, index + 1)) >= amount) + 1;
        const chosen = selectLots({ lots: given, amount, at });
        expect(chosen).to.have.length(fewest);
        expect(new Set(chosen).size).to.equal(fewest);
        expect(sum(chosen) >= amount).to.equal(true);
        for (const each of chosen) {
          expect(sum(chosen) - each.amount < amount).to.equal(true);
        }
      }),
      { seed, numRuns: 300 },
    );
  });

  it('prefers what expires first among equally few', () => {
    const lots = [lot(0, 10n, 9000), lot(1, 10n, 3000), lot(2, 10n, 4000)];
    expect(selectLots({ lots, amount: 20n, at }).map(({ lotId }) => lotId)).to.deep.equal([
      'AMSP/R/1',
      'AMSP/R/2',
    ]);
  });

  it('takes of what expires together the first by id, in that order', () => {
    const lots = [lot(3, 10n), lot(1, 10n), lot(2, 10n), lot(0, 10n, 9000)];
    const idsOf = (amount: bigint) => selectLots({ lots, amount, at }).map(({ lotId }) => lotId);
    expect(idsOf(5n)).to.deep.equal(['AMSP/R/1']);
    expect(idsOf(20n)).to.deep.equal(['AMSP/R/1', 'AMSP/R/2']);
    expect(idsOf(30n)).to.deep.equal(['AMSP/R/1', 'AMSP/R/2', 'AMSP/R/3']);
    expect(idsOf(40n)).to.deep.equal([1, 2, 3, 0].map((id) => `AMSP/R/${id}`));
  });

  it('takes no more lots than a spend can name, and says of how many', () => {
    const lots = Array.from({ length: SPEND_INPUTS_MAX + 1 }, (_, id) => lot(id, 10n));
    const most = BigInt(SPEND_INPUTS_MAX) * 10n;
    expect(selectLots({ lots, amount: most, at })).to.have.length(SPEND_INPUTS_MAX);
    expect(() => selectLots({ lots, amount: most + 1n, at }))
      .to.throw(KonttiError)
      .with.property('details')
      .that.includes({ amount: most + 1n, lots: SPEND_INPUTS_MAX + 1, inputsMax: SPEND_INPUTS_MAX });
  });

  it('leaves out what is spent or expired', () => {
    const lots = [{ ...lot(0, 10n), status: 'spent' as const }, lot(1, 10n, 1000), lot(2, 4n)];
    expect(() => selectLots({ lots, amount: 5n, at })).to.throw(KonttiError);
    expect(selectLots({ lots, amount: 4n, at })).to.have.length(1);
  });

  it('refuses amounts and times that are none', () => {
    const lots = [lot(0, 10n)];
    const wrong: [Partial<Parameters<typeof selectLots>[0]>, string][] = [
      [{ amount: 0n }, 'amount'],
      [{ amount: -5n }, 'amount'],
      [{ amount: 5 as unknown as bigint }, 'amount'],
      [{ at: new Date(NaN) }, 'at'],
      [{ at: '2026-01-31T08:00:00Z' as unknown as Date }, 'at'],
      [{ lots: [lot(0, 10n), lot(1, -5n)] }, 'lots[1].amount'],
      [{ lots: [lot(0, 10n, NaN)] }, 'lots[0].expiresAt'],
    ];
    for (const [change, option] of wrong) {
      expect(() => selectLots({ lots, amount: 5n, at, ...change }), option)
        .to.throw(KonttiError)
        .that.has.nested.property('details.option', option);
    }
  });
});
