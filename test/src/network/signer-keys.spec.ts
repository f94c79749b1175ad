import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, GatewayError, hash } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { KeeperContract } from '@kontti/devnet/testing/keeper-contract';
import {
  configToChannelGroup,
  configToOrderers,
  connectChannel,
  connectOrderer,
  createChannelUpdate,
  groupToMspConfig,
  readChannelBlock,
  setAnchors,
  signChannelUpdate,
  submitChannelUpdate,
} from '@kontti/fabric-admin/channel';
import { createLifecycleClient } from '@kontti/fabric-admin/definitions';
import { examineCompany, type Finding } from '@kontti/fabric-admin/doctor';
import { NetworkError, systemClock } from '@kontti/fabric-protocol/base';
import type { IssuedIdentity, KeyType } from '@kontti/fabric-protocol/certificates';
import { requireCompany } from '@kontti/fabric-protocol/configuration';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import {
  testChannelName as channelId,
  testEngines,
  type TestNetwork,
  type TestNetworkOptions,
} from './engines';

const source = { clock: systemClock, randomBytes: (length: number): Uint8Array => randomBytes(length) };

/** What came of a call: `done`, else what refused it and the words that say why. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    if (error instanceof GatewayError) {
      return [error.code, ...new Set(error.details.map(({ message }) => message))].join(' ');
    }
    if (error instanceof NetworkError) return `${error.code} ${error.message}`;
    throw error;
  }
}

type Company = TestNetwork['companies'][number];

/** Submits and reads by the official client. */
async function useGateway(company: Company, identity: IssuedIdentity): Promise<void> {
  const client = new Client(company.endpoint, credentials.createSsl(Buffer.from(company.tlsRootPem)), {
    'grpc.ssl_target_name_override': company.peerHostAlias,
  });
  const signer = createSigner(identity);
  const gateway = connect({
    client,
    identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificatePem) },
    signer: (message) => Promise.resolve(signer.sign(message)),
    hash: hash.none,
  });
  try {
    const contract = gateway.getNetwork(channelId).getContract('keeper');
    await contract.submitTransaction('put', identity.commonName, '1');
    const value = await contract.evaluateTransaction('get', identity.commonName);
    expect(Buffer.from(value).toString()).to.equal('1');
  } finally {
    gateway.close();
    client.close();
  }
}

function adminAccess({ mspId, endpoint, tlsRootPem, peerHostAlias }: Company, identity: IssuedIdentity) {
  const target = { mspId, endpoint, tlsRootCertPem: tlsRootPem, hostAlias: peerHostAlias };
  return { ...source, target, signer: createSigner(identity) };
}

/** What the peer answers its own admin without a channel. */
async function queryInstalled(company: Company, identity: IssuedIdentity): Promise<void> {
  const client = createLifecycleClient(adminAccess(company, identity));
  try {
    expect(await client.queryInstalled()).to.have.length(1);
  } finally {
    client.close();
  }
}

/** Changes the channel as this admin, and asks the orderer for a block in its name; a devnet's channel never changes. */
async function changeChannel(
  company: Company,
  identity: IssuedIdentity,
  { canChange }: { canChange: boolean },
): Promise<void> {
  const access = adminAccess(company, identity);
  const client = connectChannel({ ...access, channelId });
  try {
    const config = await client.config();
    const update = await createChannelUpdate({
      ...{ channelId, config },
      change: (channel) => {
        setAnchors(channel, {
          mspId: company.mspId,
          anchors: [`${identity.commonName.replace(/@.*/, '').toLowerCase()}:7051`],
        });
      },
    });
    if (update === undefined) throw new Error('nothing changes');
    const signed = signChannelUpdate(update, access);
    const orderers = configToOrderers(configToChannelGroup(config));
    if (canChange) await submitChannelUpdate(signed, { ...access, client, orderers: () => orderers });
    const [orderer] = orderers;
    if (orderer === undefined) throw new Error('no orderer');
    const ordering = connectOrderer({ ...orderer, hostAlias: 'orderer.example.com' });
    try {
      await readChannelBlock({ ...access, source: ordering.source, channelId }, 'newest');
    } finally {
      ordering.close();
    }
  } finally {
    client.close();
  }
}

/** The certificate of the company's authority, as the channel has it. */
async function readAuthority(company: Company): Promise<string> {
  const client = connectChannel({ ...adminAccess(company, company.admin), channelId });
  try {
    const group = requireCompany(configToChannelGroup(await client.config()), company.mspId);
    return groupToMspConfig(group)?.rootCerts.join('') ?? '';
  } finally {
    client.close();
  }
}

/** What a look at the network finds as an admin with such a key. */
async function examineAs(
  company: Company,
  { keyType, directory }: { keyType: KeyType; directory: string },
): Promise<readonly Finding[]> {
  const identity = await company.createIdentity({ name: `look-${keyType}`, role: 'admin', keyType });
  const mspPath = join(directory, keyType);
  const authority = await readAuthority(company);
  const files = [
    ['signcerts/cert.pem', identity.certificatePem],
    ['keystore/priv_sk', identity.privateKeyPem],
    ['cacerts/ca.pem', authority],
    ['tlscacerts/tls.pem', company.tlsRootPem],
  ] as const;
  for (const [name, content] of files) {
    await mkdir(dirname(join(mspPath, name)), { recursive: true });
    await writeFile(join(mspPath, name), content, { mode: 0o600 });
  }
  const { mspId, endpoint, peerHostAlias } = company;
  const tlsRootCertFiles = [join(mspPath, 'tlscacerts', 'tls.pem')];
  return examineCompany({
    access: {
      mspId,
      mspPath,
      peerAddresses: [endpoint],
      tlsRootCertFiles,
      hostAlias: peerHostAlias,
      env: {},
    },
    channelId,
    nowMs: systemClock.nowMs(),
  });
}

const denied = 'access denied: channel [mychannel] creator org';

/** What peers say to keys of Ed25519, by the call, where the channel does not take them; undefined where they do. */
function refusalsOf(isV2: boolean): Readonly<Record<string, string | undefined>> {
  // A peer of v2 cannot even read the certificate.
  const text = isV2 ? `${denied} unknown, creator is malformed` : `${denied} [Org1MSP]`;
  const atEndorsement = `10 error validating proposal: ${text}`;
  return {
    client: atEndorsement,
    admin: atEndorsement,
    peer: isV2 ? 'access denied: channel [] creator org unknown, creator is malformed' : undefined,
    channel: isV2 ? 'access denied: channel []' : 'access denied for [GetChannelConfig][mychannel]',
  };
}

const networks: readonly (TestNetworkOptions & { readonly title: string })[] = [
  { title: 'in a channel of V2_0', channelCapability: 'V2_0' },
  { title: 'in a channel of V3_0', channelCapability: 'V3_0' },
  { title: 'under authorities of Ed25519', channelCapability: 'V3_0', keyType: 'Ed25519' },
];

for (const { name: engine, isAvailable, isV2, start } of testEngines) {
  for (const { title, ...asked } of networks) {
    const { channelCapability } = asked;
    describe(`keys of signers ${title}, on ${engine}`, function () {
      let network: TestNetwork | undefined;

      before(async function () {
        if (!isAvailable) this.skip();
        if (isV2 && channelCapability === 'V3_0') {
          const refusal = await outcomeOf(start(asked));
          expect(refusal).to.match(/^OPTION_INVALID .*V3_0 came with Fabric v3/);
          this.skip();
        }
        network = await start(asked);
        await network.deployChaincode({ name: 'keeper', contracts: { contracts: [KeeperContract] } });
      });

      after(() => network?.[Symbol.asyncDispose]());

      /** What an admin with such a key may do, and a client with one. */
      async function tryKey(keyType: KeyType): Promise<Readonly<Record<string, string>>> {
        const [company] = network?.companies ?? [];
        if (company === undefined) throw new Error('no network');
        const admin = await company.createIdentity({ name: `admin-${keyType}`, role: 'admin', keyType });
        const client = await company.createIdentity({ name: `client-${keyType}`, keyType });
        return {
          client: await outcomeOf(useGateway(company, client)),
          admin: await outcomeOf(useGateway(company, admin)),
          peer: await outcomeOf(queryInstalled(company, admin)),
          channel: await outcomeOf(changeChannel(company, admin, { canChange: engine !== 'the devnet' })),
        };
      }

      for (const keyType of ['P-256', 'P-384', 'Ed25519'] as const) {
        it(`${keyType}: gateway, administration of a peer, and a change of the channel`, async () => {
          const isRefused = keyType === 'Ed25519' && channelCapability === 'V2_0';
          const refusals = isRefused ? refusalsOf(isV2) : {};
          for (const [call, outcome] of Object.entries(await tryKey(keyType))) {
            const refusal = refusals[call];
            if (refusal === undefined) expect(outcome, call).to.equal('done');
            else expect(outcome, call).to.include(refusal);
          }
        });
      }

      it('are judged so by a look at the network', async () => {
        const [company] = network?.companies ?? [];
        if (company === undefined) throw new Error('no network');
        const directory = await mkdtemp(join(tmpdir(), 'kontti-keys-'));
        try {
          for (const keyType of ['P-384', 'Ed25519'] as const) {
            const findings = await examineAs(company, { keyType, directory });
            const problems = findings.filter(({ status }) => status === 'problem');
            const isTaken = keyType !== 'Ed25519' || channelCapability === 'V3_0';
            if (isTaken) expect(problems).to.deep.equal([]);
            else expect(problems.map(({ message }) => message).join()).to.include('has a key of Ed25519');
          }
        } finally {
          await rm(directory, { recursive: true });
        }
      });
    });
  }
}
