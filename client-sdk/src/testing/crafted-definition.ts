import { peer } from '@hyperledger/fabric-protos';
import { bytesToDefinition, definitionToDigest } from '../definition/definition';
import type { CraftedKey, CraftedTransaction } from './crafted-block';

/** A commit of a definition; `none`: it does not read the sequence before it. */
interface CraftedCommit {
  readonly sequence: number;
  readonly policy: string;
  /** Written only where they are given. */
  readonly collections?: readonly string[];
  /** `absent` unless given. */
  readonly read?: CraftedKey['read'] | 'none';
}

/** The transaction by which companies commit a definition. */
export function craftCommit({
  sequence,
  policy,
  collections,
  read = 'absent',
}: CraftedCommit): CraftedTransaction {
  const number = new peer.lifecycle.StateData();
  number.setInt64(sequence);
  const validation = new peer.lifecycle.ChaincodeValidationInfo();
  validation.setValidationPlugin('vscc');
  validation.setValidationParameter(Buffer.from(policy));
  const fields = [
    ['Sequence', number.serializeBinary()],
    ['ValidationInfo', inBytes(validation.serializeBinary())],
    ...(collections === undefined
      ? []
      : [['Collections', inBytes(toPackage(collections).serializeBinary())] as const]),
  ] as const;
  const keys = fields.map(([name, value]) => ({ key: `namespaces/fields/kontti/${name}`, value }));
  const reads = read === 'none' ? [] : [{ key: 'namespaces/fields/kontti/Sequence', read }];
  return { sets: [{ namespace: '_lifecycle', keys: [...reads, ...keys] }] };
}

/** What `_lifecycle` answers about such a definition. */
export function craftDefinition({
  sequence,
  policy,
  collections = [],
}: Omit<CraftedCommit, 'read'>): peer.lifecycle.QueryChaincodeDefinitionResult {
  const result = new peer.lifecycle.QueryChaincodeDefinitionResult();
  result.setSequence(sequence);
  result.setValidationPlugin('vscc');
  result.setValidationParameter(Buffer.from(policy));
  result.setCollections(toPackage(collections));
  return result;
}

/** The digest of such a definition. */
export function craftedDigest(definition: Omit<CraftedCommit, 'read' | 'sequence'>): string {
  const bytes = craftDefinition({ ...definition, sequence: 1 }).serializeBinary();
  return definitionToDigest(bytesToDefinition(bytes).definition);
}

function toPackage(names: readonly string[]): peer.CollectionConfigPackage {
  const collections = new peer.CollectionConfigPackage();
  for (const name of names) {
    const collection = new peer.StaticCollectionConfig();
    collection.setName(name);
    const config = new peer.CollectionConfig();
    config.setStaticCollectionConfig(collection);
    collections.addConfig(config);
  }
  return collections;
}

function inBytes(bytes: Uint8Array): Uint8Array {
  const data = new peer.lifecycle.StateData();
  data.setBytes(bytes);
  return data.serializeBinary();
}
