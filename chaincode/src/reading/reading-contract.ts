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
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { getBatch, queryBatches } from './batch-lists';
import { getDeviceState } from './device-state';
import { queryExcursions } from './excursions';
import { SignedBatches } from './signed-batches';
import { submitBatches } from './submit-batches';

/** Batches of readings that registered devices have signed, and what they show outside a shipment's conditions. */
export class ReadingContract extends LedgerContract {
  constructor() {
    super('reading');
  }

  @Submits(ReadingSubmission, SignedBatches)
  async Submit(ctx: LedgerContext, { batches }: SignedBatches): Promise<SubmissionReceipt> {
    return await submitBatches(ctx.ledger, batches);
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
