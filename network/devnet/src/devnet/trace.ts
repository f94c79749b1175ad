import { type DecodedTransaction, decodeTransaction } from '@kontti/fabric-protocol/decoding';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { ChannelLedger } from '../ledger/types';
import type { Height } from '@kontti/fabric-protocol/envelopes';
import type { RefusalCause } from '../validation/refusal-cause';

/** A committed transaction, and why the network judged it as it did. */
export interface TransactionTrace {
  /** Number of the block that holds it. */
  readonly blockNumber: number;
  /** All that it says, decoded, with its validation code. */
  readonly transaction: DecodedTransaction;
  /** Why it is refused, in a sentence; absent when it is valid. */
  readonly reason?: string;
  /** The same as data, where the code alone does not say it. */
  readonly cause?: RefusalCause;
}

/** By its id, or by its place: of doubles each has a place of its own, and the id names the first. */
export type TransactionName = string | Height;

/**
 * Traces a transaction that is in a block. The reasons are those of the validation that refused it, kept with its block.
 * @throws NetworkError TRANSACTION_UNKNOWN
 */
export async function traceTransaction(
  ledger: ChannelLedger,
  name: TransactionName,
): Promise<TransactionTrace> {
  const place = typeof name === 'string' ? await ledger.getTransaction(name) : name;
  const committed = place && (await ledger.getBlock(place.blockNumber));
  const bytes = place && committed?.block.getData()?.getDataList_asU8()[place.txNumber];
  const outcome = place && committed?.outcomes[place.txNumber];
  if (!place || !bytes || !outcome) throw unknownTransaction(name, ledger);
  const { txNumber, blockNumber } = place;
  const { code, reason, cause } = outcome;
  return {
    blockNumber,
    transaction: decodeTransaction(bytes, { txNumber, code }),
    ...(reason === undefined ? {} : { reason }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function unknownTransaction(name: TransactionName, { height }: ChannelLedger): NetworkError {
  const message =
    typeof name === 'string'
      ? `No block holds transaction ${name}: a proposal or submit that was refused leaves nothing on the ledger, so look at the error that its client got.`
      : `There is no transaction ${name.blockNumber}/${name.txNumber}: the newest block of the channel is ${height - 1}.`;
  return new NetworkError({
    code: 'TRANSACTION_UNKNOWN',
    message,
    details: { transaction: name },
  });
}
