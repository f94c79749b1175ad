import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** The line that a program writes once its client is connected. */
export const CONNECTED = 'connected';

const POLL_MS = 50;

/** When a program is killed: so many milliseconds after its start, its first line, or after it was connected. */
interface Death {
  readonly from: 'start' | 'connected' | 'line';
  readonly afterMs: number;
}

/** A program, and how long it lives. */
interface LifeOptions {
  readonly program: string;
  readonly task: string;
  /** It ends by itself unless given. */
  readonly death?: Death;
  /** Asked again and again; the program is killed once this says so. */
  readonly isDone?: () => Promise<boolean>;
  /** Gets each line that it writes, except that it is connected; also those that it wrote before it was killed. */
  readonly onLine?: (line: string) => void;
}

/** How a life ended. */
interface LifeEnd {
  readonly isKilled: boolean;
  readonly exitCode: number | null;
}

/** Runs a program until it ends or is killed (SIGKILL). */
export async function runLife(options: LifeOptions): Promise<LifeEnd> {
  const { program, task, death, onLine, isDone } = options;
  const child = spawn(process.execPath, ['-r', 'reflect-metadata', program, task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let isKilled = false;
  const ended = new AbortController();
  const rest = (ms: number): Promise<void> =>
    delay(ms, undefined, { signal: ended.signal }).catch(() => undefined);
  const kill = (): void => {
    isKilled = !ended.signal.aborted;
    if (isKilled) child.kill('SIGKILL');
  };
  const die = async ({ afterMs }: Death): Promise<void> => {
    await rest(afterMs);
    kill();
  };
  if (death?.from === 'start') void die(death);
  let lines = 0;
  createInterface(child.stdout).on('line', (line) => {
    if (line === CONNECTED) {
      if (death?.from === 'connected') void die(death);
      return;
    }
    lines += 1;
    if (death?.from === 'line' && lines === 1) void die(death);
    onLine?.(line);
  });
  child.once('exit', () => ended.abort());
  const closed = once(child, 'close') as Promise<[number | null]>;
  if (isDone !== undefined) {
    while (!ended.signal.aborted && !(await isDone())) await rest(POLL_MS);
    kill();
  }
  const [exitCode] = await closed;
  return { isKilled, exitCode };
}

/** Some die at any time, perhaps before they are connected, some while they begin with what they are given, some while they work. */
export function chooseDeath(random: { int(below: number): number }): Death {
  const from = (['start', 'line', 'connected'] as const)[random.int(3)] ?? 'start';
  return { from, afterMs: random.int({ start: 1_500, line: 60, connected: 300 }[from]) };
}

/** How long a test takes at most that kills so many programs. */
export function killsTimeoutMs(kills: number): number {
  return 60_000 + kills * 15_000;
}
