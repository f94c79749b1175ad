import { expect } from 'chai';
import type { Simulator } from '../ledger/types';
import { createMspManager } from '@kontti/fabric-protocol/msp';
import { createTestCollection, createTestDefinition, testChaincode } from '../testing/test-channel';
import { createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import { collectionAccess } from './collection-access';
import type { Channel } from './types';

describe('access to a collection', () => {
  it('counts as a read of the definition, also where the creator is refused', async () => {
    const companies = await Promise.all(['Org1MSP', 'Org2MSP'].map(createTestCompany));
    const mspManager = createMspManager({ configs: companies.map(({ authority }) => authority.mspConfig) });
    const collection = createTestCollection({ name: 'first', members: "OR('Org1MSP.member')" });
    collection.setMemberOnlyRead(true);
    const definition = createTestDefinition({ collections: [collection] });
    const channel = { channelId: 'testchannel', mspManager, definition: () => Promise.resolve(definition) };
    for (const [index, mayRead] of [true, false].entries()) {
      const read: string[] = [];
      const readDefinition = (namespace: string): Promise<void> => {
        read.push(namespace);
        return Promise.resolve();
      };
      const access = await collectionAccess({
        channel: channel as unknown as Channel,
        namespace: testChaincode,
        collection: 'first',
        creator: mspManager.deserialize(companies[index]?.client.serialized ?? new Uint8Array()),
        simulator: { readDefinition } as unknown as Simulator,
      });
      expect(access.read).to.equal(mayRead);
      expect(read).to.deep.equal([testChaincode]);
    }
  });
});
