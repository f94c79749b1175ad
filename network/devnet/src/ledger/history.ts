import type { common } from '@hyperledger/fabric-protos';
import { envelopeToTransaction, type Height } from '@kontti/fabric-protocol/envelopes';
import type { BlockStore } from './block-store';
import type { Store } from '../state/store';
import { storeKeys } from '../state/store-keys';
import type { KeyModification, Simulator } from './types';
import type { StateKey } from '../state/types';

/** The changes of a key, newest first. */
export interface HistoryReader {
  read(key: StateKey): Awaited<ReturnType<Simulator['getHistory']>>;
  /** Where the newest change is. */
  lastChangeOf(key: StateKey): Promise<Height | undefined>;
}

/**
 * History as of the moment when it is read: the index names the transactions, whose values are in the blocks.
 * Mirrors core/ledger/kvledger/history.
 */
export function createHistoryReader(options: { store: Store; blocks: BlockStore }): HistoryReader {
  const { store, blocks } = options;
  return {
    async lastChangeOf(key) {
      const [newest] = await store.keys({ ...storeKeys.historyRange(key), reverse: true, limit: 1 }).all();
      return newest && storeKeys.historyKeyToHeight(newest);
    },
    read(key) {
      const iterator = store.keys({ ...storeKeys.historyRange(key), reverse: true });
      const nextModification = async (): Promise<KeyModification | undefined> => {
        const entry = await iterator.next();
        if (!entry) return undefined;
        const envelope = blocks.getEnvelope(storeKeys.historyKeyToHeight(entry));
        return envelope && envelopeToModification(envelope, key);
      };
      return {
        nextModification,
        async next() {
          const modification = await nextModification();
          return modification && { key: key.key, value: modification.value };
        },
        close: () => iterator.close(),
      };
    },
  };
}

function envelopeToModification(envelope: common.Envelope, key: StateKey): KeyModification | undefined {
  const parsed = envelopeToTransaction(envelope);
  const namespace = parsed.readWriteSet?.find((entry) => entry.namespace === key.namespace);
  const write = namespace?.writes.findLast((entry) => entry.key === key.key);
  return (
    write && {
      txId: parsed.txId,
      value: write.value,
      timestampMs: parsed.timestampMs,
      isDelete: write.isDelete,
    }
  );
}
