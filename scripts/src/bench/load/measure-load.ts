import { forEachBounded } from '../../voyage/concurrent';
import { median } from '../statistics';
import { startBenchNetwork, type Batch, type BenchNetwork, type Engine } from './bench-network';
import type { CpuSeconds } from './process-cpu';
import type { Workload, WorkloadClient } from './workload';

/** An engine and how it cuts blocks. */
export interface Setting {
  readonly engine: Engine;
  readonly batch: Batch;
  /** Where peers keep state. */
  readonly stateDb: 'leveldb' | 'couchdb';
}

/** Milliseconds of processor time that one call costs; undefined where it cannot be known. */
type CpuPerCall = CpuSeconds | undefined;

/** What one setting did with a workload. */
export interface LoadFigures extends Setting {
  readonly workload: string;
  /** From nothing to a network with chaincode that answered. */
  readonly readyMs: number;
  readonly submitAloneMs: number;
  readonly submitsPerSecond: number;
  readonly submitCpuMs: CpuPerCall;
  readonly queriesPerSecond: number;
  readonly queryCpuMs: CpuPerCall;
}

const inFlightMax = 100;
const warmUpMs = 4_000;
const windowMs = 5_000;
const windows = 3;
const aloneMax = 40;
const aloneMs = 4_000;

interface Window {
  readonly perSecond: number;
  readonly cpuMs: CpuPerCall;
}

/** Keeps a number of calls under way for a while. */
async function runWindow(options: {
  network: BenchNetwork;
  lengthMs: number;
  call: () => Promise<unknown>;
}): Promise<Window> {
  const { network, lengthMs, call } = options;
  const before = await network.cpu();
  const startMs = performance.now();
  let count = 0;
  function* turns(): Generator<number> {
    while (performance.now() - startMs < lengthMs) {
      yield (count += 1);
    }
  }
  await forEachBounded(turns(), {
    inFlightMax,
    work: async () => {
      await call();
    },
  });
  const perSecond = count / ((performance.now() - startMs) / 1000);
  const after = await network.cpu();
  if (before === undefined || after === undefined) {
    return { perSecond, cpuMs: undefined };
  }
  const each = (group: keyof CpuSeconds): number => ((after[group] - before[group]) * 1000) / count;
  return {
    perSecond,
    cpuMs: { client: each('client'), network: each('network'), chaincode: each('chaincode') },
  };
}

/** The window in the middle, by what it achieved. */
function middle(all: readonly Window[]): Window {
  const sorted = all.toSorted((a, b) => a.perSecond - b.perSecond);
  return sorted[Math.floor(sorted.length / 2)] ?? { perSecond: Number.NaN, cpuMs: undefined };
}

async function submitAlone(submit: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  const samples: number[] = [];
  while (samples.length < aloneMax && performance.now() - startMs < aloneMs) {
    const sentMs = performance.now();
    await submit();
    samples.push(performance.now() - sentMs);
  }
  return median(samples);
}

type Calls = Pick<LoadFigures, 'submitAloneMs'> & { readonly submits: Window; readonly queries: Window };

async function measureCalls(network: BenchNetwork, client: WorkloadClient): Promise<Calls> {
  let submitted = 0;
  let asked = 0;
  const submit = async (): Promise<void> => {
    const id = `id-${submitted}`;
    submitted += 1;
    await client.submit(id);
  };
  await submit();
  // What was on the ledger before the queries began.
  let known = submitted;
  const query = (): Promise<unknown> => client.query(`id-${(asked += 1) % known}`);
  await runWindow({ network, lengthMs: warmUpMs, call: submit });
  known = submitted;
  await runWindow({ network, lengthMs: warmUpMs / 2, call: query });
  const submitAloneMs = await submitAlone(submit);
  const submits: Window[] = [];
  const queries: Window[] = [];
  for (let index = 0; index < windows; index += 1) {
    submits.push(await runWindow({ network, lengthMs: windowMs, call: submit }));
    known = submitted;
    queries.push(await runWindow({ network, lengthMs: windowMs / 2, call: query }));
  }
  return { submitAloneMs, submits: middle(submits), queries: middle(queries) };
}

/** Runs a workload on a fresh network: warmed up, alone, then many calls at once. */
export async function measureLoad(workload: Workload, setting: Setting): Promise<LoadFigures> {
  const startMs = performance.now();
  await using network = await startBenchNetwork({
    ...{ ...workload, ...setting },
    upOptions: ['--state-db', setting.stateDb],
  });
  const client = await workload.connect(network);
  try {
    const readyMs = performance.now() - startMs;
    const { submitAloneMs, submits, queries } = await measureCalls(network, client);
    return {
      ...setting,
      workload: workload.name,
      ...{ readyMs, submitAloneMs },
      submitsPerSecond: submits.perSecond,
      submitCpuMs: submits.cpuMs,
      queriesPerSecond: queries.perSecond,
      queryCpuMs: queries.cpuMs,
    };
  } finally {
    client.close();
  }
}
