import {
  itemsMade,
  planMaking,
  runKey,
  vouchersByRule,
  type FactReceipt,
  type ItemsMade,
  type ItemsMaking,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandProductClass } from './product-class';
import { listItems } from './product-lists';

/** The maker states which items of a class it made. */
export async function makeItems(ledger: Ledger, request: ItemsMaking): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, version, ...described } = request;
  const { classId } = described;
  caller.demand('trade');
  demandOwner(caller, { id: classId, field: 'classId' });
  const { mspId: company } = caller;
  const { type } = itemsMade;
  const key = itemsMade.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (body) => isSameContent(toAsked(body), described),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const inForce = await demandProductClass(ledger, classId);
  if (version !== inForce.version) {
    const details = { expected: inForce.version };
    throw new ContractError({ code: 'SEQUENCE', field: 'version', details });
  }
  const planned = planMaking(inForce.conditions, described);
  if ('rule' in planned) {
    const { field, rule } = planned;
    throw new ContractError({ code: 'STATE', field, details: { rule } });
  }
  await demandFreeRun(ledger, { classId, number: planned.runNumber });
  const body = { ...described, ...planned, class: inForce.sealed.digest };
  const vouchers = vouchersByRule(inForce.rule, { self: company }, [company]);
  const held = await ledger.append({ type, key, ref, body, vouchers });
  listItems(ledger.lists, { classId, items: `${company}/${ref}`, at: held.fact.at, digest: held.digest });
  return receiptOf(held);
}

/** What the class adds is no part of the request. */
function toAsked({ class: _class, runNumber: _number, isEnforced: _is, ...asked }: ItemsMade): object {
  return toPlain(asked);
}

async function demandFreeRun(
  ledger: Ledger,
  run: { readonly classId: string; readonly number: number | undefined },
): Promise<void> {
  const { classId, number } = run;
  if (number === undefined) return;
  const key = runKey.build({ productClass: classId, number });
  if ((await ledger.state.getSealHash({ mspId: ledger.caller.mspId, key })) === undefined) return;
  const details = { rule: 'the run overlaps one that was made' };
  throw new ContractError({ code: 'ALREADY_EXISTS', field: 'run.first', details });
}
