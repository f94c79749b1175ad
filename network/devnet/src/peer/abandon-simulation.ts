import type { Simulator } from '../ledger/types';

/** Lets go of what a simulator holds when nobody wants its result: one that ended in an error, or only read. */
export function abandonSimulation(simulator: Simulator): void {
  try {
    simulator.finish();
  } catch {
    // It was finished before, or its transaction broke a rule: there is no result either way.
  }
}
