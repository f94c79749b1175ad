import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { peakMemoryMiB } from './process-tree';

export interface VoyageFigures {
  readonly flights: number;
  readonly seconds: number;
  readonly treeMiB: number;
  readonly exitCode: number;
}

/** Runs the main job as a process of its own, and watches the memory of its whole tree. */
export async function measureVoyage(flights: number): Promise<VoyageFigures> {
  const main = join(__dirname, '..', 'voyage', 'main.js');
  const startMs = performance.now();
  const child = spawn(process.execPath, [main, '--flights', String(flights), '--json'], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const treeMiB = await peakMemoryMiB({ pid: child.pid ?? 0, done: exited });
  const [exitCode] = (await exited) as [number | null];
  return { flights, seconds: (performance.now() - startMs) / 1000, treeMiB, exitCode: exitCode ?? 1 };
}
