import { createHash, randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { systemClock } from '@kontti/fabric-protocol/base';
import { startDevnet } from '../devnet/start-devnet';
import type { Devnet } from '../devnet/types';
import {
  createLifecycleClient,
  type DefinitionOptions,
  type LifecycleClient,
} from '@kontti/fabric-admin/definitions';
import { packageChaincode } from '@kontti/fabric-admin/packages';
import { createSigner } from '@kontti/fabric-protocol/signatures';

/**
 * SHA-256 of the read/write sets of this scenario's transactions, recorded from Fabric v3.1.5 with one peer for each company
 * and one transaction a block. There the first three also read the chaincode's name in the namespace `lscc`, where Fabric looks
 * for chaincode of its former lifecycle; that part was left out.
 */
const recorded = [
  '4e77fd2e123765664fde2dc4da6ca0dd533f8fd1c19dfd49ba27e180b6e21311',
  'ba6728cd906d965901ecb67e1ee925683f951ff3e4d02520ca3ae8afd153f584',
  'f3071d5b33dd35d63fd93965fc9511bb0567291c57be30e7064d6f25f516e94b',
  '7c2b4965e2ba699ae6c4a493774f0de55a40784e332a9b4427bd72cf957131ee',
  '4462c775e48c603f9b3ba7dd6862cd5660a2dfc974db9207845a5f26fd9b5ffa',
  '1ae98e31e49a19cd3de1ca3f261869ad18550b88fec0a43b939c352985bbae03',
  '1abb0f80c4fcadcd372a3124795801fd82a3be15ec35b17c643f246b144efdaf',
];

const base = {
  channelId: 'mychannel',
  name: 'basic',
  version: '1.0',
  collections: [
    {
      name: 'shared',
      policy: "OR('Org1MSP.member','Org2MSP.member')",
      blockToLive: 3,
      memberOnlyRead: true,
      endorsementPolicy: { signaturePolicy: "OR('Org1MSP.peer')" },
    },
  ],
};

function envelopeToReadWriteSet(envelope: Uint8Array): Uint8Array | undefined {
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(envelope).getPayload_asU8(),
  );
  const headerBytes = payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array();
  const header = common.ChannelHeader.deserializeBinary(headerBytes);
  if (header.getType() !== common.HeaderType.ENDORSER_TRANSACTION) return undefined;
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const actionBytes = action?.getPayload_asU8() ?? new Uint8Array();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(actionBytes).getAction();
  const response = peer.ProposalResponsePayload.deserializeBinary(
    endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
  );
  return peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
}

async function readWriteSets(network: Devnet): Promise<Uint8Array[]> {
  const sets: Uint8Array[] = [];
  for (let number = 0; number < network.ledger.height; number += 1) {
    const envelopes = (await network.ledger.getBlock(number))?.block.getData()?.getDataList_asU8() ?? [];
    for (const envelope of envelopes) {
      const set = envelopeToReadWriteSet(envelope);
      if (set !== undefined) sets.push(set);
    }
  }
  return sets;
}

async function approveAndCommit(
  clients: readonly LifecycleClient[],
  options: { definition: DefinitionOptions; packageId: string },
): Promise<void> {
  for (const client of clients) await client.approve({ ...options.definition, packageId: options.packageId });
  await clients[0]?.commit(options.definition);
}

describe('_lifecycle', () => {
  let network: Devnet;
  let clients: LifecycleClient[];

  before(async () => {
    network = await startDevnet({
      companies: [
        { mspId: 'Org1MSP', domain: 'org1.example.com' },
        { mspId: 'Org2MSP', domain: 'org2.example.com' },
      ],
      batch: { messagesMax: 1 },
    });
    clients = network.companies.map((company) => {
      const { mspId, endpoint, tlsRootPem: tlsRootCertPem, peerHostAlias: hostAlias, admin } = company;
      const target = { mspId, endpoint, tlsRootCertPem, hostAlias };
      return createLifecycleClient({ target, signer: createSigner(admin), clock: systemClock, randomBytes });
    });
  });

  after(async () => {
    for (const client of clients) client.close();
    await network.stop();
  });

  it('reads and writes what Fabric reads and writes, byte for byte', async () => {
    const { packageId } = await packageChaincode({ label: 'basic_1.0', address: '127.0.0.1:19999' });
    await approveAndCommit(clients, { definition: { ...base, sequence: 1 }, packageId });
    const definition: DefinitionOptions = {
      ...base,
      sequence: 2,
      signaturePolicy: "AND('Org1MSP.peer','Org2MSP.peer')",
      initRequired: true,
    };
    await approveAndCommit(clients, { definition, packageId });
    await clients[0]?.approve({ ...definition, packageId: 'other:1' });
    const sets = await readWriteSets(network);
    const hashes = sets.map((set) => createHash('sha256').update(set).digest('hex'));
    expect(hashes).to.deep.equal(recorded);
  });
});
