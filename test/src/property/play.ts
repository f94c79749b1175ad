import type { MemoryCall, Simulation } from '@kontti/chaincode/testing/memory-ledger';
import { HOUR_MS, createWorld, type World } from '@kontti/chaincode/testing/world';
import { Seeded } from '../adversary/seeded';

/** Runs on one ledger, after which a new one begins. */
const RUNS_PER_LEDGER = 25;
const COMMANDS_PER_RUN_MAX = 3;

/** How a property is looked for. */
interface PropertyOptions {
  readonly runs: number;
  readonly seed: number;
  /** Counts all that is sealed, as if nothing judged it: the violations that companies forge have to be found. */
  readonly trustsAll?: boolean;
}

/** What came of it. */
interface PropertyResult {
  readonly runs: number;
  readonly commands: number;
  readonly accepted: number;
  readonly forged: number;
  readonly violations: readonly string[];
}

/** What is played about one subject, and what has to hold whatever happens. */
export interface PropertySubject {
  prepare(world: World): Promise<void>;
  /** One command; nothing where there is nothing to call it on. */
  someCall(
    world: World,
    seeded: Seeded,
    ref: string,
  ): Promise<MemoryCall | undefined> | MemoryCall | undefined;
  /** What a coalition seals without any contract. */
  forge(world: World, seeded: Seeded, ref: string): void;
  /** Where something does not add up, in words. */
  findViolations(world: World, options: { readonly trustsAll: boolean }): Promise<readonly string[]>;
}

/**
 * Plays random commands, of which those of one run are endorsed on the same state and ordered in one block, and after each run
 * looks whether everything adds up. Companies forge what they like in between. Stops at the first violation.
 */
export async function play(
  subject: PropertySubject,
  { runs, seed, trustsAll = false }: PropertyOptions,
): Promise<PropertyResult> {
  const seeded = new Seeded(seed);
  let world: World | undefined;
  const counts = { commands: 0, accepted: 0, forged: 0 };
  for (let run = 0; run < runs; run += 1) {
    if (world === undefined || run % RUNS_PER_LEDGER === 0) {
      world = await createWorld();
      await subject.prepare(world);
    }
    const violations: string[] = [];
    const simulations: Simulation[] = [];
    for (let index = 0; index <= seeded.int(COMMANDS_PER_RUN_MAX); index += 1) {
      const call = await subject.someCall(world, seeded, `r-${run}-${index}`);
      if (call === undefined) continue;
      counts.commands += 1;
      const simulation = await world.ledger.simulate(call);
      const { error } = simulation;
      if (error === undefined) simulations.push(simulation);
      else if (['INTERNAL', 'UNTYPED'].includes(error.code)) violations.push(`${call.method}: ${error.code}`);
    }
    for (const simulation of simulations) {
      if (world.ledger.commit(simulation) === 'VALID') counts.accepted += 1;
    }
    if (seeded.once(4)) {
      subject.forge(world, seeded, `f-${run}`);
      counts.forged += 1;
    }
    if (seeded.once(5)) world.ledger.nowMs += seeded.int(24) * HOUR_MS;
    violations.push(...(await subject.findViolations(world, { trustsAll })));
    if (violations.length > 0) {
      return { runs: run + 1, ...counts, violations: violations.map((each) => `run ${run}: ${each}`) };
    }
  }
  return { runs, ...counts, violations: [] };
}
