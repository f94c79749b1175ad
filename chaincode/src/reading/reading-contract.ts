import {
  BatchQuery,
  BatchRequest,
  DeviceStateRequest,
  ExcursionQuery,
  ReadingSubmission,
  type BatchRecord,
  type DeviceStateRecord,
  type ExcursionRecord,
  type Page,
  type SubmissionReceipt,
} from '@kontti/model';
import { LedgerContext } from '../kernel/context.js';
import { LedgerContract } from '../kernel/contract.js';
import { Evaluates, Submits } from '../serializer/operation.js';
import { getBatch, queryBatches } from './batch-lists.js';
import { getDeviceState } from './device-state.js';
import { queryExcursions } from './excursions.js';
import { submitBatches } from './submit-batches.js';

/** Batches of readings that registered devices have signed, and what they show outside a shipment's conditions. */
export class ReadingContract extends LedgerContract {
  constructor() {
    super('reading');
  }

  @Submits(ReadingSubmission)
  async Submit(ctx: LedgerContext, request: ReadingSubmission): Promise<SubmissionReceipt> {
    return await submitBatches(ctx.ledger, request);
  }

  @Evaluates(BatchRequest)
  async GetBatch(ctx: LedgerContext, request: BatchRequest): Promise<BatchRecord> {
    return await getBatch(ctx.ledger, request);
  }

  @Evaluates(DeviceStateRequest)
  async GetDeviceState(ctx: LedgerContext, request: DeviceStateRequest): Promise<DeviceStateRecord> {
    return await getDeviceState(ctx.ledger, request);
  }

  @Evaluates(BatchQuery)
  async QueryBatches(ctx: LedgerContext, request: BatchQuery): Promise<Page<BatchRecord>> {
    return await queryBatches(ctx.ledger, request);
  }

  @Evaluates(ExcursionQuery)
  async QueryExcursions(ctx: LedgerContext, request: ExcursionQuery): Promise<Page<ExcursionRecord>> {
    return await queryExcursions(ctx.ledger, request);
  }
}
