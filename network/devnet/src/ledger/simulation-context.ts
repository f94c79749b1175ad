import { checkDocument, createDocumentReader } from '../documents/document-reader';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { type ChaincodeDefinition, lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { type DefinitionReader, findCollection } from '../state/collections';
import type { DocumentDatabase } from './document-queries';
import { type RangeRecorder, createRangeRecorder } from './range-recorder';
import { ReadWriteSetBuilder } from './read-write-set-builder';
import { SimulationGuard } from './simulation-guard';
import { type StateReader, keyToHash } from '../state/state-reader';
import { TouchRecorder } from './touch-recorder';
import type { CollectionKey, StateKey } from '../state/types';
import type { VersionedValue } from '../state/versioned-value';

export interface SimulationContextOptions {
  readonly txId: string;
  /** The company whose peer simulates: it sees the private data of its own collections. */
  readonly mspId: string;
  readonly reader: StateReader;
  readonly definitions: DefinitionReader;
  readonly applicationMspIds: readonly string[];
  /** Undefined: state is kept in LevelDB, without rich queries. */
  readonly documents?: DocumentDatabase | undefined;
  /** Whether single keys come back as they were put. */
  readonly readsCache?: boolean;
}

/** What the parts of one simulation share. */
export class SimulationContext {
  readonly mspId: string;
  readonly reader: StateReader;
  /** State as it was put, which queries read as documents. */
  readonly stored: StateReader;
  readonly documents: DocumentDatabase | undefined;
  readonly builder = new ReadWriteSetBuilder();
  readonly guard: SimulationGuard;
  readonly touches = new TouchRecorder();
  readonly ranges: RangeRecorder;
  readonly #options: SimulationContextOptions;
  readonly #definitions = new Map<string, Promise<ChaincodeDefinition | undefined>>();

  constructor(options: SimulationContextOptions) {
    this.#options = options;
    this.mspId = options.mspId;
    this.guard = new SimulationGuard(options.txId);
    this.documents = options.documents;
    this.stored = options.reader;
    this.reader = this.documents === undefined ? options.reader : createDocumentReader(options);
    this.ranges = createRangeRecorder({
      ...{ reader: this.reader, builder: this.builder },
      isDocumentDatabase: this.documents !== undefined,
    });
  }

  readPublic(key: StateKey): VersionedValue | undefined {
    this.guard.beforeRead();
    const versioned = this.reader.getPublic(key);
    this.builder.addRead(key, versioned?.version);
    this.touches.read(key);
    return versioned;
  }

  /** Refuses what the state database cannot keep. @throws NetworkError DOCUMENT_INVALID */
  checkWrite(key: string, value: Uint8Array): void {
    if (this.documents !== undefined) checkDocument(key, value);
  }

  /** The hash of a private value, unrecorded. */
  peekHashed(key: CollectionKey): VersionedValue | undefined {
    return this.reader.getHashed({ ...key, keyHash: keyToHash(key.key) });
  }

  readHashed(key: CollectionKey): VersionedValue | undefined {
    const hashed = this.peekHashed(key);
    this.builder.collection(key).addRead(key.key, hashed?.version);
    this.touches.readHash(key);
    return hashed;
  }

  /** @throws NetworkError COLLECTION_UNKNOWN */
  async checkCollection({ namespace, collection }: Omit<CollectionKey, 'key'>): Promise<void> {
    this.guard.beforeRead();
    const definition = namespace === lifecycleNamespace ? undefined : await this.#definition(namespace);
    const { applicationMspIds } = this.#options;
    if (findCollection({ definition, collection, applicationMspIds })) return;
    throw new NetworkError({
      code: 'COLLECTION_UNKNOWN',
      message: `collection [${collection}] not defined in the collection config for chaincode [${namespace}]`,
      details: { namespace, collection },
    });
  }

  /** What a peer reads to see what the creator may do with a collection, whatever comes of it (core/chaincode/handler.go). */
  async readDefinition(namespace: string): Promise<void> {
    this.guard.beforeRead();
    if (namespace !== lifecycleNamespace) await this.#definition(namespace);
  }

  /** The peer looks the definition up inside the simulation: a later upgrade is a read conflict. */
  #definition(namespace: string): Promise<ChaincodeDefinition | undefined> {
    let definition = this.#definitions.get(namespace);
    if (!definition) {
      definition = this.#options.definitions(namespace, (key) =>
        Promise.resolve(this.readPublic(key)?.value),
      );
      this.#definitions.set(namespace, definition);
    }
    return definition;
  }
}

/** A synchronous step as a promise: what it throws becomes a rejection. */
export function settled<T>(step: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(step());
  });
}
