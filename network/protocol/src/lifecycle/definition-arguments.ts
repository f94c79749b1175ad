import { peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '../base/errors';
import type { ChaincodeDefinition } from './definition';

/** The policy of a definition that names none. */
const defaultEndorsementPolicyPath = '/Channel/Application/Endorsement';

function createDefaultPolicy(): Uint8Array {
  const policy = new peer.ApplicationPolicy();
  policy.setChannelConfigPolicyReference(defaultEndorsementPolicyPath);
  return policy.serializeBinary();
}

/** Fills in what a definition left open. Mirrors lifecycle.go SetChaincodeDefinitionDefaults. */
export function withDefinitionDefaults(definition: ChaincodeDefinition): ChaincodeDefinition {
  const { endorsementPlugin, validationPlugin, validationParameter } = definition;
  return {
    ...definition,
    endorsementPlugin: endorsementPlugin === '' ? 'escc' : endorsementPlugin,
    validationPlugin: validationPlugin === '' ? 'vscc' : validationPlugin,
    validationParameter: validationParameter.length === 0 ? createDefaultPolicy() : validationParameter,
  };
}

/** Explicit collections as messages carry them. */
export function collectionsToPackage(
  collections: readonly peer.StaticCollectionConfig[],
): peer.CollectionConfigPackage {
  const collectionPackage = new peer.CollectionConfigPackage();
  for (const collection of collections) {
    const config = new peer.CollectionConfig();
    config.setStaticCollectionConfig(collection);
    collectionPackage.addConfig(config);
  }
  return collectionPackage;
}

/** @throws NetworkError COLLECTION_INVALID when an entry is no static collection. */
export function packageToCollections(
  collectionPackage: peer.CollectionConfigPackage | undefined,
): readonly peer.StaticCollectionConfig[] {
  return (collectionPackage?.getConfigList() ?? []).map((config) => {
    const collection = config.getStaticCollectionConfig();
    if (collection === undefined) {
      throw new NetworkError({ code: 'COLLECTION_INVALID', message: 'A collection has no configuration.' });
    }
    return collection;
  });
}

/** The fields that approve, commit and readiness have in common. */
export interface DefinitionArguments {
  getName(): string;
  getSequence(): number;
  getVersion(): string;
  getEndorsementPlugin(): string;
  getValidationPlugin(): string;
  getValidationParameter_asU8(): Uint8Array;
  getCollections(): peer.CollectionConfigPackage | undefined;
  getInitRequired(): boolean;
}

/** The definition that a message carries, with what it left open filled in. */
export function argumentsToDefinition(input: DefinitionArguments): ChaincodeDefinition {
  return withDefinitionDefaults({
    name: input.getName(),
    version: input.getVersion(),
    sequence: input.getSequence(),
    endorsementPlugin: input.getEndorsementPlugin(),
    validationPlugin: input.getValidationPlugin(),
    validationParameter: input.getValidationParameter_asU8(),
    collections: packageToCollections(input.getCollections()),
    initRequired: input.getInitRequired(),
  });
}
