import { expect } from 'chai';
import { startCall } from '../gateway/call-options';
import { SYSTEM_TIMERS } from '../gateway/timers';
import { POOL_OUTPUTS_MAX } from '../limits';
import { LotStock } from './lot-stock';
import type { StockSource } from './lot-stock';

const call = startCall({}, SYSTEM_TIMERS);

/** The parts in which a transfer's change comes back, from a stock of one lot. */
async function partsOf(held: bigint, quantity: bigint, wanted: number): Promise<readonly bigint[]> {
  const query = async function* () {
    yield await Promise.resolve({ lotId: 'B/l/0', quantity: held, digest: 'd', class: 'c' });
  };
  const source = { mspId: 'AMSP', lots: { query }, timers: SYSTEM_TIMERS } as unknown as StockSource;
  const { parts } = await new LotStock(source, 'B/credit', wanted).take(quantity, call);
  return parts;
}

describe('a stock of lots', () => {
  it('splits change into as many lots as are missing, as many as a move has, and none of nothing', async () => {
    const most = POOL_OUTPUTS_MAX - 1;
    for (const [held, quantity, wanted, count] of [
      [1_000n, 1n, 100, most],
      [BigInt(most) + 2n, 1n, 100, most],
      [BigInt(most) + 1n, 1n, 100, most],
      [BigInt(most), 1n, 100, most - 1],
      [4n, 1n, 100, 3],
      [1_000n, 1n, 5, 5],
      [1_000n, 1n, 1, 1],
      [10n, 10n, 100, 0],
    ] as const) {
      const parts = await partsOf(held, quantity, wanted);
      const sum = parts.reduce((total, part) => total + part, 0n);
      expect([parts.length, sum], `${held} - ${quantity}`).to.deep.equal([count, held - quantity]);
    }
  });
});
