import {
  foundOrAbsent,
  readClaim,
  type ClaimLife,
  type ClaimQuery,
  type ClaimRecord,
  type Page,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import type { Ledger } from '../kernel/ledger';
import { sourceOf } from '../kernel/receipt';

function claimList(company?: string): List {
  return company === undefined
    ? { kind: 'claim/time', order: 'time' }
    : { kind: 'claim/company', value: company, order: 'time' };
}

/** Lists a claim by its time and under both companies. */
export function listClaim(
  lists: Lists,
  claim: {
    readonly claimId: string;
    readonly debtor: string;
    readonly creditor: string;
    readonly at: number;
    readonly digest: string;
  },
): void {
  const { claimId: id, debtor, creditor, at, digest } = claim;
  for (const list of [claimList(), claimList(debtor), claimList(creditor)]) {
    lists.add(list, { id, at, digest });
  }
}

/** @throws ContractError `UNKNOWN_CLAIM` naming the field that names it */
export async function demandClaim(
  ledger: Ledger,
  named: { readonly claimId: string; readonly field: string },
): Promise<ClaimLife> {
  const claim = foundOrAbsent(await readClaim(ledger.facts, named.claimId));
  if (claim === undefined) throw new ContractError({ code: 'UNKNOWN_CLAIM', field: named.field });
  return claim;
}

/** A claim, and the settlement that closed it. */
export async function getClaim(ledger: Ledger, claimId: string): Promise<ClaimRecord> {
  return toClaimRecord(await demandClaim(ledger, { claimId, field: 'claimId' }));
}

/** Claims that match, by the ledger time of their redemption. */
export async function queryClaims(ledger: Ledger, query: ClaimQuery): Promise<Page<ClaimRecord>> {
  const { debtor, creditor, status, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: claimList(debtor ?? creditor),
    pageSize,
    bookmark,
    show: async (id) => {
      const found = await readClaim(ledger.facts, id);
      if (found === undefined || 'rejected' in found) return found;
      const record = toClaimRecord(found.found);
      const isMatch =
        (debtor === undefined || record.debtor === debtor) &&
        (creditor === undefined || record.creditor === creditor) &&
        (status === undefined || record.status === status);
      return isMatch ? { record, entry: { at: record.at, digest: record.digest } } : undefined;
    },
  });
}

function toClaimRecord({ sealed, settlementId, ...claim }: ClaimLife): ClaimRecord {
  const { claimId, debtor, creditor, minor, currency } = claim;
  const { programme, amount: points } = sealed.fact.body;
  return {
    claimId,
    programme,
    debtor,
    creditor,
    points,
    minor,
    currency,
    at: sealed.fact.at,
    status: settlementId === undefined ? 'open' : 'settled',
    ...(settlementId === undefined ? {} : { settlementId }),
    ...sourceOf(sealed),
  };
}
