import type { Fact } from '../fact/define-fact';
import { alwaysHolds, verdictOf, verdictOfEntries, type Judge } from '../fact/judge';
import { readClassWith } from './class-life';
import { agreementHolds, withdrawalHolds } from './deal-life';
import type { DealAgreed, DealClosed, DealWithdrawn } from './deal';
import { lotClass } from './facts';
import { issuedLotsHold } from './issue-life';
import type { ClassLotsIssued } from './issue';
import type { DisputeEnded, LotDisputed } from './dispute';
import { disputeEndHolds, disputeHolds } from './dispute-life';
import { movingHolds } from './moves-life';
import type { ClassLotsMoved } from './move';

const classHolds: Judge = async (reader, { fact, digest }) => {
  const classId = lotClass.key.parse(fact.key)?.lotClass ?? '';
  return verdictOf((await readClassWith(reader, { classId, digest })) !== undefined);
};

const issueHolds: Judge<Fact<'lot.issued', ClassLotsIssued>> = async (reader, sealed) =>
  verdictOfEntries(await issuedLotsHold(reader, sealed, [...sealed.fact.body.lots.keys()]));

const moveIsHeld: Judge<Fact<'lot.moved', ClassLotsMoved>> = async (reader, sealed) =>
  verdictOf(await movingHolds(reader, sealed));

const dealIsHeld: Judge<Fact<'deal.closed', DealClosed>> = async (reader, sealed) =>
  verdictOf(await movingHolds(reader, sealed));

const agreementIsHeld: Judge<Fact<'deal.agreed', DealAgreed>> = async (reader, sealed) =>
  verdictOf(await agreementHolds(reader, sealed));

const withdrawalIsHeld: Judge<Fact<'deal.withdrawn', DealWithdrawn>> = async (reader, sealed) =>
  verdictOf(await withdrawalHolds(reader, sealed));

const disputeIsHeld: Judge<Fact<'lot.disputed', LotDisputed>> = async (reader, sealed) =>
  verdictOf(await disputeHolds(reader, sealed));

const disputeEndIsHeld: Judge<Fact<'lot.disputeEnded', DisputeEnded>> = async (reader, sealed) =>
  verdictOf(await disputeEndHolds(reader, sealed));

/** How each fact of lots is judged. */
export const LOT_JUDGES = {
  'lot.class': classHolds,
  'lot.issued': issueHolds,
  'lot.moved': moveIsHeld,
  'deal.proposed': alwaysHolds,
  'deal.agreed': agreementIsHeld,
  'deal.closed': dealIsHeld,
  'deal.withdrawn': withdrawalIsHeld,
  'lot.disputed': disputeIsHeld,
  'lot.disputeEnded': disputeEndIsHeld,
};
