import {
  AnswerQuery,
  AnswerRecord,
  FactReceipt,
  ItemRecord,
  ItemRequest,
  ItemsContradicting,
  ItemsLinking,
  ItemsMaking,
  ItemsMarking,
  ItemsQuery,
  ItemsRecalling,
  ItemsRecord,
  ItemsRequest,
  ProductClassChange,
  ProductClassRecord,
  ProductClassRequest,
  RecallAnswering,
  RecallQuery,
  RecallRecord,
  RecallRequest,
  StatementQuery,
  StatementRecord,
} from '@kontti/model';
import { bindOperations } from '../bind';
import type { CallOptions } from '../gateway/call-options';
import { listOperation, queryOperation, submitOperation } from '../operation';
import type { ListQuery, OperationContext, Submitted, WithoutLists } from '../operation';
import type { Dated, Undated } from '../times';

/**
 * Products: classes of them, items that were made, what is in what, what became of them, recalls, and statements that cannot all be true.
 * An item is `<MSP id>/<ref>/<n>`, item n of those that its maker made under a reference; a range of them is `<MSP id>/<ref>/<n>-<m>`.
 * Writing operations need the role `trade`.
 */
export interface Products {
  /**
   * Sets the next version of an own class; needs the role `admin`. Versions count from 0, and items keep the version under which they were
   * made. Of an `enforced` class the ledger refuses a second sale and a second parent; of a `challenged` one anybody proves them afterwards.
   * @example
   * await client.products.setClass({
   *   classId: 'Org1MSP/cell', version: 0, name: 'cell 21700', gtin: '04012345000009', regime: 'challenged', runLength: 100_000,
   * });
   * @throws SEQUENCE, UNKNOWN_COMPANY, NOT_OWNER, NOT_REGISTERED, SERIES_TOO_LONG, ROLE_MISSING
   */
  setClass(
    request: WithoutLists<Undated<ProductClassChange>, 'reporters'>,
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * States which items of an own class were made, under the version that is in force: up to 1,000 `serials` (100 of an enforced class), a
   * `run` of numbers, or the root of salted serial numbers (`createSerialTree`).
   * @example
   * await client.products.make({ classId: 'Org1MSP/cell', version: 0, ref: 'B-17', batch: 'B-17', run: { first: 0, count: 100_000 } });
   * @throws STATE, SEQUENCE, ALREADY_EXISTS, UNKNOWN_PRODUCT, REF_REUSED, NOT_OWNER, ROLE_MISSING
   */
  make(request: Undated<ItemsMaking>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States in up to 1,000 groups which items went into which item (`add`), or came out (`remove`): `aggregated`, `installed` or
   * `transformed`. A removal names in `after` the digest of the link that it ends; a link of items that were linked before names the removal.
   * @example
   * await client.products.link({
   *   ref: 'M-1', kind: 'installed', action: 'add', groups: [{ parent: 'Org1MSP/modules/0', children: ['Org2MSP/B-17/0-11'] }],
   * });
   * @throws UNKNOWN_ITEM, NOT_FOUND, STATE, SEQUENCE, NOT_A_PARTY, SERIES_TOO_LONG, NOT_REGISTERED, REF_REUSED, ROLE_MISSING
   */
  link(request: Undated<ItemsLinking>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States what became of 1 to 100 ranges of items: sold, dispensed, returned, quarantined, released, stolen, repurposed,
   * decommissioned. An enforced item is named alone, with `number`, the `nextNumber` of `getItem`.
   * @example
   * await client.products.mark({ ref: 'till-1-4711', marks: [{ items: 'Org1MSP/watches/7', kind: 'sold', number: 1, at: new Date() }] });
   * @throws UNKNOWN_ITEM, NOT_FOUND, STATE, SEQUENCE, NOT_A_PARTY, SERIES_TOO_LONG, NOT_REGISTERED, REF_REUSED, ROLE_MISSING
   */
  mark(request: Undated<ItemsMarking>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Recalls own items of a class, by ranges, by the batches that they have, or where they lie scattered by the root of their serial numbers
   * (`createSerialTree`), of which `verifyRecalled` checks one.
   * @example
   * await client.products.recall({ ref: 'R-1', classId: 'Org1MSP/cell', reason: 'swells', items: ['Org1MSP/B-17/0-999'] });
   * @throws UNKNOWN_PRODUCT, REF_REUSED, NOT_OWNER, ROLE_MISSING
   */
  recall(
    request: WithoutLists<Undated<ItemsRecalling>, 'items' | 'batches'>,
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * States what the own company did about a recall, with recalled items or with those that they are in.
   * @example
   * await client.products.answerRecall({ ref: 'A-1', recallId: 'Org1MSP/R-1', as: 'quarantined', items: ['Org3MSP/packs/4'] });
   * @throws NOT_FOUND, NOT_REGISTERED, REF_REUSED, ROLE_MISSING
   */
  answerRecall(
    request: WithoutLists<Undated<RecallAnswering>, 'items'>,
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * Shows that statements cannot all be true: one item in two parents, taken out twice, inside itself, sold twice, or two items with one serial
   * number. The contract reads the named facts alone, so that it costs the same on any ledger.
   * @example
   * const evidence = [{ fact: firstSale.digest, index: 0 }, { fact: secondSale.digest, index: 3 }];
   * await client.products.contradict({ ref: 'C-1', kind: 'soldTwice', item: 'Org1MSP/B-17/4', evidence });
   * @throws NO_CONTRADICTION, NOT_REGISTERED, REF_REUSED, ROLE_MISSING
   */
  contradict(request: Undated<ItemsContradicting>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns the version of a class that is in force, or the one that is asked for.
   * @example const { version, regime } = await client.products.getClass({ classId: 'Org1MSP/cell' });
   * @throws UNKNOWN_PRODUCT
   */
  getClass(request: Undated<ProductClassRequest>, options?: CallOptions): Promise<Dated<ProductClassRecord>>;
  /**
   * Returns what was made under a reference.
   * @example const { count, run, rooted } = await client.products.getItems({ items: 'Org1MSP/B-17' });
   * @throws UNKNOWN_ITEM
   */
  getItems(request: Undated<ItemsRequest>, options?: CallOptions): Promise<Dated<ItemsRecord>>;
  /**
   * Returns one item; of an enforced one also what became of it, the item that it is in, and the number of its next step.
   * @example const { serial, status, nextNumber } = await client.products.getItem({ itemId: 'Org1MSP/watches/7' });
   * @throws UNKNOWN_ITEM
   */
  getItem(request: Undated<ItemRequest>, options?: CallOptions): Promise<Dated<ItemRecord>>;
  /**
   * Returns a recall.
   * @example const { reason, items } = await client.products.getRecall({ recallId: 'Org1MSP/R-1' });
   * @throws NOT_FOUND
   */
  getRecall(request: Undated<RecallRequest>, options?: CallOptions): Promise<Dated<RecallRecord>>;
  /**
   * Yields what was made of a class, by ledger time. Lists are hints: what they show is verified, but only a consumer of all blocks knows
   * that nothing is missing.
   * @example for await (const { items, count } of client.products.queryItems({ classId: 'Org1MSP/cell' })) console.log(items, count);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, TIME_INVALID, DEFINITION_CHANGED
   */
  readonly queryItems: ListQuery<ItemsQuery, ItemsRecord>;
  /**
   * Yields links, marks, recalls and contradictions about items that were made together, by ledger time; `companies.getFact` has the content.
   * @example for await (const { type, company } of client.products.queryStatements({ items: 'Org1MSP/B-17' })) console.log(type, company);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryStatements: ListQuery<StatementQuery, StatementRecord>;
  /**
   * Yields the recalls of a class, by ledger time.
   * @example for await (const { reason } of client.products.queryRecalls({ classId: 'Org1MSP/cell' })) console.log(reason);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryRecalls: ListQuery<RecallQuery, RecallRecord>;
  /**
   * Yields what companies did about a recall, by ledger time.
   * @example for await (const { company, as } of client.products.queryAnswers({ recallId: 'Org1MSP/R-1' })) console.log(company, as);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryAnswers: ListQuery<AnswerQuery, AnswerRecord>;
}

const OPERATIONS = {
  setClass: submitOperation({
    name: 'product:SetClass',
    request: ProductClassChange,
    result: FactReceipt,
    optionalLists: ['reporters'],
  }),
  make: submitOperation({
    name: 'product:Make',
    request: ItemsMaking,
    result: FactReceipt,
    timeFields: ['madeAt', 'expiresAt'],
    happenedFields: () => ['madeAt'],
  }),
  link: submitOperation({ name: 'product:Link', request: ItemsLinking, result: FactReceipt }),
  mark: submitOperation({
    name: 'product:Mark',
    request: ItemsMarking,
    result: FactReceipt,
    timeFields: ['at'],
    happenedFields: () => ['at'],
  }),
  recall: submitOperation({
    name: 'product:Recall',
    request: ItemsRecalling,
    result: FactReceipt,
    optionalLists: ['items', 'batches'],
  }),
  answerRecall: submitOperation({
    name: 'product:AnswerRecall',
    request: RecallAnswering,
    result: FactReceipt,
    optionalLists: ['items'],
  }),
  contradict: submitOperation({
    name: 'product:Contradict',
    request: ItemsContradicting,
    result: FactReceipt,
  }),
  getClass: queryOperation({
    name: 'product:GetClass',
    request: ProductClassRequest,
    record: ProductClassRecord,
  }),
  getItems: queryOperation({ name: 'product:GetItems', request: ItemsRequest, record: ItemsRecord }),
  getItem: queryOperation({ name: 'product:GetItem', request: ItemRequest, record: ItemRecord }),
  getRecall: queryOperation({ name: 'product:GetRecall', request: RecallRequest, record: RecallRecord }),
};

const queryItems = listOperation({
  name: 'product:QueryItems',
  request: ItemsQuery,
  record: ItemsRecord,
  timeFields: ['from', 'to'],
});

const queryStatements = listOperation({
  name: 'product:QueryStatements',
  request: StatementQuery,
  record: StatementRecord,
});

const queryRecalls = listOperation({
  name: 'product:QueryRecalls',
  request: RecallQuery,
  record: RecallRecord,
});

const queryAnswers = listOperation({
  name: 'product:QueryAnswers',
  request: AnswerQuery,
  record: AnswerRecord,
});

/** Makes the operations for one client. */
export function createProducts(context: OperationContext): Products {
  return {
    ...bindOperations(context, OPERATIONS),
    queryItems: queryItems(context),
    queryStatements: queryStatements(context),
    queryRecalls: queryRecalls(context),
    queryAnswers: queryAnswers(context),
  };
}
