import { isContradiction, itemsContradicted, type FactReceipt, type ItemsContradicting } from '@kontti/model';
import { demandCallerRegistered } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listStatement } from './statements';

/** Any company shows statements that cannot all be true; the contract reads what the evidence names and nothing else. */
export async function contradict(ledger: Ledger, request: ItemsContradicting): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, ...body } = request;
  caller.demand('trade');
  const { mspId: company } = caller;
  const { type } = itemsContradicted;
  const key = itemsContradicted.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (recorded) => isSameContent(recorded, body),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCallerRegistered(ledger);
  if (!(await isContradiction(facts, body))) {
    throw new ContractError({ code: 'NO_CONTRADICTION', field: 'evidence' });
  }
  const held = await ledger.append({ type, key, ref, body });
  await listStatement(ledger, held);
  return receiptOf(held);
}
