import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NetworkError, isListening, textToAddress } from '@kontti/fabric-protocol/base';
import { processLimits } from './limits';
import { createOutputBuffer, type OutputBuffer } from './output-buffer';
import { programEnvironment } from '../packages/program-environment';
import { resolveShimCommand } from './shim-command';

export interface ChaincodeProcessOptions {
  /** The chaincode's folder: installed and compiled. */
  readonly path: string;
  /** Host and port where it shall listen. */
  readonly address: string;
  readonly packageId: string;
  /** The company for whose peer it runs. */
  readonly mspId: string;
  /** Added to the few variables of this process that every program needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files with the service's own certificate and key; without them it speaks plainly. */
  readonly tls?: ChaincodeProcessTls;
  /** Files that are loaded before the chaincode. */
  readonly preload?: readonly string[];
  /** Called with each line that the chaincode writes. */
  readonly onOutput?: (line: string) => void;
  readonly readyTimeoutMs?: number;
}

export interface ChaincodeProcessTls {
  readonly certFile: string;
  readonly keyFile: string;
  /** The authority of the peers' certificates; without it every peer is served. */
  readonly clientCaFile?: string | undefined;
}

export interface ChaincodeExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A chaincode that listens in a process of its own. */
export interface ChaincodeProcess {
  readonly pid: number;
  readonly address: string;
  readonly packageId: string;
  readonly mspId: string;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<ChaincodeExit>;
  recentOutput(): readonly string[];
  /** Ends the process, by force when it does not listen; resolves once it is gone. */
  stop(): Promise<void>;
}

/** What the network itself says to a chaincode. */
const ownVariables = [
  'CORE_PEER_LOCALMSPID',
  'CORE_CHAINCODE_ID_NAME',
  'CHAINCODE_ID',
  'CHAINCODE_SERVER_ADDRESS',
];
const variablePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @throws NetworkError CHAINCODE_SOURCE_INVALID for names that no environment has, or that the network sets itself; values are never reported */
export function checkChaincodeEnvironment(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) {
    const isOwn = ownVariables.includes(name);
    if (!isOwn && variablePattern.test(name) && !value.includes('\0')) continue;
    throw new NetworkError({
      code: 'CHAINCODE_SOURCE_INVALID',
      message: isOwn
        ? `The variable ${name} is set by the network itself: leave it out of the chaincode's environment.`
        : `${JSON.stringify(name)} is no variable of an environment: write NAME=VALUE, of letters, digits and '_'.`,
    });
  }
}

/** At `info` the shim writes two lines for every call, which costs a third of a small call's time. */
const quiet = { CORE_CHAINCODE_LOGGING_LEVEL: 'WARNING' };

function createEnvironment(options: ChaincodeProcessOptions): NodeJS.ProcessEnv {
  return {
    ...quiet,
    ...programEnvironment(),
    ...options.env,
    CORE_PEER_LOCALMSPID: options.mspId,
    CORE_CHAINCODE_ID_NAME: options.packageId,
    CHAINCODE_ID: options.packageId,
    CHAINCODE_SERVER_ADDRESS: options.address,
  };
}

function tlsArguments(tls: ChaincodeProcessTls | undefined): readonly string[] {
  if (tls === undefined) return [];
  const { certFile, keyFile, clientCaFile } = tls;
  return [
    `--chaincode-tls-cert-file=${resolve(certFile)}`,
    `--chaincode-tls-key-file=${resolve(keyFile)}`,
    ...(clientCaFile === undefined ? [] : [`--chaincode-tls-client-cacert-file=${resolve(clientCaFile)}`]),
  ];
}

/** Node's own options: a small young generation, and what is loaded before the chaincode. */
const nodeOptions = [
  '--max-semi-space-size=8',
  ...['small-heap.js', 'orphan-guard.js', 'lazy-log.js'].flatMap((file) => [
    '--require',
    join(__dirname, file),
  ]),
];

function startFailure(options: {
  chaincode: ChaincodeProcessOptions;
  reason: string;
  output?: OutputBuffer;
  cause?: unknown;
}): NetworkError {
  const { chaincode, reason, output, cause } = options;
  const { path, mspId, address } = chaincode;
  const lines = (output?.lines() ?? []).slice(-processLimits.failureLinesMax);
  const message = `The chaincode in ${path} did not start for ${mspId} at ${address}: ${reason}.`;
  return new NetworkError({
    code: 'CHAINCODE_START_FAILED',
    message: lines.length === 0 ? message : `${message} It wrote:\n${lines.join('\n')}`,
    details: { path, mspId, address },
    cause,
  });
}

function exitOf(child: ChildProcess): Promise<ChaincodeExit> {
  return new Promise((resolveExit) => {
    child.once('exit', (code, signal) => {
      resolveExit({ code, signal });
    });
    // Without a pid there never is an exit.
    child.once('error', () => {
      if (child.pid === undefined) resolveExit({ code: null, signal: null });
    });
  });
}

async function stopChild(child: ChildProcess, exited: Promise<ChaincodeExit>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const abort = new AbortController();
  const timeout = delay(processLimits.stopTimeoutMs, undefined, { signal: abort.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await exited;
  abort.abort();
  await timeout;
}

async function waitUntilListening(options: {
  address: { host: string; port: number };
  exited: Promise<ChaincodeExit>;
  timeoutMs: number;
}): Promise<'listening' | 'ended' | 'late'> {
  let ended = false;
  const exit = options.exited.then(() => {
    ended = true;
  });
  const attempts = Math.ceil(options.timeoutMs / processLimits.readyPollIntervalMs);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    // Asked twice: what listens counts only while the process lives.
    if (await isListening(options.address)) return ended ? 'ended' : 'listening';
    await Promise.race([exit, delay(processLimits.readyPollIntervalMs)]);
    if (ended) return 'ended';
  }
  return 'late';
}

/**
 * Runs a Node chaincode as a service, by the shim in its own folder, and returns once it listens. The process ends with this
 * one. @throws NetworkError CHAINCODE_START_FAILED with what the chaincode wrote
 */
export async function startChaincodeProcess(options: ChaincodeProcessOptions): Promise<ChaincodeProcess> {
  const chaincode = { ...options, path: resolve(options.path) };
  checkChaincodeEnvironment(options.env ?? {});
  const address = textToAddress(options.address);
  if (address === undefined) throw startFailure({ chaincode, reason: 'that is no host and port' });
  const command = await resolveShimCommand(chaincode.path);
  if (await isListening(address)) {
    throw startFailure({ chaincode, reason: 'something listens there already' });
  }
  const serverArguments = [
    'server',
    `--chaincode-address=${options.address}`,
    `--chaincode-id=${options.packageId}`,
    ...tlsArguments(options.tls),
  ];
  const preload = (options.preload ?? []).flatMap((file) => ['--require', file]);
  const child = spawn(process.execPath, [...nodeOptions, ...preload, command, ...serverArguments], {
    cwd: chaincode.path,
    env: createEnvironment(options),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
  const exited = exitOf(child);
  const output = createOutputBuffer(options.onOutput ?? (() => undefined));
  if (child.stdout !== null) output.attach(child.stdout);
  if (child.stderr !== null) output.attach(child.stderr);
  const timeoutMs = options.readyTimeoutMs ?? processLimits.readyTimeoutMs;
  const outcome = await waitUntilListening({ address, exited, timeoutMs });
  if (outcome !== 'listening' || child.pid === undefined) {
    await stopChild(child, exited);
    const reason = outcome === 'late' ? `it does not listen after ${timeoutMs} ms` : 'it ended';
    throw startFailure({ chaincode, reason, output });
  }
  return {
    pid: child.pid,
    address: options.address,
    packageId: options.packageId,
    mspId: options.mspId,
    exited,
    recentOutput: () => output.lines(),
    stop: () => stopChild(child, exited),
  };
}
