import { peer } from '@hyperledger/fabric-protos';
import { compareOutcomes, type Difference } from './compare';
import { createHistory } from './create-history';
import type { HistoryPlan } from './history';
import { differentialLimits } from './limits';
import { playHistories, type Outcome } from './play';
import { toPrefix } from './prefix';
import { shrink } from './shrink';
import type { DifferentialStage } from './start-stage';

/** The network that is judged, and the one that is right. */
interface StagePair {
  readonly devnet: DifferentialStage;
  readonly fabric: DifferentialStage;
}

/** A history with which the two do not agree. */
interface DifferingHistory {
  readonly seed: number;
  readonly differences: readonly Difference[];
  /** As small as it was made; absent where only the first few were. */
  readonly smallest?: HistoryPlan;
}

export interface DifferentialReport {
  readonly histories: number;
  /** Those that were ordered, without what filled up blocks. */
  readonly transactions: number;
  /** How many transactions got each code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Places for which nothing was endorsed. */
  readonly notEndorsed: number;
  /** Envelopes that the orderer refused. */
  readonly notOrdered: number;
  readonly differing: readonly DifferingHistory[];
}

interface Played {
  readonly plan: HistoryPlan;
  readonly fabric: Outcome;
  readonly differences: readonly Difference[];
}

/** Plays more and more histories on both, in step: their blocks keep the same numbers. */
class Comparison {
  readonly #stages: StagePair;
  #next = 0;

  constructor(stages: StagePair) {
    this.#stages = stages;
  }

  async play(plans: readonly HistoryPlan[]): Promise<Played[]> {
    const histories = plans.map((plan, index) => ({ plan, prefix: toPrefix(this.#next + index) }));
    this.#next += plans.length;
    const { devnet, fabric } = this.#stages;
    const [ours, theirs] = await Promise.all([
      playHistories(devnet.stage, histories),
      playHistories(fabric.stage, histories),
    ]);
    return plans.flatMap((plan, index) => {
      const pair = { devnet: ours[index], fabric: theirs[index] };
      return pair.devnet === undefined || pair.fabric === undefined
        ? []
        : [
            {
              plan,
              fabric: pair.fabric,
              differences: compareOutcomes({ devnet: pair.devnet, fabric: pair.fabric }),
            },
          ];
    });
  }
}

class Tally {
  readonly codes: Record<string, number> = {};
  transactions = 0;
  notEndorsed = 0;
  notOrdered = 0;

  readonly #names = new Map(
    Object.entries(peer.TxValidationCode).map(([name, code]) => [code as number, name]),
  );

  add({ codes }: Outcome): void {
    for (const code of codes.flat()) {
      if (typeof code === 'number') {
        const name = this.#names.get(code) ?? String(code);
        this.codes[name] = (this.codes[name] ?? 0) + 1;
        this.transactions += 1;
      } else if (code === null) {
        this.notEndorsed += 1;
      } else {
        this.notOrdered += 1;
      }
    }
  }
}

/** Plays histories with the seeds from `seed` on, `lanes` at a time, and makes smaller what differs. */
export async function runDifferential(options: {
  stages: StagePair;
  histories: number;
  seed: number;
  lanes: number;
  /** How many of those that differ are made smaller. */
  shrunkMax?: number;
  /** Called with what Fabric made of each history, in order. */
  onOutcome?: (outcome: Outcome) => void;
  onProgress?: (progress: { histories: number; transactions: number; differing: number }) => void;
}): Promise<DifferentialReport> {
  const {
    stages,
    histories,
    seed,
    lanes,
    shrunkMax = differentialLimits.shrunkMax,
    onOutcome,
    onProgress,
  } = options;
  const comparison = new Comparison(stages);
  const tally = new Tally();
  const differing: DifferingHistory[] = [];
  const differs = async (plans: readonly HistoryPlan[]): Promise<boolean[]> =>
    (await comparison.play(plans)).map(({ differences }) => differences.length > 0);
  for (let first = 0; first < histories; first += lanes) {
    const count = Math.min(lanes, histories - first);
    const plans = Array.from({ length: count }, (_, index) => createHistory(seed + first + index));
    for (const { plan, fabric, differences } of await comparison.play(plans)) {
      tally.add(fabric);
      onOutcome?.(fabric);
      if (differences.length > 0) {
        const isShrunk = differing.length < shrunkMax;
        const smallest = isShrunk ? await shrink(plan, { differs, atOnceMax: lanes }) : undefined;
        differing.push({ seed: plan.seed, differences, ...(smallest === undefined ? {} : { smallest }) });
      }
    }
    onProgress?.({
      histories: first + count,
      transactions: tally.transactions,
      differing: differing.length,
    });
  }
  const { codes, transactions, notEndorsed, notOrdered } = tally;
  return { histories, transactions, codes, notEndorsed, notOrdered, differing };
}
