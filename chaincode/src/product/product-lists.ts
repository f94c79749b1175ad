import {
  foundOrAbsent,
  ofType,
  parseItemRange,
  readItem,
  readItems,
  readRecall,
  recallAnswered,
  serialOf,
  type AnswerQuery,
  type AnswerRecord,
  type HeldItems,
  type HeldRecall,
  type ItemRecord,
  type ItemsQuery,
  type ItemsRecord,
  type Page,
  type RecallQuery,
  type RecallRecord,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { listByTime } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { toPlain } from '../kernel/plain';
import { sourceOf } from '../kernel/receipt';

interface Listed {
  readonly at: number;
  readonly digest: string;
}

/** Lists items under their class. */
export function listItems(
  lists: Lists,
  made: Listed & { readonly classId: string; readonly items: string },
): void {
  lists.add(listByTime('items', made.classId), { id: made.items, ...timed(made) });
}

/** Lists a recall under its class. */
export function listRecall(
  lists: Lists,
  recall: Listed & { readonly classId: string; readonly recallId: string },
): void {
  lists.add(listByTime('recall', recall.classId), { id: recall.recallId, ...timed(recall) });
}

/** Lists an answer under its recall. */
export function listAnswer(
  lists: Lists,
  answer: Listed & { readonly recallId: string; readonly answerId: string },
): void {
  lists.add(listByTime('answer', answer.recallId), { id: answer.answerId, ...timed(answer) });
}

function timed({ at, digest }: Listed): Listed {
  return { at, digest };
}

/** Items that were made together. @throws ContractError `UNKNOWN_ITEM` */
export async function getItems(ledger: Ledger, items: string): Promise<ItemsRecord> {
  const range = parseItemRange(`${items}/0`);
  const found = range && foundOrAbsent(await readItems(ledger.facts, range));
  if (found === undefined) throw new ContractError({ code: 'UNKNOWN_ITEM', field: 'items' });
  return toItemsRecord(found);
}

function toItemsRecord({ items, count, sealed, held }: HeldItems): ItemsRecord {
  const { regime } = held.conditions;
  return {
    ...toPlain(sealed.fact.body),
    items,
    count,
    regime,
    recordedAt: sealed.fact.at,
    ...sourceOf(sealed),
  };
}

/** One item, and how far an enforced one is. @throws ContractError `UNKNOWN_ITEM` */
export async function getItem(ledger: Ledger, itemId: string): Promise<ItemRecord> {
  const life = foundOrAbsent(await readItem(ledger.facts, itemId));
  if (life === undefined) throw new ContractError({ code: 'UNKNOWN_ITEM', field: 'itemId' });
  const { index, made, state, nextNumber } = life;
  const { body } = made.sealed.fact;
  const { regime } = made.held.conditions;
  const serial = serialOf(body, index);
  return {
    itemId,
    classId: body.classId,
    company: made.company,
    regime,
    ...(serial === undefined ? {} : { serial }),
    ...(body.batch === undefined ? {} : { batch: body.batch }),
    ...(regime === 'enforced' ? { status: state.status, nextNumber } : {}),
    ...(state.parent === undefined ? {} : { parent: state.parent }),
    ...sourceOf(made.sealed),
  };
}

/** What was made of a class, by ledger time. */
export async function queryItems(ledger: Ledger, query: ItemsQuery): Promise<Page<ItemsRecord>> {
  const { classId, from, to, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: listByTime('items', classId),
    from,
    to,
    pageSize,
    bookmark,
    show: async (id) => {
      const range = parseItemRange(`${id}/0`);
      const found = range && (await readItems(ledger.facts, range));
      if (found === undefined || 'rejected' in found) return found;
      const record = toItemsRecord(found.found);
      const { recordedAt: at, digest } = record;
      return record.classId === classId ? { record, entry: { at, digest } } : undefined;
    },
  });
}

/** Recalls of a class, by ledger time. */
export async function queryRecalls(ledger: Ledger, query: RecallQuery): Promise<Page<RecallRecord>> {
  const { classId, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: listByTime('recall', classId),
    pageSize,
    bookmark,
    show: async (recallId) => {
      const found = await readRecall(ledger.facts, recallId);
      if (found === undefined || 'rejected' in found) return found;
      const record = toRecallRecord(found.found);
      const { recalledAt: at, digest } = record;
      return record.classId === classId ? { record, entry: { at, digest } } : undefined;
    },
  });
}

/** What companies did about a recall, by ledger time. */
export async function queryAnswers(ledger: Ledger, query: AnswerQuery): Promise<Page<AnswerRecord>> {
  const { recallId, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: listByTime('answer', recallId),
    pageSize,
    bookmark,
    show: async (id) => {
      const key = `answers/${id}`;
      const company = recallAnswered.key.parse(key)?.company;
      if (company === undefined) return undefined;
      const sealed = ofType(await ledger.facts.read({ mspId: company, key }), recallAnswered);
      if (sealed?.fact.body.recallId !== recallId) return undefined;
      if (!(await ledger.facts.judge(sealed)).holds) return { rejected: { key, reason: 'void' } };
      const answeredAt = sealed.fact.at;
      const record = { ...toPlain(sealed.fact.body), company, answeredAt, ...sourceOf(sealed) };
      return { record, entry: { at: answeredAt, digest: sealed.digest } };
    },
  });
}

/** What a query answers. */
export function toRecallRecord({ recallId, sealed }: HeldRecall): RecallRecord {
  return { ...toPlain(sealed.fact.body), recallId, recalledAt: sealed.fact.at, ...sourceOf(sealed) };
}
