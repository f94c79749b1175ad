import type { ClassLotRecord, FactReceipt, MoveInput, MoveKind, MoveOutput, Pledge } from '@kontti/model';
import type { StartedCall } from '../gateway/call-options';
import type { Submitted } from '../operation';
import type { Dated } from '../times';
import type { Lots } from './lots';

/** A move of one lot as a whole. */
interface WholeMove {
  readonly ref: string;
  readonly lotId: string;
  readonly kind: MoveKind;
  /** Who has it then; its holder unless given, and nobody where it leaves circulation. */
  readonly to?: string | undefined;
  readonly leaves?: boolean;
  readonly pledge?: Pledge;
  /** The obligation that a foreclosure uses up. */
  readonly settles?: (lot: Dated<ClassLotRecord>) => Promise<MoveInput | undefined>;
}

/** Moves a lot as it is on the own peer now. */
export async function moveWhole(
  lots: Pick<Lots, 'get' | 'move'>,
  { ref, lotId, kind, to, leaves = false, pledge, settles }: WholeMove,
  call: StartedCall,
): Promise<Submitted<FactReceipt>> {
  const lot = await lots.get({ lotId }, call);
  const { classId, holder, quantity, digest: origin } = lot;
  const output: MoveOutput = { holder: to ?? holder, quantity, ...(pledge === undefined ? {} : { pledge }) };
  const obligation = await settles?.(lot);
  const move = { classId, ref, kind, inputs: [{ lot: lotId, origin }], outputs: leaves ? [] : [output] };
  return await lots.move({ ...move, ...(obligation === undefined ? {} : { settles: obligation }) }, call);
}
