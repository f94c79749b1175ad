import {
  AnswerQuery,
  ItemRequest,
  ItemsContradicting,
  ItemsLinking,
  ItemsMaking,
  ItemsMarking,
  ItemsQuery,
  ItemsRecalling,
  ItemsRequest,
  ProductClassChange,
  ProductClassRequest,
  RecallAnswering,
  RecallQuery,
  RecallRequest,
  StatementQuery,
  type AnswerRecord,
  type FactReceipt,
  type ItemRecord,
  type ItemsRecord,
  type Page,
  type ProductClassRecord,
  type RecallRecord,
  type StatementRecord,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { contradict } from './contradict';
import { linkItems } from './link';
import { makeItems } from './make';
import { markItems } from './mark';
import { getProductClass, setProductClass } from './product-class';
import { getItem, getItems, queryAnswers, queryItems, queryRecalls } from './product-lists';
import { answerRecall, getRecall, recallItems } from './recall';
import { queryStatements } from './statements';

/** Products: classes, items, what is in what, what became of them, recalls, and statements that cannot all be true. */
export class ProductContract extends LedgerContract {
  constructor() {
    super('product');
  }

  @Submits(ProductClassChange)
  async SetClass(ctx: LedgerContext, request: ProductClassChange): Promise<FactReceipt> {
    return await setProductClass(ctx.ledger, request);
  }

  @Submits(ItemsMaking)
  async Make(ctx: LedgerContext, request: ItemsMaking): Promise<FactReceipt> {
    return await makeItems(ctx.ledger, request);
  }

  @Submits(ItemsLinking)
  async Link(ctx: LedgerContext, request: ItemsLinking): Promise<FactReceipt> {
    return await linkItems(ctx.ledger, request);
  }

  @Submits(ItemsMarking)
  async Mark(ctx: LedgerContext, request: ItemsMarking): Promise<FactReceipt> {
    return await markItems(ctx.ledger, request);
  }

  @Submits(ItemsRecalling)
  async Recall(ctx: LedgerContext, request: ItemsRecalling): Promise<FactReceipt> {
    return await recallItems(ctx.ledger, request);
  }

  @Submits(RecallAnswering)
  async AnswerRecall(ctx: LedgerContext, request: RecallAnswering): Promise<FactReceipt> {
    return await answerRecall(ctx.ledger, request);
  }

  @Submits(ItemsContradicting)
  async Contradict(ctx: LedgerContext, request: ItemsContradicting): Promise<FactReceipt> {
    return await contradict(ctx.ledger, request);
  }

  @Evaluates(ProductClassRequest)
  async GetClass(ctx: LedgerContext, request: ProductClassRequest): Promise<ProductClassRecord> {
    return await getProductClass(ctx.ledger, request);
  }

  @Evaluates(ItemsRequest)
  async GetItems(ctx: LedgerContext, request: ItemsRequest): Promise<ItemsRecord> {
    return await getItems(ctx.ledger, request.items);
  }

  @Evaluates(ItemRequest)
  async GetItem(ctx: LedgerContext, request: ItemRequest): Promise<ItemRecord> {
    return await getItem(ctx.ledger, request.itemId);
  }

  @Evaluates(RecallRequest)
  async GetRecall(ctx: LedgerContext, request: RecallRequest): Promise<RecallRecord> {
    return await getRecall(ctx.ledger, request.recallId);
  }

  @Evaluates(ItemsQuery)
  async QueryItems(ctx: LedgerContext, request: ItemsQuery): Promise<Page<ItemsRecord>> {
    return await queryItems(ctx.ledger, request);
  }

  @Evaluates(StatementQuery)
  async QueryStatements(ctx: LedgerContext, request: StatementQuery): Promise<Page<StatementRecord>> {
    return await queryStatements(ctx.ledger, request);
  }

  @Evaluates(RecallQuery)
  async QueryRecalls(ctx: LedgerContext, request: RecallQuery): Promise<Page<RecallRecord>> {
    return await queryRecalls(ctx.ledger, request);
  }

  @Evaluates(AnswerQuery)
  async QueryAnswers(ctx: LedgerContext, request: AnswerQuery): Promise<Page<AnswerRecord>> {
    return await queryAnswers(ctx.ledger, request);
  }
}
