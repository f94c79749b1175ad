import { ItemsReader, itemsMarked, refuseMark, type FactReceipt, type ItemsMarking } from '@kontti/model';
import { demandCallerRegistered } from '../company/companies';
import type { Ledger } from '../kernel/ledger';
import { demandDistinct } from '../kernel/ownership';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listStatement } from './statements';
import { demandStep, toContractError } from './steps';

/** The calling company states what became of items. */
export async function markItems(ledger: Ledger, request: ItemsMarking): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, marks } = request;
  caller.demand('trade');
  const { mspId: company } = caller;
  const { type } = itemsMarked;
  const key = itemsMarked.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (recorded) => isSameContent(recorded, { marks }),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCallerRegistered(ledger);
  const items = new ItemsReader(facts);
  demandDistinct(
    marks.map(({ items: text, kind }) => `${text} ${kind}`),
    (index) => `marks[${index}].items`,
  );
  for (const [index, mark] of marks.entries()) {
    const path = `marks[${index}]`;
    const refusal = await refuseMark(facts, items, mark);
    if (refusal !== undefined) throw toContractError(refusal, path);
    const { items: item, number, kind } = mark;
    if (number !== undefined) await demandStep(ledger, { item, number, path, step: { mark: kind } });
  }
  const held = await ledger.append({ type, key, ref, body: { marks } });
  await listStatement(ledger, held);
  return receiptOf(held);
}
