import { buildKey, ownerOf, sealHash, type ClaimQuery, type ClaimRecord, type Page } from '@kontti/model';
import { ContractError } from '../errors.js';
import { foundOrAbsent, type Found } from '../kernel/entries.js';
import type { IndexList, Indexes } from '../kernel/indexes.js';
import type { Ledger } from '../kernel/ledger.js';
import { toPlain } from '../kernel/plain.js';
import { sourceOf } from '../kernel/receipt.js';
import { findSpend } from './spend-reader.js';

function claimList(company?: string): IndexList {
  return company === undefined
    ? { kind: 'claim/time', order: 'time' }
    : { kind: 'claim/company', value: company, order: 'time' };
}

/** The settlements that a claim was ever proposed for. */
function settlementList(claimId: string): IndexList {
  return { kind: 'claim/settlement', value: claimId, order: 'id' };
}

/** Lists a claim by its time and under both companies. */
export function listClaim(
  indexes: Indexes,
  claim: {
    readonly claimId: string;
    readonly debtor: string;
    readonly creditor: string;
    readonly at: number;
  },
): void {
  const { claimId: id, debtor, creditor, at } = claim;
  for (const list of [claimList(), claimList(debtor), claimList(creditor)]) indexes.add(list, { id, at });
}

/** Lists a settlement under each of its claims. */
export function listSettlement(
  indexes: Indexes,
  settlement: { readonly settlementId: string; readonly claims: readonly string[] },
): void {
  for (const claim of settlement.claims) {
    indexes.add(settlementList(claim), { id: settlement.settlementId, at: 0 });
  }
}

/** The claim that a redemption made, open or settled, or why the redemption does not hold. */
export async function findClaim(ledger: Ledger, claimId: string): Promise<Found<ClaimRecord>> {
  const debtor = ownerOf(claimId);
  const found = await findSpend(ledger, { mspId: debtor, ref: claimId.slice(debtor.length + 1) });
  if (found === undefined || 'rejected' in found) return found;
  const { fact } = found.found;
  const { programme, claim, amount: points } = fact.body;
  if (claim === undefined) return undefined;
  const { creditor, currency, minor } = claim;
  const isSettled = (await findSettledMark(ledger, { claimId, debtor, creditor })) !== undefined;
  return {
    found: {
      claimId,
      programme,
      debtor,
      creditor,
      points,
      minor,
      currency,
      at: fact.at,
      status: isSettled ? 'settled' : 'open',
      ...sourceOf(found.found),
    },
  };
}

/** The hash of the mark that both companies sealed: either of them can write one alone, and settles nothing by it. */
async function findSettledMark(
  ledger: Ledger,
  claim: { readonly claimId: string; readonly debtor: string; readonly creditor: string },
): Promise<Buffer | undefined> {
  const key = buildKey('settled', { claim: claim.claimId });
  const [ofDebtor, ofCreditor] = await Promise.all(
    [claim.debtor, claim.creditor].map((mspId) => ledger.state.getSealHash({ mspId, key })),
  );
  return ofDebtor !== undefined && ofCreditor?.equals(ofDebtor) === true ? ofDebtor : undefined;
}

/** A claim, and the settlement that closed it. */
export async function getClaim(ledger: Ledger, claimId: string): Promise<ClaimRecord> {
  const claim = foundOrAbsent(await findClaim(ledger, claimId));
  if (claim === undefined) throw new ContractError({ code: 'UNKNOWN_CLAIM', field: 'claimId' });
  return await withSettlement(ledger, claim);
}

/** Claims that match, by the ledger time of their redemption. */
export async function queryClaims(ledger: Ledger, query: ClaimQuery): Promise<Page<ClaimRecord>> {
  const { debtor, creditor, status, pageSize, bookmark } = query;
  return await ledger.indexes.page({
    list: claimList(debtor ?? creditor),
    pageSize,
    bookmark,
    show: async (id) => {
      const found = await findClaim(ledger, id);
      if (found === undefined || 'rejected' in found) return found;
      const claim = found.found;
      const isMatch =
        (debtor === undefined || claim.debtor === debtor) &&
        (creditor === undefined || claim.creditor === creditor) &&
        (status === undefined || claim.status === status);
      return isMatch ? { record: await withSettlement(ledger, claim), at: claim.at } : undefined;
    },
  });
}

async function withSettlement(ledger: Ledger, claim: ClaimRecord): Promise<ClaimRecord> {
  const { claimId } = claim;
  const marker = await findSettledMark(ledger, claim);
  if (marker === undefined) return claim;
  const page = await ledger.indexes.page({
    list: settlementList(claimId),
    pageSize: 1,
    show: async (settlementId) => {
      const key = buildKey('settlementAccepted', { settlement: settlementId });
      const accepted = await ledger.facts.held('loyalty.settled', key);
      const isMeant = accepted !== undefined && marker.toString('hex') === sealHash(accepted.digest);
      return isMeant ? { record: settlementId } : undefined;
    },
  });
  const [settlementId] = page.records;
  return settlementId === undefined ? claim : { ...toPlain(claim), settlementId };
}
