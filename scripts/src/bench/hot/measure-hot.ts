import type { Engine } from '../load/bench-network';
import { measureBalances, type BalanceFigures } from './balances';
import { measureLots, type LotFigures } from './lots';

/** Transfers between two hot accounts, all at once: as lots of a pool, and as balances that a naive contract keeps. */
interface HotFigures {
  readonly engine: Engine;
  readonly transfers: number;
  readonly lots: LotFigures;
  readonly balances: BalanceFigures;
}

/** Measures both on one engine. */
export async function measureHot(engine: Engine, transfers: number): Promise<HotFigures> {
  const balances = await measureBalances(engine, transfers);
  const lots = await measureLots(engine, transfers);
  return { engine, transfers, lots, balances };
}

/** True when no transfer of lots failed, the sums are exact, one of the wallet's orders won, and most naive transfers failed. */
export function isRight({ transfers, lots, balances }: HotFigures): boolean {
  const isExact = lots.found.join() === lots.expected.join();
  const { won, taken, orders } = lots.wallet;
  return (
    lots.failures === 0 &&
    isExact &&
    won === 1 &&
    taken === orders - 1 &&
    balances.failures * 10 > transfers * 9
  );
}

/** What was measured, for people. */
export function hotLines({ engine, transfers, lots, balances }: HotFigures): string[] {
  const { failures, seconds, expected, found, wallet } = lots;
  return [
    `${transfers} transfers at once between two hot accounts on ${engine}:`,
    `  lots of a pool: ${failures} failed, ${seconds.toFixed(1)} s; the accounts have ${found.join(' and ')}, expected ${expected.join(' and ')}`,
    `  balances of a naive contract: ${balances.failures} failed (${balances.codes.join(', ')}), ${balances.seconds.toFixed(1)} s`,
    `  ${wallet.orders} orders of one wallet over one lot: ${wallet.won} won, ${wallet.taken} were refused with LOT_SPENT and the lot that was taken`,
    `    "${wallet.words}"`,
  ];
}
