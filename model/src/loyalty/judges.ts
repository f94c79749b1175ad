import type { Fact } from '../fact/define-fact.js';
import { verdictOf, verdictOfEntries, type Judge } from '../fact/judge.js';
import type { LotsIssued } from './accrual.js';
import { entriesHold, spendHolds } from './life.js';
import { proposalHolds, settledHolds } from './settlement-life.js';
import type { Settled, SettlementProposed } from './settlement.js';
import type { LotsSpent } from './spend.js';
import { readTermsWith } from './terms-life.js';
import { loyaltyTerms } from './facts.js';

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
