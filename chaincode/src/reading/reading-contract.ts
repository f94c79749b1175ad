import {
  BatchQuery,
  BatchRequest,
  DeviceStateRequest,
  ExcursionQuery,
  ReadingSubmission,
  ReadingsGrant,
  SiteRegistration,
  SiteRequest,
  type BatchRecord,
  type DeviceStateRecord,
  type ExcursionRecord,
  type FactReceipt,
  type Page,
  type SiteRecord,
  type SubmissionReceipt,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { getBatch, queryBatches } from './batch-lists';
import { getDeviceState } from './device-state';
import { queryExcursions } from './excursions';
import { getSite, grantReadings, registerSite } from './sites';
import { SignedBatches } from './signed-batches';
import { submitBatches } from './submit-batches';

/** Batches of readings that registered devices have signed, what they are about, and what they show outside its conditions. */
export class ReadingContract extends LedgerContract {
  constructor() {
    super('reading');
  }

  @Submits(ReadingSubmission, SignedBatches)
  async Submit(ctx: LedgerContext, { batches }: SignedBatches): Promise<SubmissionReceipt> {
    return await submitBatches(ctx.ledger, batches);
  }

  @Submits(SiteRegistration)
  async RegisterSite(ctx: LedgerContext, request: SiteRegistration): Promise<FactReceipt> {
    return await registerSite(ctx.ledger, request);
  }

  @Submits(ReadingsGrant)
  async GrantReadings(ctx: LedgerContext, request: ReadingsGrant): Promise<FactReceipt> {
    return await grantReadings(ctx.ledger, request);
  }

  @Evaluates(SiteRequest)
  async GetSite(ctx: LedgerContext, request: SiteRequest): Promise<SiteRecord> {
    return await getSite(ctx.ledger, request.siteId);
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
