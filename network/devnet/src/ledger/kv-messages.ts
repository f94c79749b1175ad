import { ledger } from '@hyperledger/fabric-protos';
import { valuesByKey } from '../state/compare-keys';
import type { Metadata } from '@kontti/fabric-protocol/envelopes';

const { KVMetadataEntry, KVWrite } = ledger.rwset.kvrwset;

/** A write as peers record it: an empty value is a delete. Mirrors rwsetutil/rwset_proto_util.go newKVWrite. */
export function toKvWrite(key: string, value: Uint8Array): ledger.rwset.kvrwset.KVWrite {
  const write = new KVWrite();
  write.setKey(key);
  write.setIsDelete(value.length === 0);
  write.setValue(value);
  return write;
}

/** Entries in the order of their names. */
export function toMetadataEntries(metadata: Metadata): ledger.rwset.kvrwset.KVMetadataEntry[] {
  const entries = new Map(
    [...metadata].map(([name, value]) => {
      const entry = new KVMetadataEntry();
      entry.setName(name);
      entry.setValue(value);
      return [name, entry] as const;
    }),
  );
  return valuesByKey(entries);
}
