import {
  LIMITS,
  foundOrAbsent,
  isBetween,
  loyaltySettled,
  loyaltySettlementProposed,
  netClaims,
  readSettlement,
  type ClaimLife,
  type FactReceipt,
  type SettledMark,
  type SettlementLife,
  type SettlementProposal,
  type SettlementRecord,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandClaim } from './claims';

/** The calling company proposes to net claims between itself and a counterparty. */
export async function proposeSettlement(ledger: Ledger, request: SettlementProposal): Promise<FactReceipt> {
  const { caller } = ledger;
  const { ref, counterparty, claims } = request;
  caller.demand('loyalty');
  const { type } = loyaltySettlementProposed;
  const key = loyaltySettlementProposed.key.build({ settlement: `${caller.mspId}/${ref}` });
  const known = await ledger.facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (body) =>
      isSameContent({ counterparty: body.counterparty, claims: body.claims }, { counterparty, claims }),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  if (counterparty === caller.mspId) {
    throw new ContractError({ code: 'NOT_A_PARTY', field: 'counterparty' });
  }
  await demandCompany(ledger, { mspId: counterparty, field: 'counterparty' });
  const open = await demandOpenClaims(ledger, { claims, companies: [caller.mspId, counterparty] });
  const body = { counterparty, claims, nets: netClaims(open) };
  return receiptOf(await ledger.append({ type, key, ref, body }));
}

/** The counterparty agrees: the claims are settled, under both companies' seals, each of them once. */
export async function settle(ledger: Ledger, settlementId: string): Promise<FactReceipt> {
  const { caller } = ledger;
  caller.demand('loyalty');
  const { proposer, proposal, accepted } = await demandSettlement(ledger, settlementId);
  const { counterparty, claims } = proposal.fact.body;
  if (caller.mspId !== counterparty) throw new ContractError({ code: 'NOT_A_PARTY', field: 'settlementId' });
  if (accepted !== undefined) return receiptOf(accepted);
  const open = await demandOpenClaims(ledger, { claims, companies: [proposer, counterparty] });
  const marks = open.map(toMark);
  const { type } = loyaltySettled;
  const key = loyaltySettled.key.build({ settlement: settlementId, counterparty });
  return receiptOf(
    await ledger.append({ type, key, body: { counterparty, proposal: proposal.digest, marks } }),
  );
}

/** A settlement and how far it is. */
export async function getSettlement(ledger: Ledger, settlementId: string): Promise<SettlementRecord> {
  const { proposer, proposal, accepted } = await demandSettlement(ledger, settlementId);
  return {
    ...toPlain(proposal.fact.body),
    settlementId,
    proposer,
    status: accepted === undefined ? 'proposed' : 'settled',
    at: proposal.fact.at,
    ...sourceOf(proposal),
  };
}

async function demandSettlement(ledger: Ledger, settlementId: string): Promise<SettlementLife> {
  const settlement = foundOrAbsent(await readSettlement(ledger.facts, settlementId));
  if (settlement === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'settlementId' });
  return settlement;
}

/** @throws ContractError `SERIES_TOO_LONG` when companies have used up all numbers alone */
function toMark({ claimId: claim, nextMark: number }: ClaimLife, index: number): SettledMark {
  if (number !== undefined) return { claim, number };
  const details = { max: LIMITS.settlementMarksMax };
  throw new ContractError({ code: 'SERIES_TOO_LONG', field: `claims[${index}]`, details });
}

/** @throws ContractError `UNKNOWN_CLAIM`, `CLAIM_OF_OTHERS`, `CLAIM_SETTLED` naming the claim */
async function demandOpenClaims(
  ledger: Ledger,
  settlement: { readonly claims: readonly string[]; readonly companies: readonly string[] },
): Promise<ClaimLife[]> {
  const { claims, companies } = settlement;
  return await Promise.all(
    claims.map(async (claimId, index) => {
      const field = `claims[${index}]`;
      const claim = await demandClaim(ledger, { claimId, field });
      if (!isBetween(claim, companies)) throw new ContractError({ code: 'CLAIM_OF_OTHERS', field });
      if (claim.settlementId !== undefined) throw new ContractError({ code: 'CLAIM_SETTLED', field });
      return claim;
    }),
  );
}
