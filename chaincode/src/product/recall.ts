import {
  foundOrAbsent,
  itemsRecalled,
  readRecall,
  recallAnswered,
  vouchersByRule,
  type FactReceipt,
  type HeldRecall,
  type ItemsRecalling,
  type RecallAnswering,
  type RecallRecord,
} from '@kontti/model';
import { demandCallerRegistered } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandProductClass } from './product-class';
import { listAnswer, listRecall, toRecallRecord } from './product-lists';
import { listStatement } from './statements';

/** The maker recalls items of a class. */
export async function recallItems(ledger: Ledger, request: ItemsRecalling): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, ...described } = request;
  const { classId } = described;
  caller.demand('trade');
  demandOwner(caller, { id: classId, field: 'classId' });
  described.items.forEach((id, index) => demandOwner(caller, { id, field: `items[${index}]` }));
  const { mspId: self } = caller;
  const { type } = itemsRecalled;
  const recallId = `${self}/${ref}`;
  const key = itemsRecalled.key.build({ recall: recallId });
  const known = await facts.repeated({
    type,
    mspId: self,
    key,
    isSame: ({ class: _class, ...asked }) => isSameContent(asked, described),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const inForce = await demandProductClass(ledger, classId);
  const vouchers = vouchersByRule(inForce.rule, { self }, [self]);
  const body = { ...described, class: inForce.sealed.digest };
  const held = await ledger.append({ type, key, ref, body, vouchers });
  listRecall(ledger.lists, { classId, recallId, at: held.fact.at, digest: held.digest });
  await listStatement(ledger, held);
  return receiptOf(held);
}

/** The calling company states what it did about a recall. */
export async function answerRecall(ledger: Ledger, request: RecallAnswering): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, ...asked } = request;
  caller.demand('trade');
  const { mspId: company } = caller;
  const { type } = recallAnswered;
  const key = recallAnswered.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: ({ recall: _recall, ...recorded }) => isSameContent(recorded, asked),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCallerRegistered(ledger);
  const { sealed, recallId } = await demandRecall(ledger, asked.recallId);
  const held = await ledger.append({ type, key, ref, body: { ...asked, recall: sealed.digest } });
  listAnswer(ledger.lists, {
    recallId,
    answerId: `${company}/${ref}`,
    at: held.fact.at,
    digest: held.digest,
  });
  return receiptOf(held);
}

async function demandRecall(ledger: Ledger, recallId: string): Promise<HeldRecall> {
  const found = foundOrAbsent(await readRecall(ledger.facts, recallId));
  if (found === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'recallId' });
  return found;
}

/** The recall of that id. @throws ContractError `NOT_FOUND` */
export async function getRecall(ledger: Ledger, recallId: string): Promise<RecallRecord> {
  return toRecallRecord(await demandRecall(ledger, recallId));
}
