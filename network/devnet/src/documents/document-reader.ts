import { NetworkError } from '@kontti/fabric-protocol/base';
import type { StateIterator, StateReader } from '../state/state-reader';
import type { VersionedValue } from '../state/versioned-value';
import { bytesToObject, objectToBytes } from './json';

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
  const reserved = Object.keys(bytesToObject(value) ?? {}).find(
    (name) => name === versionField || name.startsWith('_'),
  );
  if (reserved !== undefined) {
    throw documentInvalid(`field [${reserved}] is not valid for the CouchDB state database`);
  }
}

function asDocument<V extends VersionedValue | undefined>(versioned: V): V {
  const object = versioned === undefined ? undefined : bytesToObject(versioned.value);
  return object === undefined ? versioned : { ...versioned, value: objectToBytes(object) };
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
 * Reads state as it comes back from CouchDB: JSON objects with their names sorted. A peer whose cache still holds what was written
 * returns that instead, so only sorted JSON is the same on all peers.
 */
export function createDocumentReader(reader: StateReader): StateReader {
  return {
    getPublic: (key) => asDocument(reader.getPublic(key)),
    getHashed: (key) => reader.getHashed(key),
    getPrivate: (key) => asDocument(reader.getPrivate(key)),
    rangePublic: (range) => asDocuments(reader.rangePublic(range)),
    rangePrivate: (range) => asDocuments(reader.rangePrivate(range)),
  };
}
