import { peer } from '@hyperledger/fabric-protos';
import { createChaincodeConnection } from '../chaincode/chaincode-connection';
import type { ChaincodeConnection } from '../chaincode/chaincode-connection';
import { createChaincodeRegistry } from '../chaincode/chaincode-registry';
import type { ChaincodeRegistry, IncomingChaincodeStream } from '../chaincode/chaincode-registry';
import { executeOn } from '../chaincode/execute';
import type { ChaincodeCall, ChaincodeHost, CollectionAccess } from '../chaincode/types';
import { type Clock, wireFormatRefusal, NetworkError } from '@kontti/fabric-protocol/base';
import type { Simulator } from '../ledger/types';
import {
  type ChaincodeDefinition,
  lifecycleNamespace,
  namespacesTable,
  recordToFieldKey,
} from '@kontti/fabric-protocol/lifecycle';
import type { Identity } from '@kontti/fabric-protocol/msp';
import { errorResponse } from '../system-chaincode/responses';
import type { SystemChaincode } from '../system-chaincode/types';
import { collectionAccess } from './collection-access';
import type { Channel, InstalledChaincode } from './types';

/** Where a chaincode's initialisation is recorded (core/chaincode/chaincode_support.go). */
const initializedKey = '\u0000\u{10FFFF}initialized';
const systemVersion = 'syscc';

/** Names that belong to the peer. The legacy lifecycle is none of this peer's chaincodes, but its namespace is read. */
const systemNames: ReadonlySet<string> = new Set([lifecycleNamespace, 'lscc', 'qscc', 'cscc']);

interface ChaincodeSupportOptions {
  readonly mspId: string;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly systemChaincodes: readonly SystemChaincode[];
  /** What this company installed and approved for the committed definition. */
  readonly installed: (definition: ChaincodeDefinition) => Promise<InstalledChaincode | undefined>;
  readonly executeTimeoutMs?: number;
}

export interface ExecutionResult {
  readonly response: peer.Response;
  readonly event: peer.ChaincodeEvent | undefined;
}

/** Runs chaincode for one company's peer. Mirrors core/chaincode/chaincode_support.go. */
export interface ChaincodeSupport {
  isSystemChaincode(name: string): boolean;
  /** The version for the endorsement. @throws NetworkError CHAINCODE_UNDEFINED */
  version(name: string): Promise<string>;
  /** @throws NetworkError CHAINCODE_UNDEFINED, CHAINCODE_UNAVAILABLE, CHAINCODE_FAILED */
  execute(call: ChaincodeCall): Promise<ExecutionResult>;
  hasChaincode(name: string): Promise<boolean>;
  /** A chaincode dials the peer and serves the package id as which it registers, while it runs. */
  acceptChaincode(stream: IncomingChaincodeStream): void;
  close(): void;
}

export function createChaincodeSupport(options: ChaincodeSupportOptions): ChaincodeSupport {
  return new PeerChaincodeSupport(options);
}

class PeerChaincodeSupport implements ChaincodeSupport, ChaincodeHost {
  readonly #options: ChaincodeSupportOptions;
  readonly #systemChaincodes: ReadonlyMap<string, SystemChaincode>;
  readonly #connections = new Map<string, ChaincodeConnection>();
  readonly #registry: ChaincodeRegistry;

  constructor(options: ChaincodeSupportOptions) {
    this.#options = options;
    this.#registry = createChaincodeRegistry({
      clock: options.clock,
      isServed: (packageId) => this.#connections.get(packageId)?.isLive === true,
    });
    this.#systemChaincodes = new Map(
      options.systemChaincodes.map((chaincode) => [chaincode.name, chaincode]),
    );
  }

  isSystemChaincode(name: string): boolean {
    return systemNames.has(name);
  }

  async version(name: string): Promise<string> {
    return this.isSystemChaincode(name) ? systemVersion : (await this.#runnable(name)).definition.version;
  }

  async execute(call: ChaincodeCall): Promise<ExecutionResult> {
    let message: peer.ChaincodeMessage;
    try {
      message = await this.invoke(call);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const code = cause instanceof NetworkError ? cause.code : 'CHAINCODE_FAILED';
      const text = `failed to execute transaction ${call.txId}: ${reason}`;
      throw new NetworkError({ code, message: text, cause });
    }
    return messageToResult({ call, message });
  }

  async hasChaincode(name: string): Promise<boolean> {
    if (this.#systemChaincodes.has(name)) {
      return true;
    }
    const definition = await this.#options.channel.definition(name);
    return definition !== undefined && (await this.#options.installed(definition)) !== undefined;
  }

  collectionAccess(request: {
    namespace: string;
    collection: string;
    creator: Identity;
    simulator: Simulator;
  }): Promise<CollectionAccess> {
    return collectionAccess({ channel: this.#options.channel, ...request });
  }

  async invoke(call: ChaincodeCall): Promise<peer.ChaincodeMessage> {
    const chaincode = this.#systemChaincodes.get(call.name);
    if (chaincode !== undefined) {
      return invokeSystem({ chaincode, call, mspId: this.#options.mspId });
    }
    await recordDefinitionRead(call);
    const local = await this.#runnable(call.name).catch(toInvalidInvocation(call));
    const isInit = await checkInitialisation({ call, definition: local.definition });
    const execution = { call, host: this, isInit };
    const session = this.#registry.session(local.packageId);
    if (session !== undefined) {
      return executeOn({ session, execution, ...this.#options });
    }
    return this.#connection(local).execute(execution);
  }

  acceptChaincode(stream: IncomingChaincodeStream): void {
    this.#registry.accept(stream);
  }

  close(): void {
    this.#registry.close();
    for (const connection of this.#connections.values()) {
      connection.close();
    }
    this.#connections.clear();
  }

  async #runnable(name: string): Promise<{ definition: ChaincodeDefinition } & InstalledChaincode> {
    const definition = await this.#options.channel.definition(name);
    const local = definition === undefined ? undefined : await this.#options.installed(definition);
    if (definition === undefined || local === undefined) {
      throw undefinedChaincode({ name, definition });
    }
    return { definition, ...local };
  }

  #connection(local: InstalledChaincode): ChaincodeConnection {
    const { packageId, target } = local;
    const { clock, executeTimeoutMs } = this.#options;
    if (target === undefined) {
      throw notRegistered(packageId);
    }
    let connection = this.#connections.get(packageId);
    if (connection === undefined) {
      const timeout = executeTimeoutMs === undefined ? {} : { executeTimeoutMs };
      connection = createChaincodeConnection({ packageId, target, clock, ...timeout });
      this.#connections.set(packageId, connection);
    }
    return connection;
  }
}

/** Mirrors core/scc/qscc/query.go and core/scc/cscc/configure.go. */
function nestedRefusal({ name, proposedName }: { name: string; proposedName: string }): string {
  const reason = name === 'qscc' ? ' because of potential for deadlocks' : '';
  return `Rejecting invoke of ${name.toUpperCase()} from another chaincode${reason}, original invocation for '${proposedName}'`;
}

async function invokeSystem(options: {
  chaincode: SystemChaincode;
  call: ChaincodeCall;
  mspId: string;
}): Promise<peer.ChaincodeMessage> {
  const { chaincode, call, mspId } = options;
  const { simulator, creator, channelId } = call;
  const [functionName, ...args] = call.input.getArgsList_asU8();
  const isNested = call.proposedName !== call.name;
  const response =
    isNested && chaincode.name !== lifecycleNamespace
      ? errorResponse(nestedRefusal({ name: chaincode.name, proposedName: call.proposedName }))
      : await chaincode.invoke({
          functionName: Buffer.from(functionName ?? []).toString(),
          ...{ args, simulator, creator, mspId, channelId },
        });
  const message = new peer.ChaincodeMessage();
  message.setType(peer.ChaincodeMessage.Type.COMPLETED);
  message.setTxid(call.txId);
  message.setChannelId(channelId);
  message.setPayload(response.serializeBinary());
  return message;
}

/** A transaction that ran under a definition conflicts with a change of it. Mirrors endorsement_info.go CachedChaincodeInfo. */
async function recordDefinitionRead(call: ChaincodeCall): Promise<void> {
  const key = recordToFieldKey({ table: namespacesTable, name: call.name, field: 'Sequence' });
  await call.simulator.getState({ namespace: lifecycleNamespace, key });
}

/** True for the one call that initialises. Mirrors ChaincodeSupport.CheckInvocation. */
async function checkInitialisation(options: {
  call: ChaincodeCall;
  definition: ChaincodeDefinition;
}): Promise<boolean> {
  const { call, definition } = options;
  const isInit = call.input.getIsInit();
  if (!definition.initRequired) {
    if (isInit) {
      throw invalid(`chaincode '${call.name}' does not require initialization but called as init`);
    }
    return false;
  }
  const place = { namespace: call.name, key: initializedKey };
  const value = await call.simulator.getState(place);
  const initialised = value !== undefined && Buffer.from(value).toString() === definition.version;
  if (isInit) {
    if (initialised) {
      throw invalid(`chaincode '${call.name}' is already initialized but called as init`);
    }
    await call.simulator.putState({ ...place, value: Buffer.from(definition.version) });
    return true;
  }
  if (!initialised) {
    throw invalid(
      `chaincode '${call.name}' has not been initialized for this version, must call as init first`,
    );
  }
  return false;
}

function invalid(message: string): NetworkError {
  return new NetworkError({ code: 'CHAINCODE_FAILED', message: `invalid invocation: ${message}` });
}

function notRegistered(packageId: string): NetworkError {
  return new NetworkError({
    code: 'CHAINCODE_UNAVAILABLE',
    message: `could not launch chaincode ${packageId}: it is not installed, and none registered under that id`,
    details: { packageId },
  });
}

function undefinedChaincode(options: {
  name: string;
  definition: ChaincodeDefinition | undefined;
}): NetworkError {
  const { name, definition } = options;
  const message =
    definition === undefined
      ? `chaincode ${name} not found`
      : `chaincode definition for '${name}' exists, but chaincode is not installed`;
  return new NetworkError({ code: 'CHAINCODE_UNDEFINED', message, details: { name } });
}

/** The words of a chaincode that is called and cannot be. Mirrors ChaincodeSupport.Invoke. */
function toInvalidInvocation({ channelId, name }: ChaincodeCall): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NetworkError({
      code: 'CHAINCODE_UNDEFINED',
      message: `invalid invocation: [channel ${channelId}] failed to get chaincode container info for ${name}: ${reason}`,
      details: { name },
      cause,
    });
  };
}

/** Mirrors ChaincodeSupport processChaincodeExecutionResult. @throws NetworkError CHAINCODE_FAILED */
function messageToResult(options: { call: ChaincodeCall; message: peer.ChaincodeMessage }): ExecutionResult {
  const { call, message } = options;
  const event = message.getChaincodeEvent();
  event?.setChaincodeId(call.name);
  event?.setTxId(call.txId);
  if (message.getType() !== peer.ChaincodeMessage.Type.COMPLETED) {
    const text = Buffer.from(message.getPayload_asU8()).toString();
    throw new NetworkError({
      code: 'CHAINCODE_FAILED',
      message: `transaction returned with failure: ${text}`,
    });
  }
  try {
    return { response: peer.Response.deserializeBinary(message.getPayload_asU8()), event };
  } catch (cause) {
    throw new NetworkError({
      code: 'CHAINCODE_FAILED',
      message: `failed to unmarshal response for transaction ${call.txId}: ${wireFormatRefusal}`,
      cause,
    });
  }
}
