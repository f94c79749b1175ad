import { validationParameter, type Metadata } from '@kontti/fabric-protocol/envelopes';
import { compareKeys } from '../state/compare-keys';
import type { CollectionTouch, NamespaceTouch } from './types';
import type { CollectionKey, StateKey } from '../state/types';

interface KeyTouches {
  reads: boolean;
  writes: boolean;
  withoutPolicy: boolean;
  readonly policies: Map<string, Uint8Array>;
}

interface NamespaceTouches {
  readonly publicKeys: KeyTouches;
  readonly collections: Map<string, KeyTouches>;
}

/** Notes what an endorsement plan depends on. Mirrors core/endorser and tx_simulator.go WritesetMetadata. */
export class TouchRecorder {
  readonly #namespaces = new Map<string, NamespaceTouches>();

  read({ namespace }: StateKey): void {
    this.#namespace(namespace);
  }

  write({ namespace }: StateKey, metadata: Metadata): void {
    noteWrite(this.#namespace(namespace).publicKeys, metadata);
  }

  /** Hash reads do not count: every peer can serve them. */
  readPrivate(key: CollectionKey): void {
    this.#collection(key).reads = true;
  }

  readHash({ namespace }: CollectionKey): void {
    this.#namespace(namespace);
  }

  writePrivate(key: CollectionKey, metadata: Metadata): void {
    noteWrite(this.#collection(key), metadata);
  }

  touched(): NamespaceTouch[] {
    return sortedByKey(this.#namespaces).map(([namespace, { publicKeys, collections }]) => ({
      namespace,
      writesPublic: publicKeys.writes,
      keyPolicies: [...publicKeys.policies.values()],
      writesKeysWithoutPolicy: publicKeys.withoutPolicy,
      collections: sortedByKey(collections).map(([collection, touches]): CollectionTouch => ({
        collection,
        reads: touches.reads,
        writes: touches.writes,
        keyPolicies: [...touches.policies.values()],
        writesKeysWithoutPolicy: touches.withoutPolicy,
      })),
    }));
  }

  #namespace(namespace: string): NamespaceTouches {
    let touches = this.#namespaces.get(namespace);
    if (!touches) {
      touches = { publicKeys: createKeyTouches(), collections: new Map() };
      this.#namespaces.set(namespace, touches);
    }
    return touches;
  }

  #collection({ namespace, collection }: CollectionKey): KeyTouches {
    const { collections } = this.#namespace(namespace);
    let touches = collections.get(collection);
    if (!touches) {
      touches = createKeyTouches();
      collections.set(collection, touches);
    }
    return touches;
  }
}

function createKeyTouches(): KeyTouches {
  return { reads: false, writes: false, withoutPolicy: false, policies: new Map() };
}

function noteWrite(touches: KeyTouches, metadata: Metadata): void {
  touches.writes = true;
  const policy = metadata.get(validationParameter);
  if (policy === undefined || policy.length === 0) {
    touches.withoutPolicy = true;
  } else {
    touches.policies.set(Buffer.from(policy).toString('latin1'), policy);
  }
}

function sortedByKey<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].toSorted(([a], [b]) => compareKeys(a, b));
}
