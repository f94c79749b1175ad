import { createHistory } from './create-history';
import { playHistories, type Outcome } from './play';
import { toPrefix } from './prefix';
import type { DifferentialStage } from './start-stage';

/** Plays the histories of the seeds from `seed` on, on a network that has played none before. */
export async function playMany(options: {
  network: DifferentialStage;
  histories: number;
  seed: number;
  lanes: number;
}): Promise<Outcome[]> {
  const { network, histories, seed, lanes } = options;
  const outcomes: Outcome[] = [];
  for (let first = 0; first < histories; first += lanes) {
    const count = Math.min(lanes, histories - first);
    const plans = Array.from({ length: count }, (_, index) => ({
      plan: createHistory(seed + first + index),
      prefix: toPrefix(first + index),
    }));
    outcomes.push(...(await playHistories(network.stage, plans)));
  }
  return outcomes;
}
