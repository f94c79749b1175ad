import { createPrivateKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers, type Contract } from '@hyperledger/fabric-gateway';
import { forEachBounded } from '../../voyage/concurrent';
import { chaincodeName } from '../../voyage/network';
import { startBenchNetwork, type BenchNetwork, type Engine } from '../load/bench-network';
import { openReadingCompany, readingCompanies } from '../load/reading-company';
import { readingNetwork } from '../load/readings-workload';
import { median } from '../statistics';

/** One way to make a call. */
interface Way {
  submit(number: number): Promise<unknown>;
  query(): Promise<unknown>;
}

/** What one kind of call costs the client. */
interface CallCosts {
  /** Milliseconds of the client's processor time. */
  readonly cpuMs: number;
  /** Milliseconds that one call alone takes (p50). */
  readonly aloneMs: number;
}

/** The SDK beside the official client, whose signer is its own, with the same calls of the same chaincode. */
interface SdkFigures {
  readonly engine: Engine;
  readonly submit: { readonly sdk: CallCosts; readonly raw: CallCosts };
  readonly query: { readonly sdk: CallCosts; readonly raw: CallCosts };
}

/** The first windows load and compile what the others find ready: a client runs for months. */
const windowsBefore = 4;
const windows = 5;
const callsPerWindow = { submit: 200, query: 600 };
const callsAlone = 40;
const inFlightMax = 32;
const [company] = readingCompanies;

async function readOnlyFile(folder: string): Promise<Buffer> {
  const [name = ''] = await readdir(folder);
  return readFile(join(folder, name));
}

/** As fabric-gateway's own examples connect. */
async function connectRaw(network: BenchNetwork): Promise<{ contract: Contract; close(): void }> {
  const { mspId, domain } = company;
  const folder = join(network.organizations, 'peerOrganizations', domain);
  const user = join(folder, 'users', `Admin@${domain}`, 'msp');
  const [certificate, privateKey, tlsRoot] = await Promise.all([
    readOnlyFile(join(user, 'signcerts')),
    readOnlyFile(join(user, 'keystore')),
    readFile(join(folder, 'peers', `peer0.${domain}`, 'tls', 'ca.crt')),
  ]);
  const client = new Client(network.endpoint(mspId), credentials.createSsl(tlsRoot), {
    'grpc.ssl_target_name_override': `peer0.${domain}`,
  });
  const gateway = connect({
    client,
    identity: { mspId, credentials: certificate },
    hash: hash.sha256,
    signer: signers.newPrivateKeySigner(createPrivateKey(privateKey)),
  });
  return {
    contract: gateway.getNetwork('mychannel').getContract(chaincodeName),
    close: () => {
      gateway.close();
      client.close();
    },
  };
}

function toRawWay(contract: Contract, known: string, publicKey: string): Way {
  const text = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());
  return {
    submit: async (number) => {
      const request = { deviceId: `${company.mspId}/raw-${number}`, publicKey };
      return text(await contract.submitTransaction('company:RegisterDevice', JSON.stringify(request)));
    },
    query: async () => {
      const request = { deviceId: known };
      return text(await contract.evaluateTransaction('company:GetDevice', JSON.stringify(request)));
    },
  };
}

/** Milliseconds of this process's processor time for each of so many calls. */
async function cpuOf(calls: number, call: (number: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await forEachBounded(Array.from({ length: calls }).keys(), {
    inFlightMax,
    work: async (number) => {
      await call(number);
    },
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls;
}

/** The ways take turns, so that what disturbs the machine disturbs both. */
async function compare(
  kind: 'submit' | 'query',
  ways: { readonly sdk: Way; readonly raw: Way },
): Promise<SdkFigures['submit']> {
  const cpu = { sdk: [] as number[], raw: [] as number[] };
  const alone = { sdk: [] as number[], raw: [] as number[] };
  let next = kind === 'submit' ? 0 : 1_000_000;
  for (let window = 0; window < windowsBefore + windows; window += 1) {
    for (const name of ['raw', 'sdk'] as const) {
      const taken = await cpuOf(callsPerWindow[kind], () => ways[name][kind]((next += 1)));
      if (window >= windowsBefore) cpu[name].push(taken);
    }
  }
  for (let call = 0; call < callsAlone; call += 1) {
    for (const name of ['raw', 'sdk'] as const) {
      const startMs = performance.now();
      await ways[name][kind]((next += 1));
      alone[name].push(performance.now() - startMs);
    }
  }
  const costs = (name: 'sdk' | 'raw'): CallCosts => ({
    cpuMs: median(cpu[name]),
    aloneMs: median(alone[name]),
  });
  return { sdk: costs('sdk'), raw: costs('raw') };
}

/** Compares the SDK with the official client on a network of its own. */
export async function measureSdk(engine: Engine): Promise<SdkFigures> {
  const batch = { messages: 100, timeout: '20ms' };
  await using network = await startBenchNetwork({ ...readingNetwork, engine, batch });
  const { client, devices } = await openReadingCompany(network, 1);
  const raw = await connectRaw(network);
  try {
    const [{ deviceId, publicKey } = { deviceId: '', publicKey: '' }] = devices;
    const sdk: Way = {
      submit: (number) =>
        client.companies.registerDevice({ deviceId: `${company.mspId}/sdk-${number}`, publicKey }),
      query: () => client.companies.getDevice({ deviceId }),
    };
    const ways = { sdk, raw: toRawWay(raw.contract, deviceId, publicKey) };
    return { engine, submit: await compare('submit', ways), query: await compare('query', ways) };
  } finally {
    raw.close();
    client.close();
  }
}

/** What the comparison came to, in a few lines. */
export function sdkLines({ engine, submit, query }: SdkFigures): string[] {
  const line = (name: string, { sdk, raw }: SdkFigures['submit']): string =>
    `  a ${name}: ${sdk.cpuMs.toFixed(2)} ms of the client's processor, raw ${raw.cpuMs.toFixed(2)} (${(sdk.cpuMs / raw.cpuMs).toFixed(2)} ×); alone ${sdk.aloneMs.toFixed(1)} ms, raw ${raw.aloneMs.toFixed(1)} (${(sdk.aloneMs / raw.aloneMs).toFixed(2)} ×)`;
  return [`SDK beside fabric-gateway on ${engine}:`, line('submit', submit), line('query', query)];
}
