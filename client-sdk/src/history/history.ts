import { common, peer } from '@hyperledger/fabric-protos';
import { ASSET_KINDS, assetsOf, unlessRefused } from '@kontti/model';
import type { AnyFact, AssetKey } from '@kontti/model';
import { withDecimalJson } from '../decimal-json';
import { createError } from '../errors';
import { CALL_OPTIONS, requireTime, startBounds } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { checkOptions, optionError } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { blockNumber, required, text } from '../options/rules';
import { blockNumberOf, decodeTransaction, validationCodes } from '../ledger/block-decoder';
import type { DecodedTransaction } from '../ledger/block-decoder';
import { streamBlocks } from '../ledger/block-stream';
import { heldToEvents } from '../events/fact-events';
import type { UnprovenEntry } from '../events/fact-events';
import { createFactJudge } from '../events/fact-judge';
import type { FactJudge, HeldFact } from '../events/fact-judge';
import { transactionToFacts } from '../events/proof';
import type { UnprovenFact, UnprovenReason } from '../events/proof';
import { toDated } from '../times';
import type { Dated } from '../times';
import { getHeight, requireReached } from '../ledger/height';
import { envelopeToInfo } from './transaction';
import type { LedgerSource, TransactionInfo } from './transaction';

const { VALID, NOT_VALIDATED } = peer.TxValidationCode;

/** One write of a fact about an asset, or of what was written in a fact's place. */
export interface HistoryEntry extends TransactionInfo {
  /** Number of the block. */
  readonly block: bigint;
  /** Place of the transaction in its block. */
  readonly tx: number;
  /** Key of the fact on the ledger. */
  readonly key: string;
  /** `sealed` when all vouchers sealed the fact and it holds, as far as a transaction that is not `VALID` can show; else why not. */
  readonly seals: 'sealed' | UnprovenReason;
  /** Entries of the fact's list that do not count. */
  readonly unprovenEntries: readonly UnprovenEntry[];
  /** Present when sealed. Counts only in a transaction that is `VALID`. */
  readonly fact: Dated<AnyFact> | undefined;
  /** SHA-256 of the fact's bytes, in hex; `undefined` where nothing is sealed. */
  readonly digest: string | undefined;
}

/** Which asset, and how far back. */
export interface HistoryOptions extends CallOptions {
  /** Key of the asset: `shipment/Org1MSP/S-1`, `company/Org1MSP`, … */
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
 * Yields each write of a fact about an asset in the order of the ledger, also in transactions that failed, with who endorsed it. It
 * reads the own peer's blocks; what facts before `fromBlock` say is asked of the own peer's state.
 * @throws OPTIONS_INVALID, EVENTS_INTERRUPTED, DEFINITION_CHANGED, CANCELLED, TIMED_OUT, CLIENT_CLOSED
 */
export async function* readHistory(
  source: LedgerSource,
  options: HistoryOptions,
): AsyncGenerator<HistoryEntry, void, undefined> {
  const { session, guard } = source;
  checkOptions(HISTORY_OPTIONS, options);
  session.requireOpen();
  requireAssetKey(options.asset);
  const bounds = startBounds(options, session.timers.nowMs());
  await guard.requireFresh(options);
  const { signal: own, timeoutMs } = options;
  const signal = AbortSignal.any([
    session.closed,
    ...(own === undefined ? [] : [own]),
    ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)]),
  ]);
  const startBlock = BigInt(options.fromBlock ?? 0);
  if (startBlock > 0n) {
    await requireReached(session, { block: startBlock, option: 'fromBlock', value: startBlock }, { signal });
  }
  const end = await getHeight(session, options);
  if (startBlock >= end) {
    return;
  }
  const judge = createFactJudge(session, guard);
  for await (const block of streamBlocks({ session, startBlock, signal })) {
    yield* blockToEntries(judge, { block, asset: options.asset });
    if (blockNumberOf(block) + 1n >= end) {
      return;
    }
  }
  // A history that ends early must not look like a whole one.
  session.requireOpen();
  requireTime(bounds, session.timers.nowMs());
  throw createError('TIMED_OUT');
}

/** @throws OPTIONS_INVALID */
function requireAssetKey(key: string): void {
  const slash = key.indexOf('/');
  if (!ASSET_KINDS.some((kind) => kind === key.slice(0, slash)) || key.length === slash + 1) {
    throw optionError({ option: 'asset', rule: 'the key of an asset', value: key });
  }
}

interface Reading {
  readonly block: common.Block;
  readonly asset: AssetKey;
}

/** What one transaction wrote about the asset. */
interface Written {
  readonly held: readonly HeldFact[];
  readonly unproven: readonly UnprovenFact[];
}

async function* blockToEntries(
  judge: FactJudge,
  { block, asset }: Reading,
): AsyncGenerator<HistoryEntry, void, undefined> {
  const number = blockNumberOf(block);
  const codes = validationCodes(block);
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const { chaincode: chaincodeName } = judge.reader.scope;
  const decoded = envelopes.map((bytes, index) => decodeTransaction(bytes, { index, chaincodeName }));
  const valid = decoded.filter((each, index) => codes?.[index] === VALID && each !== undefined);
  const judged = await judge.judgeBlock(number, valid as DecodedTransaction[]);
  const byTransaction = new Map<DecodedTransaction, Written>(judged.map((each) => [each.transaction, each]));
  for (const [tx, transaction] of decoded.entries()) {
    if (transaction !== undefined) {
      const written = byTransaction.get(transaction) ?? withoutVerdict(transaction);
      const held = written.held.filter(({ fact }) => isAbout(fact, asset));
      const unproven = written.unproven.filter(({ fact }) => fact !== undefined && isAbout(fact, asset));
      if (held.length + unproven.length > 0) {
        const envelope = common.Envelope.deserializeBinary(envelopes[tx] ?? new Uint8Array());
        const place = { ...envelopeToInfo(envelope, codes?.[tx] ?? NOT_VALIDATED), block: number, tx };
        for (const each of held) {
          yield withDecimalJson({ ...place, ...(await heldToEntry(judge, each)) });
        }
        for (const { key, reason } of unproven) {
          const nothing = { unprovenEntries: [], fact: undefined, digest: undefined };
          yield withDecimalJson({ ...place, key, seals: reason, ...nothing });
        }
      }
    }
  }
}

/** A transaction that failed changed nothing, so there is nothing to judge. */
function withoutVerdict(transaction: DecodedTransaction): Written {
  const { proven, unproven } = transactionToFacts(transaction);
  return { held: proven.map((each) => ({ ...each, voidEntries: new Set() })), unproven };
}

async function heldToEntry(
  judge: FactJudge,
  held: HeldFact,
): Promise<Pick<HistoryEntry, 'key' | 'seals' | 'unprovenEntries' | 'fact' | 'digest'>> {
  const { fact, digest } = held;
  const unprovenEntries = (await heldToEvents(judge, held)).flatMap((each) =>
    'reason' in each ? [each] : [],
  );
  return { key: fact.key, seals: 'sealed', unprovenEntries, fact: toDated(fact) as Dated<AnyFact>, digest };
}

function isAbout(fact: AnyFact, asset: AssetKey): boolean {
  return unlessRefused(() => assetsOf(fact))?.includes(asset) === true;
}
