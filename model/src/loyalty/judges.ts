import type { Fact } from '../fact/define-fact';
import { verdictOf, verdictOfEntries, type Judge } from '../fact/judge';
import type { LotsIssued } from './accrual';
import { entriesHold, spendHolds } from './life';
import { proposalHolds, settledHolds } from './settlement-life';
import type { Settled, SettlementProposed } from './settlement';
import type { LotsSpent } from './spend';
import { readTermsWith } from './terms-life';
import { loyaltyTerms } from './facts';

const termsHold: Judge = async (reader, { fact, digest }) => {
  const programme = loyaltyTerms.key.parse(fact.key)?.programme ?? '';
  return verdictOf((await readTermsWith(reader, { programme, digest })) !== undefined);
};

const lotsHold: Judge<Fact<'loyalty.lots', LotsIssued>> = async (reader, sealed) =>
  verdictOfEntries(await entriesHold(reader, sealed, [...sealed.fact.body.lots.keys()]));

const spendIsHeld: Judge<Fact<'loyalty.spent', LotsSpent>> = async (reader, sealed) =>
  verdictOf(await spendHolds(reader, sealed));

const proposalIsHeld: Judge<Fact<'loyalty.settlementProposed', SettlementProposed>> = async (
  reader,
  sealed,
) => verdictOf(await proposalHolds(reader, sealed));

const settledIsHeld: Judge<Fact<'loyalty.settled', Settled>> = async (reader, sealed) =>
  verdictOf(await settledHolds(reader, sealed));

/** How each fact of a loyalty programme is judged. */
export const LOYALTY_JUDGES = {
  'loyalty.terms': termsHold,
  'loyalty.lots': lotsHold,
  'loyalty.spent': spendIsHeld,
  'loyalty.settlementProposed': proposalIsHeld,
  'loyalty.settled': settledIsHeld,
};
