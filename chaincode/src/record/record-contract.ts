import {
  CommitmentPublishing,
  CommitmentRequest,
  CorrectionQuery,
  FactCorrecting,
  PrivateRecordKeeping,
  PrivateRecordPurging,
  PrivateRecordRequest,
  RecordAcknowledging,
  RecordAnchoring,
  RecordErasing,
  RecordQuery,
  RecordRequest,
  type AnchoredRecord,
  type AnchoringRecord,
  type CommitmentRecord,
  type CorrectionRecord,
  type FactReceipt,
  type Page,
  type PrivateRecordAnswer,
  type PrivateRecordReceipt,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { acknowledge } from './acknowledge';
import { anchor } from './anchor';
import { getRecord } from './anchored-record';
import { correct, queryCorrections } from './correct';
import { getKept, keep, purge } from './keep';
import { erase, getCommitment, publish } from './publish';
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

  @Submits(PrivateRecordKeeping)
  async Keep(ctx: LedgerContext, request: PrivateRecordKeeping): Promise<PrivateRecordReceipt> {
    return await keep(ctx.ledger, request);
  }

  @Submits(CommitmentPublishing)
  async Publish(ctx: LedgerContext, request: CommitmentPublishing): Promise<FactReceipt> {
    return await publish(ctx.ledger, request);
  }

  @Submits(PrivateRecordPurging)
  async Purge(ctx: LedgerContext, request: PrivateRecordPurging): Promise<object> {
    return await purge(ctx.ledger, request);
  }

  @Submits(RecordErasing)
  async Erase(ctx: LedgerContext, request: RecordErasing): Promise<FactReceipt> {
    return await erase(ctx.ledger, request);
  }

  @Evaluates(PrivateRecordRequest)
  async GetKept(ctx: LedgerContext, request: PrivateRecordRequest): Promise<PrivateRecordAnswer> {
    return await getKept(ctx.ledger, request);
  }

  @Evaluates(CommitmentRequest)
  async GetCommitment(ctx: LedgerContext, request: CommitmentRequest): Promise<CommitmentRecord> {
    return await getCommitment(ctx.ledger, request.recordId);
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
