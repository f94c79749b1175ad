import { expect } from 'chai';
import type { ClassLotRecord } from '@kontti/model';
import { startCall } from '../gateway/call-options';
import { LOTS_TAKEN_FROM_MAX } from '../limits';
import type { Dated } from '../times';
import { heldLots, inputOf, takeHeld } from './held-lots';
import type { Lots } from './lots';
import { moveWhole } from './move-whole';

const nowMs = 1_000;
const holder = 'company:A';

type Lot = Dated<ClassLotRecord>;

const lot = (number: number, change: Partial<Lot> = {}): Lot =>
  ({
    ...{ lotId: `I/c/${number}`, classId: 'I/c', class: 'c1', holder, quantity: 10n },
    ...{ digest: String(number).padStart(64, '0'), status: 'unspent', ...change },
  }) as Lot;

/** A ledger with these lots, and what was asked of it. */
function ledgerOf(...lots: readonly Lot[]): { lots: Lots; asked: unknown[] } {
  const asked: unknown[] = [];
  const stub = {
    async *query(conditions: unknown) {
      asked.push(conditions);
      yield* lots;
    },
    get: ({ lotId }: { lotId: string }) => Promise.resolve(lots.find((each) => each.lotId === lotId)),
    move: (move: unknown, options: unknown) => {
      asked.push(move, options);
      return Promise.resolve('moved');
    },
  };
  return { lots: stub as unknown as Lots, asked };
}

const call = startCall({ timeoutMs: 5 }, { nowMs: () => nowMs });

describe('the lots that a holder has', () => {
  const idsOf = (lots: readonly Lot[]): string[] => lots.map(({ lotId }) => lotId);

  it('are those that are neither pledged nor expired, the largest first', async () => {
    const { lots, asked } = ledgerOf(
      lot(1, { quantity: 5n }),
      lot(2, { pledge: { to: 'B', secures: 'I/o/1' } }),
      lot(3, { expiresAt: new Date(nowMs) }),
      lot(4, { expiresAt: new Date(nowMs + 1), quantity: 7n }),
      lot(5, { quantity: 9n }),
    );
    expect(idsOf(await heldLots(lots, { classId: 'I/c', holder, nowMs }, call))).to.deep.equal([
      ...['I/c/5', 'I/c/4', 'I/c/1'],
    ]);
    expect(asked).to.deep.equal([{ classId: 'I/c', holder, status: 'unspent' }]);
  });

  it('are no more than are looked at', async () => {
    const many = Array.from({ length: LOTS_TAKEN_FROM_MAX + 3 }, (_, index) => lot(index));
    const held = await heldLots(ledgerOf(...many).lots, { classId: 'I/c', holder, nowMs }, call);
    expect(held).to.have.length(LOTS_TAKEN_FROM_MAX);
  });

  it('are taken until they suffice, for another holder or out of circulation', async () => {
    const { lots } = ledgerOf(lot(1, { quantity: 5n }), lot(2, { quantity: 9n }));
    const taking = { classId: 'I/c', holder, quantity: 6n, nowMs };
    const inputs = [{ lot: 'I/c/2', origin: lot(2).digest }];
    expect(await takeHeld(lots, { ...taking, to: 'company:B' }, call)).to.deep.equal({
      inputs,
      outputs: [
        { holder: 'company:B', quantity: 6n },
        { holder, quantity: 3n },
      ],
    });
    expect(await takeHeld(lots, taking, call)).to.deep.equal({ inputs, outputs: [{ holder, quantity: 3n }] });
    const failure: unknown = await takeHeld(lots, { ...taking, quantity: 15n }, call).catch(
      (e: unknown) => e,
    );
    expect(failure).to.include({ code: 'LOTS_INSUFFICIENT' });
  });

  it('are named by the fact that made them', async () => {
    expect(await inputOf(ledgerOf(lot(7)).lots, 'I/c/7', call)).to.deep.equal({
      lot: 'I/c/7',
      origin: lot(7).digest,
    });
  });
});

describe('a move of a lot as a whole', () => {
  const base = { classId: 'I/c', ref: 'r', inputs: [{ lot: 'I/c/1', origin: lot(1).digest }] };
  const moved = async (change: object): Promise<unknown> => {
    const { lots, asked } = ledgerOf(lot(1));
    expect(await moveWhole(lots, { ref: 'r', lotId: 'I/c/1', kind: 'transfer', ...change }, call)).to.equal(
      'moved',
    );
    expect(asked[1]).to.equal(call);
    return asked[0];
  };

  it('leaves it with its holder, gives it to another, or takes it out of circulation', async () => {
    expect(await moved({ kind: 'release' })).to.deep.equal({
      ...{ ...base, kind: 'release', outputs: [{ holder, quantity: 10n }] },
    });
    expect(await moved({ to: 'company:B' })).to.deep.equal({
      ...{ ...base, kind: 'transfer', outputs: [{ holder: 'company:B', quantity: 10n }] },
    });
    expect(await moved({ kind: 'retire', leaves: true })).to.deep.equal({
      ...{ ...base, kind: 'retire', outputs: [] },
    });
  });

  it('pledges it, and uses an obligation up where there is one', async () => {
    const pledge = { to: 'B', secures: 'I/o/1' };
    expect(await moved({ kind: 'pledge', pledge })).to.deep.equal({
      ...{ ...base, kind: 'pledge', outputs: [{ holder, quantity: 10n, pledge }] },
    });
    const settles = { lot: 'I/o/1', origin: 'f'.repeat(64) };
    const foreclosed = await moved({ kind: 'foreclose', settles: () => Promise.resolve(settles) });
    expect(foreclosed).to.deep.include({ settles });
    const open = await moved({ kind: 'foreclose', settles: () => Promise.resolve(undefined) });
    expect(open).not.to.have.property('settles');
  });
});
