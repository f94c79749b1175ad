import { peer } from '@hyperledger/fabric-protos';
import {
  collectionsToPackage,
  packageToCollections,
  withDefinitionDefaults,
  type ChaincodeDefinition,
} from '@kontti/fabric-protocol/lifecycle';
import { textToApplicationPolicy, type ApplicationPolicyText } from './application-policy';
import { configToCollection, type CollectionConfig } from './collections-config';

const messages = peer.lifecycle;

/** What a company approves and the channel commits, in the words of the `peer` command. */
export interface DefinitionOptions extends ApplicationPolicyText {
  /** The channel whose definition it is. */
  readonly channelId: string;
  /** The chaincode that it defines, by its name on the channel. */
  readonly name: string;
  /** What people call this version of the chaincode; peers do not compare it with the code. */
  readonly version: string;
  /** 1 for a new chaincode, then one more for each change of the definition. */
  readonly sequence: number;
  /** Collections of private data; none by default. */
  readonly collections?: readonly CollectionConfig[];
  /** Whether nothing is executed before `initialise` was; false by default. */
  readonly initRequired?: boolean;
  /** By default the peer's own, `escc`. */
  readonly endorsementPlugin?: string | undefined;
  /** By default the peer's own, `vscc`. */
  readonly validationPlugin?: string | undefined;
}

interface DefinitionMessage {
  setName(value: string): void;
  setVersion(value: string): void;
  setSequence(value: number): void;
  setEndorsementPlugin(value: string): void;
  setValidationPlugin(value: string): void;
  setValidationParameter(value: Uint8Array): void;
  setCollections(value: peer.CollectionConfigPackage): void;
  setInitRequired(value: boolean): void;
}

/** Writes a definition into a message. @throws NetworkError POLICY_INVALID, COLLECTION_INVALID */
export function fillDefinition<T extends DefinitionMessage>(message: T, options: DefinitionOptions): T {
  message.setName(options.name);
  message.setVersion(options.version);
  message.setSequence(options.sequence);
  message.setInitRequired(options.initRequired ?? false);
  message.setEndorsementPlugin(options.endorsementPlugin ?? '');
  message.setValidationPlugin(options.validationPlugin ?? '');
  const policy = textToApplicationPolicy(options);
  if (policy !== undefined) message.setValidationParameter(policy.serializeBinary());
  const collections = (options.collections ?? []).map(configToCollection);
  // Always set, as the peer command does: peers compare what was approved and what is committed byte by byte.
  message.setCollections(collectionsToPackage(collections));
  return message;
}

/** Which package a company runs; an empty id means none. */
export function packageIdToSource(packageId: string): peer.lifecycle.ChaincodeSource {
  const source = new messages.ChaincodeSource();
  if (packageId === '') {
    source.setUnavailable(new messages.ChaincodeSource.Unavailable());
    return source;
  }
  const local = new messages.ChaincodeSource.Local();
  local.setPackageId(packageId);
  source.setLocalPackage(local);
  return source;
}

/** What a peer says of a definition, committed or approved. */
interface DefinitionResult {
  getVersion(): string;
  getSequence(): number;
  getEndorsementPlugin(): string;
  getValidationPlugin(): string;
  getValidationParameter_asU8(): Uint8Array;
  getCollections(): peer.CollectionConfigPackage | undefined;
  getInitRequired(): boolean;
}

/** The definition that a peer answered with. */
export function resultToDefinition(name: string, result: DefinitionResult): ChaincodeDefinition {
  return {
    name,
    version: result.getVersion(),
    sequence: result.getSequence(),
    endorsementPlugin: result.getEndorsementPlugin(),
    validationPlugin: result.getValidationPlugin(),
    validationParameter: result.getValidationParameter_asU8(),
    collections: packageToCollections(result.getCollections()),
    initRequired: result.getInitRequired(),
  };
}

/** The definition that a channel would hold once these options are committed, with Fabric's defaults in it. */
export function optionsToDefinition(options: DefinitionOptions): ChaincodeDefinition {
  const message = fillDefinition(new messages.CommitChaincodeDefinitionArgs(), options);
  return withDefinitionDefaults(resultToDefinition(options.name, message));
}
