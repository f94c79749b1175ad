import {
  buildKey,
  netClaims,
  ownerOf,
  type ClaimRecord,
  type FactReceipt,
  type Settled,
  type SettlementProposal,
  type SettlementProposed,
  type SettlementRecord,
} from '@kontti/model';
import { demandCompany } from '../company/companies.js';
import { ContractError } from '../errors.js';
import { foundOrAbsent } from '../kernel/entries.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf, sourceOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { findClaim, listSettlement } from './claims.js';
import { acceptSettlement } from './loyalty-states.js';

/** The calling company proposes to net claims between itself and a counterparty. */
export async function proposeSettlement(ledger: Ledger, request: SettlementProposal): Promise<FactReceipt> {
  const { caller } = ledger;
  const { ref, counterparty, claims } = request;
  caller.demand('loyalty');
  const type = 'loyalty.settlementProposed';
  const settlementId = `${caller.mspId}/${ref}`;
  const key = buildKey('settlement', { settlement: settlementId });
  const isSame = (body: SettlementProposed) =>
    isSameContent({ counterparty: body.counterparty, claims: body.claims }, { counterparty, claims });
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'REF_REUSED', field: 'ref' });
  if (known !== undefined) return receiptOf(known);
  if (counterparty === caller.mspId) {
    throw new ContractError({ code: 'NOT_A_PARTY', field: 'counterparty' });
  }
  await demandCompany(ledger, { mspId: counterparty, field: 'counterparty' });
  const open = await demandOpenClaims(ledger, { claims, companies: [caller.mspId, counterparty] });
  const held = await ledger.append({ type, key, ref, body: { counterparty, claims, nets: netClaims(open) } });
  listSettlement(ledger.indexes, { settlementId, claims });
  return receiptOf(held);
}

/** The counterparty agrees: the claims are settled, under both companies' seals, each of them once. */
export async function settle(ledger: Ledger, settlementId: string): Promise<FactReceipt> {
  const { caller } = ledger;
  caller.demand('loyalty');
  const proposal = await demandProposal(ledger, settlementId);
  const proposer = ownerOf(settlementId);
  const { counterparty, claims } = proposal.fact.body;
  const after = acceptSettlement({ status: 'proposed', proposer, counterparty }, caller.mspId);
  if (typeof after === 'string') throw new ContractError({ code: after, field: 'settlementId' });
  const type = 'loyalty.settled';
  const key = buildKey('settlementAccepted', { settlement: settlementId });
  const known = await ledger.facts.repeated({
    type,
    key,
    isSame: (body) => isOf(body, proposal),
    code: 'STATE',
    field: 'settlementId',
  });
  if (known !== undefined) return receiptOf(known);
  const companies = [proposer, counterparty];
  const open = await demandOpenClaims(ledger, { claims, companies });
  if (!isSameContent(proposal.fact.body.nets, netClaims(open))) {
    throw new ContractError({ code: 'STATE', field: 'settlementId', details: { reason: 'nets' } });
  }
  const held = await ledger.append({ type, key, body: { counterparty, proposal: proposal.digest } });
  for (const claim of claims) {
    const mark = buildKey('settled', { claim });
    ledger.facts.mark({ key: mark, mspIds: companies, digest: held.digest, parties: companies });
  }
  return receiptOf(held);
}

/** A settlement and how far it is. */
export async function getSettlement(ledger: Ledger, settlementId: string): Promise<SettlementRecord> {
  const proposal = await demandProposal(ledger, settlementId);
  const key = buildKey('settlementAccepted', { settlement: settlementId });
  const accepted = await ledger.facts.held('loyalty.settled', key);
  const isSettled = accepted !== undefined && isOf(accepted.fact.body, proposal);
  return {
    ...toPlain(proposal.fact.body),
    settlementId,
    proposer: ownerOf(settlementId),
    status: isSettled ? 'settled' : 'proposed',
    at: proposal.fact.at,
    ...sourceOf(proposal),
  };
}

/** An acceptance counts by the company to which the settlement was proposed: any other can seal one with the proposer. */
function isOf(settled: Settled, { fact, digest }: HeldFact<'loyalty.settlementProposed'>): boolean {
  return settled.proposal === digest && settled.counterparty === fact.body.counterparty;
}

async function demandProposal(
  ledger: Ledger,
  settlementId: string,
): Promise<HeldFact<'loyalty.settlementProposed'>> {
  const key = buildKey('settlement', { settlement: settlementId });
  const proposal = await ledger.facts.held('loyalty.settlementProposed', key);
  if (proposal === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'settlementId' });
  return proposal;
}

/** @throws ContractError `UNKNOWN_CLAIM`, `CLAIM_OF_OTHERS`, `CLAIM_SETTLED` naming the claim */
async function demandOpenClaims(
  ledger: Ledger,
  settlement: { readonly claims: readonly string[]; readonly companies: readonly string[] },
): Promise<ClaimRecord[]> {
  const { claims, companies } = settlement;
  return await Promise.all(
    claims.map(async (claimId, index) => {
      const field = `claims[${index}]`;
      const claim = foundOrAbsent(await findClaim(ledger, claimId));
      if (claim === undefined) throw new ContractError({ code: 'UNKNOWN_CLAIM', field });
      if (!companies.includes(claim.debtor) || !companies.includes(claim.creditor)) {
        throw new ContractError({ code: 'CLAIM_OF_OTHERS', field });
      }
      if (claim.status === 'settled') throw new ContractError({ code: 'CLAIM_SETTLED', field });
      return claim;
    }),
  );
}
