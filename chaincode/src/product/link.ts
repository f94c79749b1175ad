import {
  ItemsReader,
  LIMITS,
  itemsLinked,
  readItem,
  refuseLinks,
  type FactReceipt,
  type ItemsLinking,
  type LinkGroup,
} from '@kontti/model';
import { demandCallerRegistered } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listStatement } from './statements';
import { demandStep, toContractError } from './steps';

/** The calling company states which items it put into others, or took out. */
export async function linkItems(ledger: Ledger, request: ItemsLinking): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, ...body } = request;
  caller.demand('trade');
  const { mspId: company } = caller;
  const { type } = itemsLinked;
  const key = itemsLinked.key.build({ company, ref });
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
  const items = new ItemsReader(facts);
  const { kind: link, action, groups } = body;
  for (const [index, group] of groups.entries()) {
    const path = `groups[${index}]`;
    const refusal = await refuseLinks(facts, items, { links: body, group });
    if (refusal !== undefined) throw toContractError(refusal, path);
    const { parent, children, number } = group;
    if (number === undefined) continue;
    await demandStep(ledger, { item: children[0] ?? '', number, path, step: { link, action, parent } });
    if (action === 'add') await demandOutside(ledger, group, path);
  }
  const held = await ledger.append({ type, key, ref, body });
  await listStatement(ledger, held);
  return receiptOf(held);
}

/** What an enforced item goes into is not inside it, as far as the items above it are enforced too. */
async function demandOutside(
  ledger: Ledger,
  { parent, children: [child] }: LinkGroup,
  path: string,
): Promise<void> {
  let above: string | undefined = parent;
  for (let height = 0; above !== undefined && height < LIMITS.evidenceMax; height += 1) {
    if (above === child) {
      const details = { rule: 'no item inside itself' };
      throw new ContractError({ code: 'STATE', field: `${path}.parent`, details });
    }
    const found = await readItem(ledger.facts, above);
    above = found !== undefined && 'found' in found ? found.found.state.parent : undefined;
  }
}
