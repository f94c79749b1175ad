import type { Fact } from '../fact/define-fact';
import { verdictOf, verdictOfEntries, type Judge } from '../fact/judge';
import { readClassWith } from './class-life';
import { lotClass } from './facts';
import type { ClassLotsIssued } from './issue';
import { issuedLotsHold, moveHolds } from './life';
import type { ClassLotsMoved } from './move';

const classHolds: Judge = async (reader, { fact, digest }) => {
  const classId = lotClass.key.parse(fact.key)?.lotClass ?? '';
  return verdictOf((await readClassWith(reader, { classId, digest })) !== undefined);
};

const issueHolds: Judge<Fact<'lot.issued', ClassLotsIssued>> = async (reader, sealed) =>
  verdictOfEntries(await issuedLotsHold(reader, sealed, [...sealed.fact.body.lots.keys()]));

const moveIsHeld: Judge<Fact<'lot.moved', ClassLotsMoved>> = async (reader, sealed) =>
  verdictOf(await moveHolds(reader, sealed));

/** How each fact of lots is judged. */
export const LOT_JUDGES = {
  'lot.class': classHolds,
  'lot.issued': issueHolds,
  'lot.moved': moveIsHeld,
};
