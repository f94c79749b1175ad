import { ledger } from '@hyperledger/fabric-protos';
import { createTimestamp } from '@kontti/fabric-protocol/envelopes';
import type { KeyModification, KeyValue, QueryIterator } from '../ledger/types';

/** A running query as the chaincode sees it: encoded results. */
export interface QueryCursor {
  next(): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
  /** A result that was read ahead and belongs to the next message. */
  pending?: Uint8Array | undefined;
  returned: number;
}

export function keyValueToBytes(options: KeyValue & { namespace: string }): Uint8Array {
  const message = new ledger.queryresult.KV();
  message.setNamespace(options.namespace);
  message.setKey(options.key);
  message.setValue(options.value);
  return message.serializeBinary();
}

function keyModificationToBytes(modification: KeyModification): Uint8Array {
  const message = new ledger.queryresult.KeyModification();
  message.setTxId(modification.txId);
  message.setValue(modification.value);
  message.setIsDelete(modification.isDelete);
  message.setTimestamp(createTimestamp(modification.timestampMs));
  return message.serializeBinary();
}

export function stateCursor(options: { namespace: string; iterator: QueryIterator }): QueryCursor {
  const { namespace, iterator } = options;
  return {
    returned: 0,
    next: async () => {
      const record = await iterator.next();
      return record === undefined ? undefined : keyValueToBytes({ namespace, ...record });
    },
    close: () => iterator.close(),
  };
}

export function historyCursor(
  iterator: QueryIterator & { nextModification(): Promise<KeyModification | undefined> },
): QueryCursor {
  return {
    returned: 0,
    next: async () => {
      const modification = await iterator.nextModification();
      return modification === undefined ? undefined : keyModificationToBytes(modification);
    },
    close: () => iterator.close(),
  };
}
