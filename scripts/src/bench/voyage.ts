import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CouchdbRequests } from '@kontti/fabric-runner';
import type { Engine } from './load/bench-network';
import { peakMemoryMiB } from './process-tree';

/** On what the main job runs. */
export interface VoyageSetting {
  readonly engine: Engine;
  readonly stateDb: 'leveldb' | 'couchdb';
}

export interface VoyageFigures extends VoyageSetting {
  readonly flights: number;
  readonly seconds: number;
  readonly treeMiB: number;
  readonly exitCode: number;
  readonly transactions?: number;
  /** What all peers asked of their CouchDBs while the job ran. */
  readonly couchdb?: CouchdbRequests;
}

/** What the job said of itself; nothing when it failed. */
function readReport(output: string): Pick<VoyageFigures, 'transactions' | 'couchdb'> {
  if (output === '') return {};
  const { transactions, couchdb } = JSON.parse(output) as Required<VoyageFigures>;
  return { transactions, couchdb };
}

/** Runs the main job as a process of its own, and watches the memory of its whole tree. */
export async function measureVoyage(flights: number, setting: VoyageSetting): Promise<VoyageFigures> {
  const { engine, stateDb } = setting;
  const main = join(__dirname, '..', 'voyage', 'main.js');
  const args = [main, '--flights', String(flights), '--engine', engine, '--state-db', stateDb, '--json'];
  const startMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const output = text(child.stdout);
  const exited = once(child, 'exit');
  const treeMiB = await peakMemoryMiB({ pid: child.pid ?? 0, done: exited });
  const [exitCode] = (await exited) as [number | null];
  const seconds = (performance.now() - startMs) / 1000;
  return { ...setting, flights, seconds, treeMiB, exitCode: exitCode ?? 1, ...readReport(await output) };
}
