import { NetworkError } from '@kontti/fabric-protocol/base';
import type { Store } from '../state/store';
import { storeKeys } from '../state/store-keys';
import { type StoreOperation, jsonBytes, parseJson } from '../state/store-operations';

/** Where the chain ends. */
export interface ChainInfo {
  readonly height: number;
  readonly currentBlockHash: Uint8Array;
  readonly previousBlockHash: Uint8Array;
}

/** What the store says of itself. */
export interface StoredChain extends ChainInfo {
  /** Of all other entries; undefined where none is kept. */
  readonly digest: string | undefined;
  /** How many snapshots were ever taken: their ids never come back. */
  readonly snapshotsTaken: number;
}

interface StoredChainInfo {
  readonly format: 1;
  readonly channelId: string;
  readonly height: number;
  readonly currentBlockHash: string;
  readonly previousBlockHash: string;
  readonly digest?: string | undefined;
  readonly snapshotsTaken: number;
}

/** @throws NetworkError LEDGER_CORRUPT when the store holds another channel or another format. */
export function readChainInfo(options: { store: Store; channelId: string }): StoredChain {
  const { store, channelId } = options;
  const bytes = store.getSync(storeKeys.chainInfo);
  if (!bytes) {
    const none = new Uint8Array();
    return {
      height: 0,
      currentBlockHash: none,
      previousBlockHash: none,
      digest: undefined,
      snapshotsTaken: 0,
    };
  }
  const stored = tryParse(bytes);
  if (stored?.format !== 1 || stored.channelId !== channelId) {
    throw new NetworkError({
      code: 'LEDGER_CORRUPT',
      message: `The store does not hold the ledger of channel ${channelId}.`,
      details: { channelId, format: stored?.format, storedChannelId: stored?.channelId },
    });
  }
  return {
    height: stored.height,
    currentBlockHash: Buffer.from(stored.currentBlockHash, 'hex'),
    previousBlockHash: Buffer.from(stored.previousBlockHash, 'hex'),
    digest: stored.digest,
    snapshotsTaken: stored.snapshotsTaken,
  };
}

function tryParse(bytes: Uint8Array): StoredChainInfo | undefined {
  try {
    return parseJson(bytes) as StoredChainInfo;
  } catch {
    return undefined;
  }
}

export function chainInfoOperation(options: StoredChain & { channelId: string }): StoreOperation {
  const stored: StoredChainInfo = {
    format: 1,
    channelId: options.channelId,
    height: options.height,
    currentBlockHash: Buffer.from(options.currentBlockHash).toString('hex'),
    previousBlockHash: Buffer.from(options.previousBlockHash).toString('hex'),
    digest: options.digest,
    snapshotsTaken: options.snapshotsTaken,
  };
  return { type: 'put', key: storeKeys.chainInfo, value: jsonBytes(stored) };
}
