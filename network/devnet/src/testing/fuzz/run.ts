import { createHash } from 'node:crypto';
import { Client, credentials } from '@grpc/grpc-js';
import { connectClient } from '../gateway-client';
import { startKeeperDevnet } from '../keeper-devnet';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import type { Devnet } from '../../devnet/types';
import { startBendingChaincode, type BendingChaincode } from './bending-chaincode';
import { mutate } from './mutate';
import { toRandom, type Random } from './random';
import { send, type Ending, type SendOptions } from './send';
import { ordererTargets, peerTargets, type Target, type TargetOptions } from './targets';

interface FuzzOptions {
  /** Decides every message, though not the order in which the network sees them. */
  readonly seed: number;
  /** Messages to gRPC methods and from the chaincode, together. */
  readonly messages: number;
  /** Where the ledger is kept, so that blocks do not count as memory. */
  readonly dataDirectory?: string;
  readonly onProgress?: (sent: number) => void;
}

interface FuzzReport {
  readonly seed: number;
  readonly messages: number;
  /** How calls ended, by method. */
  readonly endings: Readonly<Record<string, Readonly<Partial<Record<Ending, number>>>>>;
  readonly fromChaincode: number;
  /** Calls that neither ended nor may wait. */
  readonly hangs: number;
  /** What nobody caught. */
  readonly uncaught: readonly string[];
  /** True when the network endorsed, committed and gave back a value afterwards. */
  readonly worksAfterwards: boolean;
  readonly blocks: number;
}

const inFlightMax = 48;
const shimMessagesPerCall = 40;
/** One message in this many goes through the chaincode. */
const shimShare = 60;
const patienceMs = 60_000;
/** Where waiting is an answer, a call waits when so many that came later were answered: no clock judges a slow machine. */
const laterCalls = 2;
/** What every method refuses at once. */
const noMessage = Uint8Array.of(0xff);

interface Bench {
  readonly devnet: Devnet;
  readonly random: Random;
  readonly chaincode: BendingChaincode;
  readonly targets: readonly [readonly [Client, Target], ...(readonly [Client, Target])[]];
  readonly shimCall: readonly [Client, Target];
  stop(): Promise<void>;
}

async function openBench(options: FuzzOptions): Promise<Bench> {
  const random = toRandom(options.seed);
  const { dataDirectory } = options;
  const devnet = await startKeeperDevnet({
    batch: { messagesMax: 100, timeoutMs: 20 },
    executeTimeoutMs: 2_000,
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  });
  const chaincode = await startBendingChaincode({
    random,
    packageId: () => packageId,
    messagesPerTransaction: shimMessagesPerCall,
  });
  const deployed = await devnet.deployChaincode({ name: 'bending', address: chaincode.address });
  const packageId = deployed.packageIds['Org1MSP'] ?? '';
  const company = devnet.company('Org1MSP');
  const identity = await company.createIdentity({ name: 'fuzz' });
  const tls = (rootPem: string) => credentials.createSsl(Buffer.from(rootPem));
  const peerClient = new Client(company.endpoint, tls(company.tlsRootPem), {
    'grpc.ssl_target_name_override': company.peerHostAlias,
  });
  const { orderer } = devnet;
  const ordererClient = new Client(orderer.endpoint, tls(orderer.tlsRootPem), {
    'grpc.ssl_target_name_override': orderer.hostAlias,
  });
  let calls = 0;
  const made: TargetOptions = {
    channelId: devnet.channelId,
    chaincodeName: 'keeper',
    client: createSigner({ ...identity, mspId: 'Org1MSP' }),
    peers: devnet.companies.map(({ mspId, peer }) => createSigner({ ...peer.identity, mspId })),
    nonce: () =>
      createHash('sha256')
        .update(`${options.seed}/${(calls += 1)}`)
        .digest()
        .subarray(0, 24),
    nowMs: () => Date.now(),
  };
  const [first, ...rest] = [
    ...peerTargets(made).map((target) => [peerClient, target] as const),
    ...ordererTargets(made).map((target) => [ordererClient, target] as const),
  ];
  const [shimTarget] = peerTargets({ ...made, chaincodeName: 'bending' });
  if (first === undefined || shimTarget === undefined) throw new Error('there is nothing to send to');
  return {
    ...{ devnet, random, chaincode, targets: [first, ...rest], shimCall: [peerClient, shimTarget] },
    stop: async () => {
      peerClient.close();
      ordererClient.close();
      await devnet.stop();
      chaincode.stop();
    },
  };
}

/** Half of the messages are bent as a whole, half where a signature covers it. */
function bentRequest(target: Target, random: Random): Uint8Array {
  return random.below(2) === 0
    ? mutate(
        target.create((bytes) => bytes),
        random,
      )
    : target.create((bytes) => mutate(bytes, random));
}

async function worksStill({ devnet, random }: Bench): Promise<boolean> {
  const company = devnet.company('Org2MSP');
  using client = connectClient({ channelId: devnet.channelId, company, identity: company.admin });
  const value = `value ${random.below(1_000)}`;
  const submitted = await client.contract.submitAsync('put', { arguments: ['afterwards', value] });
  const status = await submitted.getStatus();
  const read = await client.contract.evaluateTransaction('get', 'afterwards');
  return status.successful && Buffer.from(read).toString() === value;
}

type Request = Omit<SendOptions, 'deadline' | 'cancelled'>;

function sendPatiently(options: Request & Pick<SendOptions, 'cancelled'>): Promise<Ending> {
  return send({ ...options, deadline: new Date(Date.now() + patienceMs) });
}

/** Sends a request that may wait, and lets it go when others to the same method were answered after it: CANCELLED. */
async function sendUntilLater(options: Request): Promise<Ending> {
  const later = new AbortController();
  const ending = sendPatiently({ ...options, cancelled: later.signal });
  for (let call = 0; call < laterCalls; call += 1) await sendPatiently({ ...options, request: noMessage });
  later.abort();
  return ending;
}

/** Sends bent messages to every method of a devnet and from a chaincode to it, and says what became of it. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const uncaught: string[] = [];
  const note = (error: unknown): void => {
    uncaught.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  process.on('uncaughtException', note).on('unhandledRejection', note);
  const bench = await openBench(options);
  const endings: Record<string, Partial<Record<Ending, number>>> = {};
  let [sent, hangs] = [0, 0];
  const total = (): number => sent + bench.chaincode.sent;
  async function sendOne(): Promise<void> {
    const toChaincode = bench.random.below(shimShare) === 0;
    const [client, target] = toChaincode ? bench.shimCall : bench.random.pick(bench.targets);
    const request = toChaincode ? target.create((bytes) => bytes) : bentRequest(target, bench.random);
    sent += 1;
    const ending = await (target.mayWait ? sendUntilLater : sendPatiently)({ client, target, request });
    const name = toChaincode ? 'chaincode' : target.path;
    const counts = (endings[name] ??= {});
    counts[ending] = (counts[ending] ?? 0) + 1;
    if (ending === 'DEADLINE_EXCEEDED') hangs += 1;
    options.onProgress?.(total());
  }
  async function lane(): Promise<void> {
    while (total() < options.messages) await sendOne();
  }
  try {
    await Promise.all(Array.from({ length: inFlightMax }, lane));
    const worksAfterwards = await worksStill(bench);
    const { seed } = options;
    const { height: blocks } = bench.devnet.ledger;
    const fromChaincode = bench.chaincode.sent;
    return {
      ...{ seed, messages: total(), endings, fromChaincode, hangs, uncaught, worksAfterwards, blocks },
    };
  } finally {
    await bench.stop();
    process.off('uncaughtException', note).off('unhandledRejection', note);
  }
}
