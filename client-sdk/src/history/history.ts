import { common, peer } from '@hyperledger/fabric-protos';
import type { AnyFact } from '@kontti/model';
import { withDecimalJson } from '../decimal-json';
import { createError } from '../errors';
import { CALL_OPTIONS, requireTime, startBounds } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { blockNumber, required, text } from '../options/rules';
import { decodeTransaction } from '../events/block-decoder';
import type { DecodedTransaction } from '../events/block-decoder';
import { streamBlocks } from '../events/block-stream';
import { transactionToFacts } from '../events/proof';
import type { UnprovenReason } from '../events/proof';
import { toDated } from '../times';
import type { Dated } from '../times';
import { isFactAbout, isKeyOf, parseAssetKey } from './asset';
import type { AssetKey } from './asset';
import { envelopeToInfo, getHeight } from './transaction';
import type { LedgerSource, TransactionInfo } from './transaction';

const { VALID, NOT_VALIDATED } = peer.TxValidationCode;

/** One write of a fact about an asset, or of what stands in a fact's place. */
export interface HistoryEntry extends TransactionInfo {
  readonly block: bigint;
  readonly tx: number;
  readonly key: string;
  /** `sealed` when the same transaction wrote the seals of all companies that have to vouch; else why it proves nothing. */
  readonly seals: 'sealed' | UnprovenReason;
  /** Present when sealed. Counts only in a transaction that is `VALID`. */
  readonly fact: Dated<AnyFact> | undefined;
  readonly digest: string | undefined;
}

/** Which asset, and how far back. */
export interface HistoryOptions extends CallOptions {
  readonly asset: AssetKey;
  /** First block to look at; 0 unless given. Every block from there on is read. */
  readonly fromBlock?: bigint | number;
}

/** What the options of a history may be. */
const HISTORY_OPTIONS: OptionRules<HistoryOptions> = {
  ...CALL_OPTIONS,
  asset: required(text),
  fromBlock: blockNumber,
};

/**
 * Yields each write of a fact about an asset in the order of the ledger, also in transactions that failed, with who endorsed it. It reads
 * the own peer's blocks, so nothing depends on what chaincode answers.
 * @throws OPTIONS_INVALID, EVENTS_INTERRUPTED, CANCELLED, TIMED_OUT, CLIENT_CLOSED
 */
export async function* readHistory(
  source: LedgerSource,
  options: HistoryOptions,
): AsyncGenerator<HistoryEntry, void, undefined> {
  const { session } = source;
  checkOptions(HISTORY_OPTIONS, options);
  session.requireOpen();
  const asset = parseAssetKey(options.asset);
  const bounds = startBounds(options, session.timers.nowMs());
  const end = await getHeight(source, options);
  const startBlock = BigInt(options.fromBlock ?? 0);
  if (startBlock >= end) {
    return;
  }
  const { signal: own, timeoutMs } = options;
  const signal = AbortSignal.any([
    session.closed,
    ...(own === undefined ? [] : [own]),
    ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)]),
  ]);
  for await (const block of streamBlocks({ session, startBlock, signal })) {
    yield* blockToEntries(source, { block, asset });
    if (BigInt(block.getHeader()?.getNumber() ?? 0) + 1n >= end) {
      return;
    }
  }
  // A history that ends early must not look like a whole one.
  session.requireOpen();
  requireTime(bounds, session.timers.nowMs());
  throw createError('TIMED_OUT');
}

interface Reading {
  readonly block: common.Block;
  readonly asset: ReturnType<typeof parseAssetKey>;
}

function* blockToEntries({ session }: LedgerSource, { block, asset }: Reading): Generator<HistoryEntry> {
  const number = BigInt(block.getHeader()?.getNumber() ?? 0);
  const codes = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  const scope = { channel: session.channelName, chaincode: session.chaincodeName };
  for (const [tx, bytes] of (block.getData()?.getDataList_asU8() ?? []).entries()) {
    const code = codes?.[tx] ?? NOT_VALIDATED;
    const transaction = decodeOrPass(bytes, { tx, code, chaincodeName: session.chaincodeName });
    if (transaction !== undefined) {
      const { proven, unproven } = transactionToFacts(transaction, scope);
      const facts = proven.filter(({ fact }) => isKeyOf(asset, fact.key) || isFactAbout(asset, fact));
      const others = unproven.filter(({ key }) => isKeyOf(asset, key));
      if (facts.length + others.length > 0) {
        const info = envelopeToInfo(common.Envelope.deserializeBinary(bytes), code);
        const place = { ...info, block: number, tx };
        for (const { fact, digest } of facts) {
          const dated = toDated(fact) as Dated<AnyFact>;
          yield withDecimalJson({ ...place, key: fact.key, seals: 'sealed', fact: dated, digest });
        }
        for (const { key, reason } of others) {
          yield withDecimalJson({ ...place, key, seals: reason, fact: undefined, digest: undefined });
        }
      }
    }
  }
}

/** Any client can have bytes ordered that are no transaction: peers call them invalid, and they are about no asset. */
function decodeOrPass(
  bytes: Uint8Array,
  place: { readonly tx: number; readonly code: number; readonly chaincodeName: string },
): DecodedTransaction | undefined {
  try {
    return decodeTransaction(bytes, { index: place.tx, chaincodeName: place.chaincodeName });
  } catch (error) {
    if (place.code === VALID) {
      throw error;
    }
    return undefined;
  }
}
