import { common, peer } from '@hyperledger/fabric-protos';
import type { DefinitionGuard } from '../definition/guard';
import { createError, KonttiError } from '../errors';
import { startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { evaluate } from '../gateway/evaluate';
import type { Session } from '../gateway/session';
import { validationCodeToName } from '../gateway/validation-code';
import { envelopeToEndorsers } from './endorsers';
import type { Endorser } from './endorsers';

/** A transaction as the own peer's ledger holds it. */
export interface TransactionInfo {
  /** Id of the transaction. */
  readonly transactionId: string;
  /** Ledger time: the proposal's, which its client chose. */
  readonly ledgerTime: Date;
  /** `VALID`, or why the transaction changed nothing. */
  readonly validationCode: string;
  /** Who endorsed it. */
  readonly endorsers: readonly Endorser[];
}

/** What a history reads from. */
export interface LedgerSource {
  readonly session: Session;
  readonly guard: DefinitionGuard;
}

/** Reads a transaction by its id from the own peer (`core/scc/qscc/query.go`). @throws TRANSACTION_NOT_FOUND, DEFINITION_CHANGED */
export async function getTransaction(
  { session, guard }: LedgerSource,
  request: { readonly transactionId: string },
  options: CallOptions = {},
): Promise<TransactionInfo> {
  const started = startCall(options, session.timers);
  await guard.requireFresh(started);
  const bytes = await evaluate(session, {
    ...started,
    contract: session.network.getContract('qscc'),
    name: 'GetTransactionByID',
    args: [session.channelName, request.transactionId],
  }).catch((error: unknown) => {
    const isUnknown = error instanceof KonttiError && error.message.includes('no such transaction ID');
    if (!isUnknown) throw error;
    const because = request.transactionId;
    throw createError('TRANSACTION_NOT_FOUND', { because, details: request, cause: error });
  });
  const processed = peer.ProcessedTransaction.deserializeBinary(bytes);
  const envelope = processed.getTransactionenvelope() ?? new common.Envelope();
  return envelopeToInfo(envelope, processed.getValidationcode());
}

/** Takes from an envelope what a history shows. @internal */
export function envelopeToInfo(envelope: common.Envelope, validationCode: number): TransactionInfo {
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const bytes = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
  const header = common.ChannelHeader.deserializeBinary(bytes);
  return {
    transactionId: header.getTxId(),
    ledgerTime: new Date(header.getTimestamp()?.toDate() ?? 0),
    validationCode: validationCodeToName(validationCode),
    endorsers: envelopeToEndorsers(envelope),
  };
}
