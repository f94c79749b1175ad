import { ledger } from '@hyperledger/fabric-protos';

const { kvrwset } = ledger.rwset;

/** A key and the block and number of the transaction that it was last written by; without them it is absent. */
type ForgedRead = readonly [key: string, block?: number, transaction?: number];

/** What a forged transaction says that it did to one chaincode's state. */
interface ForgedNamespace {
  readonly namespace: string;
  readonly reads?: readonly ForgedRead[];
  readonly writes?: readonly (readonly [key: string, value: string])[];
  /** A range that it says that it read to the end. */
  readonly range?: { readonly start: string; readonly end: string; readonly found: readonly ForgedRead[] };
}

type KvRead = ledger.rwset.kvrwset.KVRead;

function toRead([key, block, transaction = 0]: ForgedRead): KvRead {
  const read = new kvrwset.KVRead();
  read.setKey(key);
  if (block !== undefined) {
    const version = new kvrwset.Version();
    version.setBlockNum(block);
    version.setTxNum(transaction);
    read.setVersion(version);
  }
  return read;
}

function toRange({
  start,
  end,
  found,
}: NonNullable<ForgedNamespace['range']>): ledger.rwset.kvrwset.RangeQueryInfo {
  const reads = new kvrwset.QueryReads();
  reads.setKvReadsList(found.map(toRead));
  const info = new kvrwset.RangeQueryInfo();
  info.setStartKey(start);
  info.setEndKey(end);
  info.setItrExhausted(true);
  info.setRawReads(reads);
  return info;
}

function toNamespace(plan: ForgedNamespace): ledger.rwset.NsReadWriteSet {
  const { namespace, reads = [], writes = [], range } = plan;
  const set = new kvrwset.KVRWSet();
  set.setReadsList(reads.map(toRead));
  set.setWritesList(
    writes.map(([key, value]) => {
      const write = new kvrwset.KVWrite();
      write.setKey(key);
      write.setValue(Buffer.from(value));
      return write;
    }),
  );
  if (range !== undefined) {
    set.addRangeQueriesInfo(toRange(range));
  }
  const message = new ledger.rwset.NsReadWriteSet();
  message.setNamespace(namespace);
  message.setRwset(set.serializeBinary());
  return message;
}

/** The bytes of a read-write set as no chaincode made it. */
export function forgeReadWriteSet(
  namespaces: readonly ForgedNamespace[],
  bend?: (set: ledger.rwset.TxReadWriteSet) => void,
): Uint8Array {
  const set = new ledger.rwset.TxReadWriteSet();
  set.setDataModel(ledger.rwset.TxReadWriteSet.DataModel.KV);
  set.setNsRwsetList(namespaces.map(toNamespace));
  bend?.(set);
  return set.serializeBinary();
}
