import { execFile, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { NetworkError } from '../errors';
import { isListening } from '../lifecycle/listening';
import { fabricLimits } from './limits';

export interface FabricProcessOptions {
  /** What people call it: `orderer`, `peer0.org1.example.com`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Folder with the process's `core.yaml` or `orderer.yaml`. */
  readonly configDirectory: string;
  readonly logFile: string;
  /** Loopback port that tells that it is up. */
  readonly port: number;
}

/** A running program of Fabric. */
export interface FabricProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

const inheritedVariables = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'] as const;

function environment(configDirectory: string): NodeJS.ProcessEnv {
  const inherited = inheritedVariables.map((name) => [name, process.env[name]] as const);
  return {
    ...Object.fromEntries(inherited),
    FABRIC_CFG_PATH: configDirectory,
    FABRIC_LOGGING_SPEC: 'info',
  };
}

function failure(options: { name: string; reason: string; logFile: string; cause?: unknown }): NetworkError {
  return new NetworkError({
    code: 'FABRIC_START_FAILED',
    message: `${options.name} did not start: ${options.reason}; its log is ${options.logFile}`,
    details: { name: options.name, logFile: options.logFile },
    cause: options.cause,
  });
}

/**
 * Starts a program of Fabric and returns once it listens; its output goes to the log file.
 *
 * @throws NetworkError FABRIC_START_FAILED
 */
export async function startFabricProcess(options: FabricProcessOptions): Promise<FabricProcess> {
  const { name, command, args, configDirectory, logFile, port } = options;
  const address = { host: '127.0.0.1', port };
  if (await isListening(address)) {
    throw failure({ name, reason: `something listens on port ${port} already`, logFile });
  }
  const log = await open(logFile, 'a');
  const child = spawn(command, args, {
    env: environment(configDirectory),
    stdio: ['ignore', log.fd, log.fd],
    windowsHide: true,
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  await log.close();
  let hasExited = false;
  void exited.then(() => {
    hasExited = true;
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), fabricLimits.stopTimeoutMs);
    await exited;
    clearTimeout(forced);
  };
  const attempts = Math.ceil(fabricLimits.startTimeoutMs / fabricLimits.pollIntervalMs);
  for (let attempt = 0; attempt < attempts && !hasExited; attempt += 1) {
    if (child.pid !== undefined && (await isListening(address))) {
      return { name, pid: child.pid, stop };
    }
    await delay(fabricLimits.pollIntervalMs);
  }
  if (!hasExited) {
    await stop();
  }
  throw failure({ name, reason: hasExited ? 'it ended' : `port ${port} does not answer`, logFile });
}

export interface FabricToolOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly configDirectory: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program of Fabric to its end.
 *
 * @throws NetworkError FABRIC_START_FAILED with what the program wrote last
 */
export async function runFabricTool(options: FabricToolOptions): Promise<void> {
  const { command, args, configDirectory, env = {} } = options;
  try {
    await promisify(execFile)(command, [...args], { env: { ...environment(configDirectory), ...env } });
  } catch (error) {
    const output = toolOutput(error);
    throw new NetworkError({
      code: 'FABRIC_START_FAILED',
      message: `${command} ${args[0] ?? ''} failed: ${output.split('\n').at(-1) ?? ''}`,
      details: { command, args: [...args], output: output.slice(-fabricLimits.outputCharactersMax) },
      cause: error,
    });
  }
}

/** `osnadmin` tells its errors on standard output, the others on standard error. */
function toolOutput(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  return `${stdout}\n${stderr}`.trim() || error.message;
}
