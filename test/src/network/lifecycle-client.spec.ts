import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import { startDevnet, type Devnet, type DevnetCompany } from '@kontti/devnet/devnet';
import { createSigner, type CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { packageChaincode } from '@kontti/fabric-admin/packages';
import {
  configToCollection,
  type CollectionConfig,
  type DefinitionOptions,
  deployChaincode,
  createLifecycleClient,
  type LifecycleClient,
} from '@kontti/fabric-admin/definitions';

const members = "OR('Org1MSP.member', 'Org2MSP.member')";
const collection: CollectionConfig = { name: 'shared', policy: members, blockToLive: 3 };

async function failureOf(action: Promise<unknown>): Promise<NetworkError | undefined> {
  return action.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof NetworkError) return error;
      throw error;
    },
  );
}

/** What the peer said, by the status of the stage at which it said it. */
async function refusalOf(action: Promise<unknown>): Promise<string> {
  const failure = await failureOf(action);
  expect(failure?.code).to.equal('LIFECYCLE_FAILED');
  return `${String(failure?.details['stage'])}`;
}

describe('chaincode lifecycle on a network', () => {
  let network: Devnet;
  let clients: LifecycleClient[];
  let chaincodeCount = 0;

  function openClient(company: DevnetCompany, identity: CertifiedKey = company.admin): LifecycleClient {
    const { mspId, endpoint, tlsRootPem: tlsRootCertPem, peerHostAlias: hostAlias } = company;
    const client = createLifecycleClient({
      target: { mspId, endpoint, tlsRootCertPem, hostAlias },
      signer: createSigner({ ...identity, mspId }),
      clock: systemClock,
      randomBytes: (length) => randomBytes(length),
    });
    clients.push(client);
    return client;
  }

  function adminOf(mspId: string): LifecycleClient {
    return openClient(network.company(mspId));
  }

  /** A definition under a name that no other test uses. */
  function newDefinition(): DefinitionOptions {
    chaincodeCount += 1;
    return { channelId: network.channelId, name: `chaincode${chaincodeCount}`, version: '1.0', sequence: 1 };
  }

  async function approveByBoth(definition: DefinitionOptions): Promise<void> {
    await adminOf('Org1MSP').approve(definition);
    await adminOf('Org2MSP').approve(definition);
  }

  before(async () => {
    network = await startDevnet({
      companies: [
        { mspId: 'Org1MSP', domain: 'org1.example.com' },
        { mspId: 'Org2MSP', domain: 'org2.example.com' },
      ],
      batch: { messagesMax: 1 },
    });
  });

  beforeEach(() => {
    clients = [];
  });

  afterEach(() => {
    for (const client of clients) client.close();
  });

  after(async () => {
    await network.stop();
  });

  it('installs a package once, on one company alone', async () => {
    const org1 = adminOf('Org1MSP');
    const chaincodePackage = await packageChaincode({ label: 'installed', address: 'localhost:9' });
    const { packageId } = chaincodePackage;
    expect(await org1.install(chaincodePackage)).to.deep.equal({ packageId, label: 'installed' });
    expect(await org1.install(chaincodePackage)).to.deep.equal({ packageId, label: 'installed' });
    const installed = (await org1.queryInstalled()).filter((entry) => entry.packageId === packageId);
    expect(installed).to.have.length(1);
    const elsewhere = await adminOf('Org2MSP').queryInstalled();
    expect(elsewhere.map((entry) => entry.packageId)).not.to.include(packageId);
  });

  it('refuses bytes that are no package', async () => {
    const install = adminOf('Org1MSP').install({ packageId: 'none', bytes: Buffer.from('none') });
    expect(await refusalOf(install)).to.equal('install');
  });

  it('lets only the own admin install, query and approve', async () => {
    const company = network.company('Org1MSP');
    const user = await company.createIdentity({ name: 'User9', role: 'client' });
    const client = openClient(company, user);
    const stranger = createLifecycleClient({
      target: {
        mspId: 'Org1MSP',
        endpoint: company.endpoint,
        tlsRootCertPem: company.tlsRootPem,
        hostAlias: company.peerHostAlias,
      },
      signer: createSigner({ ...network.company('Org2MSP').admin, mspId: 'Org2MSP' }),
      clock: systemClock,
      randomBytes: (length) => randomBytes(length),
    });
    clients.push(stranger);
    const chaincodePackage = await packageChaincode({ label: 'denied', address: 'localhost:9' });
    for (const denied of [client, stranger]) {
      expect(await refusalOf(denied.queryInstalled())).to.equal('query');
      expect(await refusalOf(denied.install(chaincodePackage))).to.equal('query');
      expect(await refusalOf(denied.approve(newDefinition()))).to.equal('endorse');
    }
    expect(await client.queryCommitted({ channelId: network.channelId, name: 'none' })).to.equal(undefined);
  });

  it('commits what a majority approved, and says who approved', async () => {
    const definition = { ...newDefinition(), signaturePolicy: "AND('Org1MSP.peer', 'Org2MSP.peer')" };
    const { channelId, name } = definition;
    const [org1, org2] = [adminOf('Org1MSP'), adminOf('Org2MSP')];
    expect(Object.fromEntries(await org1.checkCommitReadiness(definition))).to.deep.equal({
      Org1MSP: false,
      Org2MSP: false,
    });
    await org1.approve({ ...definition, packageId: 'a:1' });
    expect(Object.fromEntries(await org2.checkCommitReadiness(definition))).to.deep.equal({
      Org1MSP: true,
      Org2MSP: false,
    });
    expect(await refusalOf(org1.commit(definition))).to.equal('endorse');
    expect(await org1.queryCommitted({ channelId, name })).to.equal(undefined);
    await org2.approve(definition);
    await org2.commit(definition);
    const committed = await org1.queryCommitted({ channelId, name });
    expect(committed?.sequence).to.equal(1);
    expect(committed?.version).to.equal('1.0');
    expect(committed?.endorsementPlugin).to.equal('escc');
    expect(committed?.validationPlugin).to.equal('vscc');
    expect(await org1.queryApprovedPackageId({ channelId, name, sequence: 1 })).to.equal('a:1');
    expect(await org2.queryApprovedPackageId({ channelId, name, sequence: 1 })).to.equal(undefined);
  });

  it('commits nothing that differs from what was approved', async () => {
    const definition = { ...newDefinition(), collections: [collection] };
    await approveByBoth(definition);
    const org1 = adminOf('Org1MSP');
    const others: DefinitionOptions[] = [
      { ...definition, version: '1.1' },
      { ...definition, initRequired: true },
      { ...definition, collections: [] },
      { ...definition, collections: [{ ...collection, blockToLive: 4 }] },
      { ...definition, signaturePolicy: members },
    ];
    for (const other of others) {
      expect(Object.fromEntries(await org1.checkCommitReadiness(other))).to.deep.equal({
        Org1MSP: false,
        Org2MSP: false,
      });
      expect(await refusalOf(org1.commit(other))).to.equal('endorse');
    }
    await org1.commit(definition);
    const committed = await org1.queryCommitted(definition);
    const expected = configToCollection(collection).serializeBinary();
    expect(committed?.collections.map((entry) => entry.serializeBinary())).to.deep.equal([expected]);
  });

  it('takes sequences one after the other', async () => {
    const definition = newDefinition();
    const org1 = adminOf('Org1MSP');
    for (const sequence of [0, 2]) {
      expect(await refusalOf(org1.approve({ ...definition, sequence })), String(sequence)).to.equal(
        'endorse',
      );
    }
    await approveByBoth(definition);
    expect(await refusalOf(org1.approve(definition)), 'unchanged').to.equal('endorse');
    await org1.approve({ ...definition, packageId: 'b:1' });
    await org1.commit(definition);
    expect(await refusalOf(org1.commit(definition)), 'again').to.equal('endorse');
    expect(await refusalOf(org1.approve({ ...definition, version: '2.0' })), 'committed').to.equal('endorse');
    expect(await refusalOf(org1.approve({ ...definition, sequence: 3 })), 'ahead').to.equal('endorse');
    // A company may still change which package it runs under the committed definition.
    await org1.approve({ ...definition, packageId: 'b:2' });
    const next = { ...definition, sequence: 2, version: '2.0' };
    await approveByBoth(next);
    await org1.commit(next);
    expect((await org1.queryCommitted(definition))?.version).to.equal('2.0');
    expect(await refusalOf(org1.approve({ ...definition, version: '0.9' })), 'past').to.equal('endorse');
  });

  it('keeps committed collections and their blockToLive', async () => {
    const definition = { ...newDefinition(), collections: [collection] };
    await approveByBoth(definition);
    const org1 = adminOf('Org1MSP');
    await org1.commit(definition);
    const next = { ...definition, sequence: 2 };
    const changes: CollectionConfig[][] = [
      [],
      [{ ...collection, blockToLive: 4 }],
      [{ ...collection, name: 'other' }],
    ];
    for (const collections of changes) {
      expect(await refusalOf(org1.approve({ ...next, collections }))).to.equal('endorse');
    }
    const added = { ...next, collections: [collection, { ...collection, name: 'added' }] };
    await approveByBoth(added);
    await org1.commit(added);
  });

  it('refuses names, versions and collections that break the rules', async () => {
    const definition = newDefinition();
    const broken: DefinitionOptions[] = [
      { ...definition, name: 'a b' },
      { ...definition, name: '_a' },
      { ...definition, name: 'qscc' },
      { ...definition, version: '1/0' },
      { ...definition, collections: [{ ...collection, name: '_a' }] },
      { ...definition, collections: [collection, collection] },
      { ...definition, collections: [{ ...collection, requiredPeerCount: 2, maxPeerCount: 1 }] },
      { ...definition, collections: [{ ...collection, policy: "AND('Org1MSP.member', 'Org2MSP.member')" }] },
      { ...definition, collections: [{ ...collection, policy: "OR('Org9MSP.member')" }] },
    ];
    const org1 = adminOf('Org1MSP');
    for (const options of broken) {
      expect(await refusalOf(org1.approve(options)), JSON.stringify(options)).to.equal('endorse');
    }
  });

  it('goes on where a deployment stopped', async () => {
    const definition = newDefinition();
    const chaincodePackage = await packageChaincode({ label: definition.name, address: 'localhost:9' });
    const [org1, org2] = [adminOf('Org1MSP'), adminOf('Org2MSP')];
    await org1.install(chaincodePackage);
    await org1.approve({ ...definition, packageId: chaincodePackage.packageId });
    const companies = [org1, org2].map((client) => ({ client, chaincodePackage }));
    const { sequence: _sequence, ...nextDefinition } = definition;
    expect(await deployChaincode({ companies, definition: nextDefinition })).to.equal(1);
    expect(await deployChaincode({ companies, definition: { ...nextDefinition, version: '2.0' } })).to.equal(
      2,
    );
  });

  it('names the company and the remedy when a peer is away', async () => {
    const company = network.company('Org1MSP');
    const away = openClient({ ...company, endpoint: 'localhost:1' });
    const failure = await failureOf(away.queryInstalled());
    expect(failure?.code).to.equal('LIFECYCLE_FAILED');
    expect(failure?.details['mspId']).to.equal('Org1MSP');
    expect(failure?.details['grpcStatus']).to.equal(14);
  });
});
