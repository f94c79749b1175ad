import { ofType, type FactReader, type FactReading, type Found } from '../fact/reader';
import { lotIssued } from './facts';
import { issuedLotsHold } from './issue-life';
import { spentKey } from './keys';
import {
  classLotOf,
  keeperOfLot,
  placeOfLot,
  type MadeClassLot,
  type SealedDeal,
  type SealedMove,
} from './made-lots';
import { movingOf, movingHolds } from './moves-life';

/** A lot that holds. */
export interface ClassLotLife extends MadeClassLot {
  /** True as soon as the company that keeps it sealed anything as its move, even what does not hold. */
  readonly isSpent: boolean;
  /** The move that used the lot up, when it holds. */
  readonly move: SealedMove | SealedDeal | undefined;
}

/** The lot of that id, or why the fact that its id names does not hold. */
export async function readClassLot(reader: FactReader, lotId: string): Promise<Found<ClassLotLife>> {
  const place = placeOfLot(lotId);
  if (place === undefined) return undefined;
  const { key, index } = place;
  const reading = await reader.read(place);
  if (reading.status === 'absent') return undefined;
  if (reading.status !== 'sealed') return { rejected: { key, reason: reading.status } };
  const lot = classLotOf(reading.sealed, lotId);
  if (lot === undefined) return undefined;
  if (!(await isMade(reader, lot, index))) return { rejected: { key, reason: 'void' } };
  const marker = await reader.read({ mspId: keeperOfLot(lot), key: spentKey.build({ lot: lotId }) });
  const move = await heldMove(reader, marker);
  return { found: { ...lot, isSpent: marker.status !== 'absent', move } };
}

async function isMade(reader: FactReader, lot: MadeClassLot, index: number): Promise<boolean> {
  const reading = { status: 'sealed', sealed: lot.maker } as const;
  const issue = ofType(reading, lotIssued);
  if (issue !== undefined) return (await issuedLotsHold(reader, issue, [index])).every(Boolean);
  return (await heldMove(reader, reading)) !== undefined;
}

async function heldMove(
  reader: FactReader,
  reading: FactReading,
): Promise<SealedMove | SealedDeal | undefined> {
  const moving = movingOf(reading);
  return moving !== undefined && (await movingHolds(reader, moving)) ? moving : undefined;
}
