import type { ledger } from '@hyperledger/fabric-protos';
import { common } from '@hyperledger/fabric-protos';
import { toHeight, validationParameter } from '../envelopes/state-version';
import { signaturePolicyToText } from '../policy/policy-to-text';
import { tryDecode } from '../envelopes/open-envelope';
import type {
  CollectionReadWriteSet,
  KeyMetadataWrite,
  KeyRead,
  NamespaceReadWriteSet,
} from '../envelopes/read-write-set';
import { decodeValue, toHex } from './decode-value';
import type {
  DecodedCollection,
  DecodedMetadataWrite,
  DecodedNamespace,
  DecodedRange,
  DecodedRead,
} from './types';

/** Describes what a transaction read and wrote in one namespace. */
export function decodeNamespace(set: NamespaceReadWriteSet): DecodedNamespace {
  return {
    namespace: set.namespace,
    reads: set.reads.map(decodeRead),
    ranges: set.ranges.map(decodeRange),
    writes: set.writes.map(({ key, value, isDelete }) => ({
      key,
      ...(isDelete ? {} : { value: decodeValue(value) }),
      isDelete,
    })),
    metadataWrites: set.metadataWrites.map((write) => decodeMetadataWrite(write, write.key)),
    collections: set.collections.map(decodeCollection),
  };
}

function decodeRead({ key, version }: KeyRead): DecodedRead {
  return { key, ...(version ? { version } : {}) };
}

function decodeRange(range: ledger.rwset.kvrwset.RangeQueryInfo): DecodedRange {
  const summary = range.getReadsMerkleHashes();
  return {
    startKey: range.getStartKey(),
    endKey: range.getEndKey(),
    isExhausted: range.getItrExhausted(),
    reads: (range.getRawReads()?.getKvReadsList() ?? []).map((read) =>
      decodeRead({ key: read.getKey(), version: toHeight(read.getVersion()) }),
    ),
    ...(summary && {
      summary: {
        maxDegree: summary.getMaxDegree(),
        level: summary.getMaxLevel(),
        hashes: summary.getMaxLevelHashesList_asU8().map(toHex),
      },
    }),
  };
}

function decodeMetadataWrite({ metadata }: KeyMetadataWrite, key: string): DecodedMetadataWrite {
  const others = [...metadata].filter(([name]) => name !== validationParameter);
  const policy = metadata.size === 0 ? new Uint8Array() : metadata.get(validationParameter);
  return {
    key,
    ...(policy === undefined ? {} : { policy: policyToText(policy) }),
    entries: Object.fromEntries(others.map(([name, value]) => [name, decodeValue(value)])),
  };
}

function policyToText(bytes: Uint8Array): string {
  if (bytes.length === 0) return '';
  const envelope = tryDecode(() => common.SignaturePolicyEnvelope.deserializeBinary(bytes));
  return envelope === undefined ? '<malformed policy>' : signaturePolicyToText(envelope);
}

function decodeCollection(set: CollectionReadWriteSet): DecodedCollection {
  return {
    collection: set.collection,
    reads: set.reads.map(({ key, version }) => ({
      keyHash: hashToHex(key),
      ...(version ? { version } : {}),
    })),
    writes: set.writes.map(({ key, value, isDelete, isPurge }) => ({
      keyHash: hashToHex(key),
      ...(isDelete ? {} : { valueHash: toHex(value) }),
      isDelete,
      ...(isPurge ? { isPurge } : {}),
    })),
    metadataWrites: set.metadataWrites.map((write) => decodeMetadataWrite(write, hashToHex(write.key))),
  };
}

/** A key's hash, one character a byte. */
function hashToHex(key: string): string {
  return Buffer.from(key, 'latin1').toString('hex');
}
