import {
  AnchoredRecord,
  AnchoringRecord,
  CorrectionQuery,
  CorrectionRecord,
  FactCorrecting,
  FactReceipt,
  RecordAcknowledging,
  RecordAnchoring,
  RecordQuery,
  RecordRequest,
} from '@kontti/model';
import { bindOperations } from '../bind';
import type { CallOptions } from '../gateway/call-options';
import { listOperation, queryOperation, submitOperation } from '../operation';
import type { ListQuery, OperationContext, Submitted } from '../operation';
import type { Dated, Undated } from '../times';

/**
 * Records that companies keep elsewhere: documents, orders, tables. The ledger has their digests, what counterparties say about them,
 * and corrections of facts of every subject. Writing operations need the role `operator`.
 */
export interface Records {
  /**
   * Anchors 1 to 100 records: a document by the SHA-256 of its bytes, a table by the root over its rows (`createRecordTree`). The id of
   * entry n is `<own MSP id>/<ref>/<n>`.
   * @example
   * const sha256 = createHash('sha256').update(purchaseOrder).digest('hex');
   * await client.records.anchor({
   *   ref: 'PO-4711',
   *   anchors: [{ name: 'purchase order', sha256, references: ['4711'], counterparty: 'Org2MSP' }],
   * });
   * @throws REF_REUSED, NOT_REGISTERED, UNKNOWN_COMPANY, RULE_UNREACHABLE, ROLE_MISSING
   */
  anchor(request: Undated<RecordAnchoring>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States, as the counterparty of 1 to 100 records, that they were received, accepted or rejected. `content` is the SHA-256, or the
   * root, of what the own company has. Each record is received once, and accepted or rejected once.
   * @example
   * const content = createHash('sha256').update(ourCopy).digest('hex');
   * await client.records.acknowledge({
   *   ref: 'ack-4711', acknowledgements: [{ recordId: 'Org1MSP/PO-4711/0', content, as: 'accepted' }],
   * });
   * @throws UNKNOWN_RECORD, NOT_A_PARTY, CONTENT_DIFFERS, STATE, REF_REUSED, ROLE_MISSING
   */
  acknowledge(request: Undated<RecordAcknowledging>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States that 1 to 100 facts, or entries of facts, for which the own company vouched are wrong, and why. `replacedBy` names the fact of
   * the same type that is right; without it the wrong one is taken back. What was recorded stays readable. A company corrects the
   * same entry once; a wrong correction is corrected itself.
   * @example
   * const { key, digest } = (await client.shipments.reportMilestones({ ref: 'gate-17', milestones })).result;
   * await client.records.correct({ ref: 'c-1', corrections: [{ key, digest, index: 0, reason: 'wrong gate' }] });
   * @throws NOT_FOUND, NOT_A_PARTY, STATE, REF_REUSED, ROLE_MISSING
   */
  correct(request: Undated<FactCorrecting>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns a record: what was anchored, and what its counterparty said.
   * @example const { sha256, status } = await client.records.get({ recordId: 'Org1MSP/PO-4711/0' });
   * @throws UNKNOWN_RECORD
   */
  get(request: Undated<RecordRequest>, options?: CallOptions): Promise<Dated<AnchoredRecord>>;
  /**
   * Yields what companies anchored, by ledger time, with those of the records that meet all conditions. The list is a hint: what it
   * shows is verified, but only a consumer of all blocks knows that nothing is missing.
   * @example for await (const { records } of client.records.query({ reference: '4711' })) console.log(records[0]?.status);
   * @throws OPTIONS_INVALID, FIELD_FORMAT, TIME_INVALID, DEFINITION_CHANGED
   */
  readonly query: ListQuery<RecordQuery, AnchoringRecord>;
  /**
   * Yields the corrections of a fact and of its entries, by ledger time, each with the company that says so.
   * @example for await (const { correction } of client.records.queryCorrections({ key: 'milestones/Org1MSP/gate-17' })) console.log(correction.reason);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryCorrections: ListQuery<CorrectionQuery, CorrectionRecord>;
}

const OPERATIONS = {
  anchor: submitOperation({ name: 'record:Anchor', request: RecordAnchoring, result: FactReceipt }),
  acknowledge: submitOperation({
    name: 'record:Acknowledge',
    request: RecordAcknowledging,
    result: FactReceipt,
  }),
  correct: submitOperation({ name: 'record:Correct', request: FactCorrecting, result: FactReceipt }),
  get: queryOperation({ name: 'record:GetRecord', request: RecordRequest, record: AnchoredRecord }),
};

const query = listOperation({
  name: 'record:QueryRecords',
  request: RecordQuery,
  record: AnchoringRecord,
  timeFields: ['from', 'to'],
});

const queryCorrections = listOperation({
  name: 'record:QueryCorrections',
  request: CorrectionQuery,
  record: CorrectionRecord,
});

/** Makes the operations for one client. */
export function createRecords(context: OperationContext): Records {
  return {
    ...bindOperations(context, OPERATIONS),
    query: query(context),
    queryCorrections: queryCorrections(context),
  };
}
