import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { runProgram } from '../run';

const command = join(__dirname, '..', '..', 'bin', 'kontti.mjs');

/** What the command left when it ended. */
export interface EndedKontti {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The command, as a process that was started. */
export interface RunningKontti {
  readonly child: ChildProcess;
  /** The next line of standard output as JSON. */
  next(): Promise<Record<string, unknown>>;
  readonly ended: Promise<EndedKontti>;
}

/** Starts the command. */
export function startKontti(...args: string[]): RunningKontti {
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<EndedKontti>((resolve) => {
    child.once('close', (exitCode) => {
      resolve({ exitCode, output, errors });
    });
  });
  return {
    child,
    ended,
    async next() {
      const line: IteratorResult<string, unknown> = await lines.next();
      if (line.done === true) throw new Error(`kontti ended: ${errors}`);
      return JSON.parse(line.value) as Record<string, unknown>;
    },
  };
}

/** Runs the command to its end. */
export function runKontti(...args: string[]): Promise<EndedKontti> {
  return startKontti(...args).ended;
}

/** Runs the command in this process, where a process of its own would show nothing more: it must not end the process. */
export async function runKonttiHere(...args: string[]): Promise<EndedKontti> {
  let output = '';
  let errors = '';
  const { stdout, stderr } = process;
  const writeOutput = stdout.write.bind(stdout);
  const writeErrors = stderr.write.bind(stderr);
  const { exitCode: before } = process;
  process.exitCode = 0;
  setLogVerbosity(logVerbosity.NONE);
  stdout.write = (chunk: string | Uint8Array): boolean => {
    output += String(chunk);
    return true;
  };
  stderr.write = (chunk: string | Uint8Array): boolean => {
    errors += String(chunk);
    return true;
  };
  try {
    await runProgram([process.execPath, command, ...args]);
    return { exitCode: Number(process.exitCode), output, errors };
  } finally {
    stdout.write = writeOutput;
    stderr.write = writeErrors;
    process.exitCode = before;
  }
}
