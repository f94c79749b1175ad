import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { EndorseError } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { systemClock } from '../clock';
import { NetworkError } from '../errors';
import { findFabricBinaries } from '../fabric/binaries';
import { startFabricNetwork } from '../fabric/start-fabric-network';
import { createLifecycleClient, deployChaincode, runChaincode } from '../lifecycle';
import { createSigner } from '../signer';
import { conformanceSteps } from '../testing/conformance-steps';
import type { ConformanceStep } from '../testing/conformance-steps';
import { connectClient, textOf } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { KeeperContract } from '../testing/keeper-contract';
import { startDevnet } from './start-devnet';
import type { DevnetCompany } from './types';

type Company = Pick<DevnetCompany, 'mspId' | 'endpoint' | 'peerHostAlias' | 'tlsRootPem' | 'admin'> & {
  createIdentity(options: { name: string }): ReturnType<DevnetCompany['createIdentity']>;
};

interface Network {
  readonly channelId: string;
  readonly companies: readonly Company[];
}

const companies = [1, 2, 3].map((n) => ({ mspId: `Org${n}MSP`, domain: `org${n}.example.com` }));
const anyOf = (...numbers: number[]): string => `OR(${numbers.map((n) => `'Org${n}MSP.member'`).join(', ')})`;
const collections = [
  { name: 'ours', policy: anyOf(1, 2), memberOnlyRead: true, memberOnlyWrite: true },
  { name: 'seal', policy: anyOf(2), endorsementPolicy: { signaturePolicy: "OR('Org2MSP.peer')" } },
  { name: 'open', policy: anyOf(1, 2, 3), maxPeerCount: 2, blockToLive: 3 },
];

/** Repeats what fails until the peers know one another: until then no plan for several companies can be made. */
async function whenReady(work: () => Promise<unknown>): Promise<void> {
  const attemptsMax = 300;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const isEarly =
        (error instanceof EndorseError && error.code === status.FAILED_PRECONDITION) ||
        (error instanceof NetworkError && error.code === 'LIFECYCLE_FAILED');
      if (!isEarly || attempt === attemptsMax) {
        throw error;
      }
      await delay(100);
    }
  }
}

/** Deploys with the same steps on both kinds of network; the contracts run here and answer whoever dials. */
async function deploy(network: Network, name: string): Promise<() => Promise<void>> {
  const contracts = { contracts: [KeeperContract] };
  const running = await runChaincode({ source: { contracts }, name, version: '1.0', mspId: '' });
  const { chaincodePackage } = running;
  const clients = network.companies.map((company) =>
    createLifecycleClient({
      target: {
        mspId: company.mspId,
        endpoint: company.endpoint,
        tlsRootCertPem: company.tlsRootPem,
        hostAlias: company.peerHostAlias,
      },
      signer: createSigner(company.admin),
      clock: systemClock,
      randomBytes,
    }),
  );
  const definition = { channelId: network.channelId, name, version: '1.0', collections, sequence: 1 };
  try {
    await whenReady(() =>
      deployChaincode({ companies: clients.map((client) => ({ client, chaincodePackage })), definition }),
    );
  } catch (error) {
    await running.stop();
    throw error;
  } finally {
    clients.forEach((client) => {
      client.close();
    });
  }
  return () => running.stop();
}

/** Ids and addresses differ from network to network. */
const normalised = (text: string): string =>
  text.replace(/[0-9a-f]{64}/g, '<id>').replace(/\S+:\d+/g, '<address>');

function describeTransaction(prepared: Uint8Array): object {
  const envelope = gateway.PreparedTransaction.deserializeBinary(prepared).getEnvelope();
  const payload = common.Payload.deserializeBinary(envelope?.getPayload_asU8() ?? new Uint8Array());
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(
    action?.getPayload_asU8() ?? new Uint8Array(),
  ).getAction();
  const response = peer.ProposalResponsePayload.deserializeBinary(
    endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
  );
  const result = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
  const event = peer.ChaincodeEvent.deserializeBinary(result.getEvents_asU8());
  return {
    readWriteSet: Buffer.from(result.getResults_asU8()).toString('hex'),
    event: [event.getChaincodeId(), event.getEventName(), Buffer.from(event.getPayload_asU8()).toString()],
    endorsements: endorsed?.getEndorsementsList().length,
  };
}

/** Settles when a company's own peer has the block: peers follow one another. */
async function whenCommitted(client: TestClient, blockNumber: bigint): Promise<void> {
  const attemptsMax = 300;
  const qscc = client.network.getContract('qscc');
  const ownPeer = { arguments: ['mychannel'], endorsingOrganizations: [client.identity.mspId] };
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const info = common.BlockchainInfo.deserializeBinary(await qscc.evaluate('GetChainInfo', ownPeer));
    if (BigInt(info.getHeight()) > blockNumber) {
      return;
    }
    await delay(20);
  }
  throw new Error(`${client.identity.mspId} does not get block ${blockNumber}`);
}

async function runStep(clients: ReadonlyMap<string, TestClient>, step: ConformanceStep): Promise<object> {
  const client = clients.get(step.company);
  if (client === undefined) {
    throw new Error(`no client of ${step.company}`);
  }
  const contract = client.network.getContract(step.chaincode ?? 'keeper');
  const options = {
    arguments: [...step.args],
    ...(step.transient === undefined ? {} : { transientData: { value: step.transient } }),
    ...(step.endorsers === undefined ? {} : { endorsingOrganizations: [...step.endorsers] }),
  };
  try {
    if (step.kind === 'evaluate') {
      return { result: normalised(textOf(await contract.evaluate(step.method, options))) };
    }
    const transaction = await contract.newProposal(step.method, options).endorse();
    const { code, blockNumber } = await (await transaction.submit()).getStatus();
    await Promise.all([...clients.values()].map((each) => whenCommitted(each, blockNumber)));
    return { code, ...describeTransaction(transaction.getBytes()) };
  } catch (error) {
    const { code, details } = error as { code: number; details: readonly { mspId: string }[] };
    return { failed: code, companies: details.map(({ mspId }) => mspId) };
  }
}

async function observe(network: Network): Promise<readonly [string, object][]> {
  const stops = [await deploy(network, 'keeper'), await deploy(network, 'second')];
  const clients = new Map<string, TestClient>();
  try {
    for (const company of network.companies) {
      const identity = await company.createIdentity({ name: 'User1' });
      clients.set(company.mspId, connectClient({ channelId: network.channelId, company, identity }));
    }
    for (const client of clients.values()) {
      await whenReady(() => client.contract.newProposal('get', { arguments: ['ready'] }).endorse());
    }
    const observed: [string, object][] = [];
    for (const step of conformanceSteps) {
      const name = `${step.kind} ${step.method}(${step.args.join(', ')})`;
      observed.push([name, await runStep(clients, step)]);
    }
    return observed;
  } finally {
    clients.forEach((client) => {
      client[Symbol.dispose]();
    });
    await Promise.all(stops.map((stop) => stop()));
  }
}

describe('conformance with Fabric', () => {
  it('gives the same results, read-write sets, codes and statuses, byte by byte', async function () {
    this.timeout(240_000);
    if (process.env['FABRIC_BIN'] === undefined) {
      this.skip();
    }
    const batch = { messagesMax: 1, timeoutMs: 200 };
    const directory = await mkdtemp(join(tmpdir(), 'kontti-fabric-'));
    try {
      const binaries = await findFabricBinaries(process.env);
      await using fabric = await startFabricNetwork({
        binaries,
        companies,
        directory,
        batch,
        governance: 'majority',
      });
      const expected = await observe(fabric);
      await using devnet = await startDevnet({ companies, batch });
      const observed = await observe(devnet);
      observed.forEach((entry, index) => {
        expect(entry, entry[0]).to.deep.equal(expected[index]);
      });
      expect(observed).to.have.length(expected.length);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
