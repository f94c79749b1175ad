import { findFabricBinaries } from '@kontti/fabric-runner';
import { NetworkError } from '@kontti/fabric-protocol';
import { median } from '../statistics';
import { assetWorkload, unsealedWorkload } from './asset-workload';
import type { Batch } from './bench-network';
import { konttiWorkload } from './kontti-workload';
import { measureLoad, type LoadFigures, type Setting } from './measure-load';
import type { CpuSeconds } from './process-cpu';
import { readingsWorkload } from './readings-workload';
import type { Workload } from './workload';
import type { VoyageSetting } from '../voyage';

export const workloads: readonly Workload[] = [
  assetWorkload,
  unsealedWorkload,
  konttiWorkload,
  readingsWorkload,
];

/** Fabric's settings that are tuned for throughput. */
export const tuned: Batch = { messages: 500, timeout: '50ms' };
/** What fabric-samples' test network has. */
const testNetwork: Batch = { messages: 10, timeout: '2s' };
/** Each transaction gets a block at once. */
const atOnce: Batch = { messages: 1, timeout: '50ms' };

/** False when no programs of Fabric's are at hand. */
export async function hasFabric(): Promise<boolean> {
  try {
    await findFabricBinaries(process.env);
    return true;
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'FABRIC_BINARIES_MISSING') {
      return false;
    }
    throw error;
  }
}

/** Which of Fabric's programs are at hand. */
async function findEngines(): Promise<{ readonly withFabric: boolean; readonly withCouchdb: boolean }> {
  const withFabric = await hasFabric();
  return { withFabric, withCouchdb: withFabric && process.env['COUCHDB_BIN'] !== undefined };
}

/** Where the main job runs: the devnet, and Fabric's peers with each database that is at hand. */
export async function voyageSettings(): Promise<readonly VoyageSetting[]> {
  const { withFabric, withCouchdb } = await findEngines();
  return [
    { engine: 'devnet', stateDb: 'leveldb' },
    ...(withFabric ? [{ engine: 'fabric', stateDb: 'leveldb' } as const] : []),
    ...(withCouchdb ? [{ engine: 'fabric', stateDb: 'couchdb' } as const] : []),
  ];
}

/** Where readings are measured: tuned for throughput. */
export async function readingsSettings(): Promise<readonly Pick<Setting, 'engine' | 'batch'>[]> {
  const { withFabric } = await findEngines();
  return [
    { engine: 'devnet', batch: tuned },
    ...(withFabric ? [{ engine: 'fabric', batch: tuned } as const] : []),
  ];
}

/** Engines next to one another, so that what disturbs the machine disturbs both. */
export async function loadSettings(): Promise<readonly Setting[]> {
  const batches = [tuned, atOnce, testNetwork];
  const { withFabric, withCouchdb } = await findEngines();
  return batches.flatMap((batch) => [
    { engine: 'devnet', batch, stateDb: 'leveldb' } as const,
    ...(withFabric && batch !== atOnce ? [{ engine: 'fabric', batch, stateDb: 'leveldb' } as const] : []),
    ...(withCouchdb && batch === tuned ? [{ engine: 'fabric', batch, stateDb: 'couchdb' } as const] : []),
  ]);
}

function medianCpu(all: readonly (CpuSeconds | undefined)[]): CpuSeconds | undefined {
  const known = all.filter((cpu) => cpu !== undefined);
  if (known.length === 0) {
    return undefined;
  }
  const of = (group: keyof CpuSeconds): number => median(known.map((cpu) => cpu[group]));
  return { client: of('client'), network: of('network'), chaincode: of('chaincode') };
}

function combine(rounds: readonly LoadFigures[], setting: Setting, workload: Workload): LoadFigures {
  const of = (field: (figures: LoadFigures) => number): number => median(rounds.map(field));
  return {
    ...setting,
    workload: workload.name,
    readyMs: of(({ readyMs }) => readyMs),
    submitAloneMs: of(({ submitAloneMs }) => submitAloneMs),
    submitsPerSecond: of(({ submitsPerSecond }) => submitsPerSecond),
    submitCpuMs: medianCpu(rounds.map(({ submitCpuMs }) => submitCpuMs)),
    queriesPerSecond: of(({ queriesPerSecond }) => queriesPerSecond),
    queryCpuMs: medianCpu(rounds.map(({ queryCpuMs }) => queryCpuMs)),
  };
}

/** Measures each setting `rounds` times, in turn, on a fresh network each time: the medians. */
export async function measureLoads(options: {
  workload: Workload;
  settings: readonly Setting[];
  rounds: number;
}): Promise<readonly LoadFigures[]> {
  const { workload, settings, rounds } = options;
  const measured = settings.map((): LoadFigures[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, setting] of settings.entries()) {
      measured[index]?.push(await measureLoad(workload, setting));
    }
  }
  return settings.map((setting, index) => combine(measured[index] ?? [], setting, workload));
}
