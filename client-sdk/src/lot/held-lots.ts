import type { ClassLotRecord, MoveInput, MoveOutput } from '@kontti/model';
import type { StartedCall } from '../gateway/call-options';
import { LOTS_TAKEN_FROM_MAX } from '../limits';
import type { Dated } from '../times';
import type { Lots } from './lots';
import { takeLots } from './take-lots';

/** What of a holder's lots is taken, and where it goes. */
interface HeldTaking {
  readonly classId: string;
  readonly holder: string;
  readonly quantity: bigint;
  readonly to?: string;
}

/** Unspent lots of a holder that have not expired, the largest first, so that few of them reach a quantity. */
export async function heldLots(
  lots: Pick<Lots, 'query'>,
  { classId, holder, nowMs }: { readonly classId: string; readonly holder: string; readonly nowMs: number },
  call: StartedCall,
): Promise<Dated<ClassLotRecord>[]> {
  const held: Dated<ClassLotRecord>[] = [];
  for await (const lot of lots.query({ classId, holder, status: 'unspent' }, call)) {
    if (lot.pledge === undefined && (lot.expiresAt?.getTime() ?? Infinity) > nowMs) held.push(lot);
    if (held.length >= LOTS_TAKEN_FROM_MAX) break;
  }
  return held.toSorted((a, b) => (a.quantity < b.quantity ? 1 : a.quantity > b.quantity ? -1 : 0));
}

/**
 * Inputs and outputs of a move of a quantity of what a holder has.
 * @throws LOTS_INSUFFICIENT
 */
export async function takeHeld(
  lots: Pick<Lots, 'query'>,
  { nowMs, ...taking }: HeldTaking & { readonly nowMs: number },
  call: StartedCall,
): Promise<{ readonly inputs: MoveInput[]; readonly outputs: MoveOutput[] }> {
  const { quantity, to } = taking;
  const held = await heldLots(lots, { ...taking, nowMs }, call);
  return takeLots({ lots: held, quantity, ...(to === undefined ? {} : { to }) });
}

/** A lot as the input of a move, by the fact that made it. @throws UNKNOWN_LOT */
export async function inputOf(lots: Pick<Lots, 'get'>, lotId: string, call: StartedCall): Promise<MoveInput> {
  const { digest } = await lots.get({ lotId }, call);
  return { lot: lotId, origin: digest };
}
