import { ledger } from '@hyperledger/fabric-protos';
import type { Height, Metadata } from '@kontti/fabric-protocol/envelopes';

const { KVMetadataEntry, KVMetadataWrite } = ledger.rwset.kvrwset;

/** A value with where it was written. Mirrors core/ledger/kvledger/txmgmt/statedb VersionedValue. */
export interface VersionedValue {
  readonly value: Uint8Array;
  readonly version: Height;
  /** Serialized; undefined when the key has none. */
  readonly metadata: Uint8Array | undefined;
}

const HEADER_BYTES = 6 + 6 + 4;

/** Block and transaction number (6 bytes each), length of the metadata (4), metadata, value. */
export function encodeVersionedValue(versioned: VersionedValue): Buffer {
  const { value, version, metadata } = versioned;
  const metadataLength = metadata?.length ?? 0;
  const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + metadataLength + value.length);
  bytes.writeUIntBE(version.blockNumber, 0, 6);
  bytes.writeUIntBE(version.txNumber, 6, 6);
  bytes.writeUInt32BE(metadataLength, 12);
  if (metadata) bytes.set(metadata, HEADER_BYTES);
  bytes.set(value, HEADER_BYTES + metadataLength);
  return bytes;
}

export function decodeVersionedValue(bytes: Uint8Array): VersionedValue {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const metadataLength = view.readUInt32BE(12);
  const valueStart = HEADER_BYTES + metadataLength;
  return {
    version: { blockNumber: view.readUIntBE(0, 6), txNumber: view.readUIntBE(6, 6) },
    metadata: metadataLength === 0 ? undefined : view.subarray(HEADER_BYTES, valueStart),
    value: view.subarray(valueStart),
  };
}

export function isSameHeight(a: Height | undefined, b: Height | undefined): boolean {
  return a?.blockNumber === b?.blockNumber && a?.txNumber === b?.txNumber;
}

/** Undefined for no entries: a key without metadata. Mirrors core/ledger/internal/state/metadata. */
export function encodeMetadata(metadata: Metadata): Uint8Array | undefined {
  if (metadata.size === 0) return undefined;
  const message = new KVMetadataWrite();
  for (const [name, value] of metadata) {
    const entry = new KVMetadataEntry();
    entry.setName(name);
    entry.setValue(value);
    message.addEntries(entry);
  }
  return message.serializeBinary();
}

export function decodeMetadata(bytes: Uint8Array | undefined): Metadata {
  if (!bytes) return new Map();
  const entries = KVMetadataWrite.deserializeBinary(bytes).getEntriesList();
  return new Map(entries.map((entry) => [entry.getName(), entry.getValue_asU8()]));
}
