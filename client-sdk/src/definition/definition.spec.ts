import { expect } from 'chai';
import { peer } from '@hyperledger/fabric-protos';
import { bytesToDefinition, compareDefinitions, definitionToDigest } from './definition';

function definitionBytes(options: {
  readonly policy: string;
  readonly collections: Readonly<Record<string, number>>;
  readonly sequence?: number;
}): Uint8Array {
  const result = new peer.lifecycle.QueryChaincodeDefinitionResult();
  result.setSequence(options.sequence ?? 1);
  result.setVersion(String(options.sequence ?? 1));
  result.setEndorsementPlugin('escc');
  result.setValidationPlugin('vscc');
  result.setValidationParameter(Buffer.from(options.policy));
  const collections = new peer.CollectionConfigPackage();
  collections.setConfigList(
    Object.entries(options.collections).map(([name, blockToLive]) => {
      const config = new peer.StaticCollectionConfig();
      config.setName(name);
      config.setBlockToLive(blockToLive);
      const wrapped = new peer.CollectionConfig();
      wrapped.setStaticCollectionConfig(config);
      return wrapped;
    }),
  );
  result.setCollections(collections);
  return result.serializeBinary();
}

const definitionOf = (bytes: Uint8Array) => bytesToDefinition(bytes).definition;

describe('the pinned definition', () => {
  const accepted = definitionOf(definitionBytes({ policy: 'A', collections: { seal_A: 0, seal_B: 0 } }));

  it('is the same whatever the order of collections, the version and the sequence', () => {
    const again = definitionOf(
      definitionBytes({ policy: 'A', collections: { seal_B: 0, seal_A: 0 }, sequence: 9 }),
    );
    expect(definitionToDigest(again)).to.equal(definitionToDigest(accepted));
    expect(compareDefinitions({ accepted, committed: again })).to.deep.equal([]);
  });

  it('lists what was added, removed and changed', () => {
    const committed = definitionOf(definitionBytes({ policy: 'B', collections: { seal_A: 5, seal_C: 0 } }));
    expect(definitionToDigest(committed)).not.to.equal(definitionToDigest(accepted));
    expect(compareDefinitions({ accepted, committed })).to.deep.equal([
      { part: 'collections.seal_A', change: 'changed' },
      { part: 'collections.seal_B', change: 'removed' },
      { part: 'collections.seal_C', change: 'added' },
      { part: 'policy', change: 'changed' },
    ]);
  });
});
