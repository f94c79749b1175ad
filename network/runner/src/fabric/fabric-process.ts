import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { NetworkError, isListening } from '@kontti/fabric-protocol/base';
import { fabricEnvironment } from './fabric-tool';
import { fabricLimits } from './limits';
import type { ProcessRecord } from './process-record';

interface FabricProcessOptions {
  /** What people call it: `orderer.example.com`, `peer0.org1.example.com`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Folder with the process's `core.yaml` or `orderer.yaml`. */
  readonly configDirectory: string;
  /** What it sees beside what every program of Fabric sees. */
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Loopback port that says that it is up. */
  readonly port: number;
  /** Where the process is written down as long as it runs. */
  readonly record: ProcessRecord;
  /** Called when it ends without being asked to. */
  readonly onExit?: (name: string) => void;
}

/** A program of Fabric that was started. */
export interface FabricProcess {
  readonly name: string;
  readonly logFile: string;
  /** Of the process that runs or ran last. */
  readonly pid: number;
  readonly isRunning: boolean;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
  /** Stops it if it runs, and starts it with the same settings and ledgers. @throws NetworkError FABRIC_START_FAILED */
  restart(): Promise<void>;
}

interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly exited: Promise<unknown>;
}

function failure(options: FabricProcessOptions, reason: string): NetworkError {
  const { name, logFile } = options;
  return new NetworkError({
    code: 'FABRIC_START_FAILED',
    message: `${name} did not start: ${reason}; its log is ${logFile}`,
    details: { name, logFile },
  });
}

async function spawnProgram(options: FabricProcessOptions): Promise<Started> {
  const { name, command, args, configDirectory, env, logFile, record } = options;
  const log = await open(logFile, 'a');
  try {
    const child = spawn(command, args, {
      env: { ...fabricEnvironment(configDirectory), ...env },
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
    });
    const exited = Promise.race([once(child, 'exit'), once(child, 'error').catch(() => undefined)]);
    const { pid } = child;
    if (pid === undefined) throw failure(options, 'it cannot be run');
    record.add({ name, pid });
    return {
      child,
      pid,
      exited: exited.then(() => {
        record.remove(pid);
      }),
    };
  } finally {
    await log.close();
  }
}

function hasEnded({ child }: Started): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(started: Started): Promise<void> {
  const { child, exited } = started;
  if (!hasEnded(started)) child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), fabricLimits.stopTimeoutMs);
  await exited;
  clearTimeout(forced);
}

/** Starts the program and returns once it listens. */
async function startOnce(options: FabricProcessOptions): Promise<Started> {
  const { port } = options;
  const address = { host: '127.0.0.1', port };
  if (await isListening(address)) throw failure(options, `something listens on port ${port} already`);
  const started = await spawnProgram(options);
  const attempts = Math.ceil(fabricLimits.startTimeoutMs / fabricLimits.pollIntervalMs);
  for (let attempt = 0; attempt < attempts && !hasEnded(started); attempt += 1) {
    if (await isListening(address)) return started;
    await delay(fabricLimits.pollIntervalMs);
  }
  const reason = hasEnded(started) ? 'it ended' : `port ${port} does not answer`;
  await end(started);
  throw failure(options, reason);
}

/**
 * Starts a program of Fabric and returns once it listens; its output goes to the log file.
 *
 * @throws NetworkError FABRIC_START_FAILED
 */
export async function startFabricProcess(options: FabricProcessOptions): Promise<FabricProcess> {
  const { name, logFile, onExit = () => undefined } = options;
  let isWanted = true;
  const watch = (started: Started): Started => {
    void started.exited.then(() => {
      if (isWanted && current === started) onExit(name);
    });
    return started;
  };
  let current = await startOnce(options);
  watch(current);
  const stop = async (): Promise<void> => {
    isWanted = false;
    await end(current);
  };
  return {
    name,
    logFile,
    get pid() {
      return current.pid;
    },
    get isRunning() {
      return !hasEnded(current);
    },
    stop,
    async restart() {
      await stop();
      current = await startOnce(options);
      isWanted = true;
      watch(current);
    },
  };
}
