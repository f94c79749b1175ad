import { createBoundedCache } from '@kontti/fabric-protocol/base';
import { type ChaincodeDefinition, lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import type { ValidTransaction } from '../validation/validate-block';
import { type CollectionConfig, type DefinitionReader, findCollection } from '../state/collections';
import { ledgerLimits } from './limits';
import type { StateReader } from '../state/state-reader';

interface DefinitionCacheOptions {
  readonly definitions: DefinitionReader;
  readonly reader: StateReader;
  readonly applicationMspIds: readonly string[];
}

/** Committed definitions, read again after each block that writes to `_lifecycle`. */
export class DefinitionCache {
  /** Bounded, since whoever calls a peer chooses the names: those of chaincodes that there are not are kept too. */
  readonly #definitions = createBoundedCache<string, Promise<ChaincodeDefinition | undefined>>({
    entriesMax: ledgerLimits.cachedDefinitionsMax,
  });
  readonly #collections = createBoundedCache<string, Promise<CollectionConfig | undefined>>({
    entriesMax: ledgerLimits.cachedCollectionsMax,
  });
  readonly #options: DefinitionCacheOptions;

  constructor(options: DefinitionCacheOptions) {
    this.#options = options;
  }

  definition(name: string): Promise<ChaincodeDefinition | undefined> {
    if (name === lifecycleNamespace) return Promise.resolve(undefined);
    let definition = this.#definitions.get(name);
    if (!definition) {
      const { definitions, reader } = this.#options;
      definition = definitions(name, (key) => Promise.resolve(reader.getPublic(key)?.value));
      this.#definitions.set(name, definition);
    }
    return definition;
  }

  collection(place: {
    readonly namespace: string;
    readonly collection: string;
  }): Promise<CollectionConfig | undefined> {
    const id = `${place.namespace}\0${place.collection}`;
    let config = this.#collections.get(id);
    if (!config) {
      const { applicationMspIds } = this.#options;
      config = this.definition(place.namespace).then((definition) =>
        findCollection({ definition, collection: place.collection, applicationMspIds }),
      );
      this.#collections.set(id, config);
    }
    return config;
  }

  /** After a block was committed: true when its transactions changed definitions or approvals. */
  refresh(valid: readonly ValidTransaction[]): boolean {
    if (!valid.some(({ action }) => action.namespaces.includes(lifecycleNamespace))) return false;
    this.clear();
    return true;
  }

  clear(): void {
    this.#definitions.clear();
    this.#collections.clear();
  }
}
