import { LIMITS } from '../limits';

/** What a lot that is used up counts of what is behind it where a reader follows it back: as much as this many trusted lots. */
const STEP = 8;

/** A lot that is used up, as far as its past matters. */
export interface PastLot {
  /** What is behind it. */
  readonly ancestors: number;
  readonly shipment?: string | undefined;
}

/** What a move uses up, and whether the issuer vouches for it. */
export interface UsedUp {
  readonly inputs: readonly PastLot[];
  readonly settles?: PastLot | undefined;
  readonly isVouchedByIssuer: boolean;
}

/**
 * True when nobody looks at what made a lot that is used up: where its issuer vouches, it could have issued the lot anyway. A shipment has
 * one title, so a title is followed back to its issue, whoever vouches.
 */
export function isTrusted(
  { isVouchedByIssuer }: Pick<UsedUp, 'isVouchedByIssuer'>,
  { shipment }: PastLot,
): boolean {
  return isVouchedByIssuer && shipment === undefined;
}

/**
 * What a reader looks at who judges a fact with these moves, as all of them hold or none: a trusted lot counts 1, any other 8 and what is
 * behind it. All that the fact makes has this behind it.
 */
export function pastOf(moves: readonly UsedUp[]): number {
  const counts = moves.flatMap((move) => [
    ...move.inputs.map((lot) => (isTrusted(move, lot) ? 1 : STEP + lot.ancestors)),
    ...(move.settles === undefined ? [] : [STEP + move.settles.ancestors]),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** True where a reader would have to look at too much. A move that makes no lots is behind none, so what it uses up counts less. */
export function isTooLong(move: {
  readonly inputs: readonly object[];
  readonly outputs: readonly object[];
  readonly past: number;
}): boolean {
  const { inputs, outputs, past } = move;
  return past - (outputs.length === 0 ? inputs.length * STEP : 0) > LIMITS.ancestorsMax;
}
