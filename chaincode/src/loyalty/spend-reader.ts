import { buildKey, isSignedByHolder } from '@kontti/model';
import { findFact, type Found } from '../kernel/entries.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';

/**
 * The spend of that reference, or why it does not hold: without the holder's signature it is `altered`, whoever sealed it. Nothing that
 * such a spend claims (lots, a debt) counts.
 */
export async function findSpend(
  ledger: Ledger,
  spend: { readonly mspId: string; readonly ref: string },
): Promise<Found<HeldFact<'loyalty.spent'>>> {
  const key = buildKey('spend', spend);
  const found = await findFact(ledger, { type: 'loyalty.spent', key });
  if (found === undefined || 'rejected' in found) return found;
  return isSignedByHolder(found.found.fact.body, ledger.scope)
    ? found
    : { rejected: { key, reason: 'altered' } };
}
