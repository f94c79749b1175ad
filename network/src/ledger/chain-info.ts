import { NetworkError } from '../errors';
import type { Store } from './store';
import { storeKeys } from './store-keys';
import { type StoreOperation, jsonBytes, parseJson } from './store-operations';

/** Where the chain ends. */
export interface ChainInfo {
  readonly height: number;
  readonly currentBlockHash: Uint8Array;
  readonly previousBlockHash: Uint8Array;
}

interface StoredChainInfo {
  readonly format: 1;
  readonly channelId: string;
  readonly height: number;
  readonly currentBlockHash: string;
  readonly previousBlockHash: string;
}

/** @throws NetworkError LEDGER_CORRUPT when the store holds another channel or another format. */
export function readChainInfo(options: { store: Store; channelId: string }): ChainInfo {
  const { store, channelId } = options;
  const bytes = store.getSync(storeKeys.chainInfo);
  if (!bytes) return { height: 0, currentBlockHash: new Uint8Array(), previousBlockHash: new Uint8Array() };
  const stored = parseJson(bytes) as StoredChainInfo;
  if (stored.format !== 1 || stored.channelId !== channelId) {
    throw new NetworkError({
      code: 'LEDGER_CORRUPT',
      message: `The store does not hold the ledger of channel ${channelId}.`,
      details: { channelId, format: stored.format, storedChannelId: stored.channelId },
    });
  }
  return {
    height: stored.height,
    currentBlockHash: Buffer.from(stored.currentBlockHash, 'hex'),
    previousBlockHash: Buffer.from(stored.previousBlockHash, 'hex'),
  };
}

export function chainInfoOperation(options: ChainInfo & { channelId: string }): StoreOperation {
  const stored: StoredChainInfo = {
    format: 1,
    channelId: options.channelId,
    height: options.height,
    currentBlockHash: Buffer.from(options.currentBlockHash).toString('hex'),
    previousBlockHash: Buffer.from(options.previousBlockHash).toString('hex'),
  };
  return { type: 'put', key: storeKeys.chainInfo, value: jsonBytes(stored) };
}
