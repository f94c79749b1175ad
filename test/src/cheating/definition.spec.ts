import { connect, type KonttiClient } from '@kontti/client-sdk';
import * as honest from '@kontti/chaincode';
import { deviceRevoked, sealCollections } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { AlteredContract, AlteredSerializer } from './altered-contract';
import { colluders, victim } from './consortium';
import { sealedForgery } from './forge';
import { codeOf } from './observe';
import { alpha, createWorld, type World } from './world';

const deviceId = `${victim}/D-1`;
const revocation = {
  type: 'device.revoked',
  key: deviceRevoked.key.build({ device: deviceId }),
  body: { reason: 'forged' },
} as const;

describeOnNetwork(
  'cheating: the definition is changed, facts are forged, and it is changed back',
  () => {
    let world: World;
    let pinned: string;
    before(async () => {
      world = await createWorld();
      pinned = world.consortium.client(victim).definition().digest;
    });
    after(() => world[Symbol.asyncDispose]());

    const good = sealCollections([...colluders, victim]);
    const bad = good.map((collection) =>
      collection.name === `seal_${victim}`
        ? { ...collection, endorsementPolicy: { signaturePolicy: `OR('${alpha}.peer')` } }
        : collection,
    );
    const deploy = async (sequence: number, collections: typeof good): Promise<void> => {
      const { network } = world.consortium;
      const altered = {
        contracts: [...honest.contracts, AlteredContract],
        serializers: { transaction: 'altered', serializers: { altered: AlteredSerializer } },
      };
      await network.deployChaincode({
        name: network.chaincodeName,
        version: `${sequence}.0`,
        sequence,
        contracts: { contracts: honest.contracts, serializers: honest.serializers },
        collections,
        overrides: Object.fromEntries(colluders.map((mspId) => [mspId, { contracts: altered }])),
      });
    };
    const connectAgain = async (): Promise<KonttiClient> => {
      const { network } = world.consortium;
      const { admin, endpoint, tlsRootPem, peerHostAlias } = network.company(victim);
      return await connect({
        mspId: victim,
        chaincode: network.chaincodeName,
        certificate: admin.certificatePem,
        privateKey: admin.privateKeyPem,
        endpoint,
        tlsRootCertificate: tlsRootPem,
        hostAlias: peerHostAlias,
        definition: { digest: pinned },
      });
    };
    const drain = async (events: AsyncIterable<unknown>): Promise<unknown[]> => {
      const all: unknown[] = [];
      for await (const event of events) all.push(event);
      return all;
    };

    it('a connected client without a stream notices the change at its next read, history or submit', async () => {
      const client = world.consortium.client(victim);
      await deploy(2, bad);
      const forgery = sealedForgery(revocation, [victim]);
      expect(await world.consortium.forge({ forgery })).to.equal('VALID');
      expect(await codeOf(client.companies.getDevice({ deviceId }))).to.equal('DEFINITION_CHANGED');
      expect(await codeOf(drain(client.history({ asset: `device/${deviceId}` })))).to.equal(
        'DEFINITION_CHANGED',
      );
      const places = [{ code: 'ZZZ', name: 'Z', latitudeE6: 1, longitudeE6: 1 }];
      expect(await codeOf(client.companies.registerPlaces({ ref: 'late', places }))).to.equal(
        'DEFINITION_CHANGED',
      );
    });

    it('once it is changed back, a new client with the pinned digest does not accept it', async () => {
      await deploy(3, good);
      await using again = await connectAgain();
      expect(again.definition().accepted).to.equal(false);
      expect(again.definition().digest).to.equal(pinned);
      expect(await codeOf(again.companies.getDevice({ deviceId }))).to.equal('DEFINITION_CHANGED');
    });

    it('an admin who accepts it is shown what was written in between, and none of it is proven or read as true', async () => {
      await using again = await connectAgain();
      const between = await again.acceptDefinition({ digest: pinned });
      expect(between.map(({ key }) => key)).to.include(revocation.key);
      const toBlock = (await world.consortium.network.height()) - 1;
      for await (const event of again.events({ fromBlock: 0, toBlock, unproven: 'include' })) {
        if (event.key === revocation.key) expect(event).to.include({ proven: false, reason: 'definition' });
      }
      for await (const entry of again.history({ asset: `device/${deviceId}` })) {
        if (entry.key === revocation.key) expect(entry.seals).to.equal('definition');
      }
      await again.companies.get({ mspId: victim });
    });
  },
  { ownNetwork: 'it changes the definition of the chaincode' },
);
