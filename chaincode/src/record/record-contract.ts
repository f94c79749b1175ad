import {
  CorrectionQuery,
  FactCorrecting,
  RecordAcknowledging,
  RecordAnchoring,
  RecordQuery,
  RecordRequest,
  type AnchoredRecord,
  type AnchoringRecord,
  type CorrectionRecord,
  type FactReceipt,
  type Page,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { acknowledge } from './acknowledge';
import { anchor } from './anchor';
import { getRecord } from './anchored-record';
import { correct, queryCorrections } from './correct';
import { queryRecords } from './record-lists';

/** Records that companies keep elsewhere: anchored, acknowledged; and corrections of facts of every subject. */
export class RecordContract extends LedgerContract {
  constructor() {
    super('record');
  }

  @Submits(RecordAnchoring)
  async Anchor(ctx: LedgerContext, request: RecordAnchoring): Promise<FactReceipt> {
    return await anchor(ctx.ledger, request);
  }

  @Submits(RecordAcknowledging)
  async Acknowledge(ctx: LedgerContext, request: RecordAcknowledging): Promise<FactReceipt> {
    return await acknowledge(ctx.ledger, request);
  }

  @Submits(FactCorrecting)
  async Correct(ctx: LedgerContext, request: FactCorrecting): Promise<FactReceipt> {
    return await correct(ctx.ledger, request);
  }

  @Evaluates(RecordRequest)
  async GetRecord(ctx: LedgerContext, request: RecordRequest): Promise<AnchoredRecord> {
    return await getRecord(ctx.ledger, request.recordId);
  }

  @Evaluates(RecordQuery)
  async QueryRecords(ctx: LedgerContext, request: RecordQuery): Promise<Page<AnchoringRecord>> {
    return await queryRecords(ctx.ledger, request);
  }

  @Evaluates(CorrectionQuery)
  async QueryCorrections(ctx: LedgerContext, request: CorrectionQuery): Promise<Page<CorrectionRecord>> {
    return await queryCorrections(ctx.ledger, request);
  }
}
