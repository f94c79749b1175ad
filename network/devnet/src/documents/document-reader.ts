import { NetworkError } from '@kontti/fabric-protocol/base';
import type { StateIterator, StateReader } from '../state/state-reader';
import type { VersionedValue } from '../state/versioned-value';
import { objectToBytes } from './json';
import { bytesToDocument } from './stored-document';

const versionField = '~version';

function documentInvalid(message: string): NetworkError {
  return new NetworkError({ code: 'DOCUMENT_INVALID', message });
}

/**
 * Refuses what CouchDB cannot keep. Mirrors statecouchdb.go ValidateKeyValue. @throws NetworkError DOCUMENT_INVALID
 */
export function checkDocument(key: string, value: Uint8Array): void {
  if (key === '') throw documentInvalid('invalid key. Empty string is not supported as a key by couchdb');
  if (key.startsWith('_')) throw documentInvalid(`invalid key [${key}], cannot begin with "_"`);
  const reserved = [...bytesToDocument(value).fields.keys()].find(
    (name) => name === versionField || name.startsWith('_'),
  );
  if (reserved !== undefined) {
    throw documentInvalid(`field [${reserved}] is not valid for the CouchDB state database`);
  }
}

/** The bytes that come back for what was put. */
export function bytesFromDatabase(bytes: Uint8Array): Uint8Array {
  const { fields, attachment } = bytesToDocument(bytes);
  return attachment ?? objectToBytes(fields);
}

function asDocument<V extends VersionedValue | undefined>(versioned: V): V {
  return versioned === undefined ? versioned : { ...versioned, value: bytesFromDatabase(versioned.value) };
}

function asDocuments(iterator: StateIterator): StateIterator {
  return {
    async next() {
      const found = await iterator.next();
      return found === undefined ? undefined : { ...found, versioned: asDocument(found.versioned) };
    },
    close: () => iterator.close(),
  };
}

/**
 * Reads state as it comes back from CouchDB: JSON objects with their names sorted. A peer whose cache holds a key that was written
 * since returns it as it was put instead, so only JSON in that form is the same on all peers; ranges and queries never come from a cache.
 */
export function createDocumentReader(options: {
  readonly reader: StateReader;
  readonly readsCache?: boolean;
}): StateReader {
  const { reader, readsCache = false } = options;
  return {
    getPublic: (key) => (readsCache ? reader.getPublic(key) : asDocument(reader.getPublic(key))),
    getHashed: (key) => reader.getHashed(key),
    getPrivate: (key) => (readsCache ? reader.getPrivate(key) : asDocument(reader.getPrivate(key))),
    rangePublic: (range) => asDocuments(reader.rangePublic(range)),
    rangePrivate: (range) => asDocuments(reader.rangePrivate(range)),
  };
}
