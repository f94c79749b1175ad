import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A Node program that was started; its standard output line by line. */
export interface Running {
  readonly child: ChildProcess;
  /** @throws Error when the program ends before it writes another line */
  nextLine(): Promise<string>;
  readonly ended: Promise<Ended>;
}

export interface ProgramOptions {
  /** The JavaScript file and its arguments. */
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function startProgram({ args, cwd, env = {} }: ProgramOptions): Running {
  const child = spawn(process.execPath, [...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
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
  return {
    child,
    async nextLine() {
      const line: IteratorResult<string, unknown> = await lines.next();
      if (line.done === true) {
        throw new Error(`the program ended: ${errors}`);
      }
      return line.value;
    },
    ended: new Promise((resolve) => {
      child.once('close', (exitCode) => {
        resolve({ exitCode, output, errors });
      });
    }),
  };
}

/** Runs a program to its end. @throws Error when its exit code is not 0 */
export async function runProgram(options: ProgramOptions): Promise<Ended> {
  const ended = await startProgram(options).ended;
  if (ended.exitCode !== 0) {
    throw new Error(
      `${options.args.join(' ')}: exit code ${ended.exitCode}\n${ended.output}\n${ended.errors}`,
    );
  }
  return ended;
}
