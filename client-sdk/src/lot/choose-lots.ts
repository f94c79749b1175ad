import { SPEND_INPUTS_MAX } from '../limits';

/** A lot that a pool knows. */
export interface PoolLot {
  readonly lotId: string;
  /** Digest of the fact that made it. */
  readonly digest: string;
  readonly quantity: bigint;
  /** Digest of the version of the class: lots of several versions do not move together. */
  readonly class: string;
  readonly expiresAt?: number | undefined;
}

/**
 * The lots for a quantity: where there are few, the smallest one that reaches it, so that others stay free for other transfers; where there
 * are many, the smallest ones together, so that they are joined. Returns nothing where no 32 lots of one version reach it.
 */
export function chooseLots(
  lots: Iterable<PoolLot>,
  { quantity, isJoining }: { readonly quantity: bigint; readonly isJoining: boolean },
): readonly PoolLot[] | undefined {
  for (const like of byVersion(lots)) {
    const single = like.find((lot) => lot.quantity >= quantity);
    const joined = reaching(like, quantity);
    const chosen = isJoining ? (joined ?? (single && [single])) : ((single && [single]) ?? joined);
    const largest = chosen ?? reaching(like.toReversed(), quantity);
    if (largest !== undefined) return largest;
  }
  return undefined;
}

/** Lots of each version, the smallest first. */
function byVersion(lots: Iterable<PoolLot>): readonly (readonly PoolLot[])[] {
  const versions = new Map<string, PoolLot[]>();
  for (const lot of lots) versions.set(lot.class, [...(versions.get(lot.class) ?? []), lot]);
  return [...versions.values()].map((like) =>
    like.toSorted((a, b) => (a.quantity < b.quantity ? -1 : a.quantity > b.quantity ? 1 : 0)),
  );
}

/** The first lots that reach a quantity together. */
function reaching(lots: readonly PoolLot[], quantity: bigint): readonly PoolLot[] | undefined {
  let sum = 0n;
  for (let count = 1; count <= Math.min(lots.length, SPEND_INPUTS_MAX); count += 1) {
    sum += lots[count - 1]?.quantity ?? 0n;
    if (sum >= quantity) return lots.slice(0, count);
  }
  return undefined;
}
