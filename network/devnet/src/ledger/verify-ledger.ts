import { blockDataHash, blockHeaderHash } from '@kontti/fabric-protocol/envelopes';
import type { BlockStore } from './block-store';
import type { ChainInfo, StoredChain } from './chain-info';
import { damaged } from '@kontti/fabric-admin/data-files';
import type { Store } from '../state/store';
import { StoreDigest } from './store-digest';
import { storeKeys } from '../state/store-keys';

export interface VerifyOptions {
  readonly store: Store;
  readonly blocks: BlockStore;
  readonly chain: StoredChain;
  /** The store's folder, for errors. */
  readonly location: string;
  /** What was reported committed, if a mark says so. */
  readonly marked: Pick<ChainInfo, 'height' | 'currentBlockHash'> | undefined;
  /** Called now and then with how many of how many blocks are verified. */
  readonly onProgress: (progress: { blocks: number; height: number }) => void;
}

const progressBlocks = 5_000;

const same = (first: Uint8Array, second: Uint8Array): boolean => Buffer.compare(first, second) === 0;

/** Why a block is not the one that was written; undefined when it is. */
async function findDamage(
  { blocks }: VerifyOptions,
  expected: { blockNumber: number; previousHash: Uint8Array },
): Promise<{ reason: string; cause?: unknown } | { blockHash: Uint8Array }> {
  const { blockNumber, previousHash } = expected;
  let committed;
  try {
    committed = await blocks.get(blockNumber);
  } catch (cause) {
    return { reason: `block ${blockNumber} cannot be read`, cause };
  }
  const header = committed?.block.getHeader();
  if (!committed || !header) return { reason: `block ${blockNumber} is gone` };
  if (header.getNumber() !== blockNumber || !same(header.getPreviousHash_asU8(), previousHash)) {
    return { reason: `block ${blockNumber} does not continue the chain` };
  }
  const data = committed.block.getData()?.getDataList_asU8() ?? [];
  if (!same(header.getDataHash_asU8(), blockDataHash(data)) || data.length !== committed.outcomes.length) {
    return { reason: `block ${blockNumber} holds other data than its header says` };
  }
  return { blockHash: blockHeaderHash(header) };
}

async function verifyBlocks(options: VerifyOptions): Promise<void> {
  const { chain, marked, location: file, onProgress } = options;
  const { height } = chain;
  if (marked && marked.height > height) {
    const reason = `${marked.height} blocks were reported committed, and it has ${height}`;
    throw damaged({ file, reason, blockNumber: height });
  }
  let previousHash: Uint8Array = new Uint8Array();
  for (let blockNumber = 0; blockNumber < height; blockNumber += 1) {
    const found = await findDamage(options, { blockNumber, previousHash });
    if ('reason' in found) throw damaged({ file, blockNumber, ...found });
    previousHash = found.blockHash;
    if (marked?.height === blockNumber + 1 && !same(previousHash, marked.currentBlockHash)) {
      throw damaged({ file, blockNumber, reason: `block ${blockNumber} is not the one that was reported` });
    }
    if (blockNumber % progressBlocks === progressBlocks - 1) onProgress({ blocks: blockNumber + 1, height });
  }
  if (!same(previousHash, chain.currentBlockHash)) {
    throw damaged({ file, reason: 'its last block is not the one that it names', blockNumber: height - 1 });
  }
}

async function verifyEntries({ store, chain, location: file }: VerifyOptions): Promise<void> {
  const digest = new StoreDigest();
  try {
    for await (const [key, value] of store.iterator()) {
      if (!same(key, storeKeys.chainInfo)) digest.toggle(key, value);
    }
  } catch (cause) {
    throw damaged({ file, reason: 'it cannot be read to its end', cause });
  }
  if (digest.toHex() !== chain.digest) {
    throw damaged({ file, reason: 'its entries are not those written: state, history or packages differ' });
  }
}

/**
 * Shows that a store holds what was written to it: each block with its hashes, each entry by the digest of all. Takes the memory of
 * one block. @throws NetworkError LEDGER_CORRUPT with `file` and, where it is known, `blockNumber`
 */
export async function verifyLedger(options: VerifyOptions): Promise<void> {
  await verifyBlocks(options);
  if (options.chain.height > 0) await verifyEntries(options);
}
