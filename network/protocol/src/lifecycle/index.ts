import '../base/clean-protobuf-globals';

export {
  argumentsToDefinition,
  collectionsToPackage,
  packageToCollections,
  withDefinitionDefaults,
} from './definition-arguments';
export type { ChaincodeDefinition } from './definition';
export {
  implicitCollectionToMspId,
  lifecycleNamespace,
  mspIdToImplicitCollection,
  namespacesTable,
  recordToFieldKey,
  recordToMetadataKey,
  sequenceToPrivateName,
  sourcesTable,
} from './lifecycle-keys';
export { restoreLifecycleMessages } from './own-messages';
