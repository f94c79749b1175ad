import { isSafe, type HistoryPlan, type Round } from './history';
import { differentialLimits } from './limits';

const without = <T>(values: readonly T[], index: number): T[] => values.filter((_, each) => each !== index);

const replaced = <T>(values: readonly T[], index: number, value: T): T[] =>
  values.map((each, at) => (at === index ? value : each));

function withRound(plan: HistoryPlan, index: number, round: Round): HistoryPlan {
  return { ...plan, rounds: replaced(plan.rounds, index, round) };
}

/** Without one draft, wherever it is; the others keep their numbers. */
function withoutDraft(plan: HistoryPlan, draft: number): HistoryPlan {
  const rounds = plan.rounds.map(({ endorse, block }) => ({
    endorse: endorse.filter((each) => each !== draft),
    block: block.filter((slot) => slot.draft !== draft),
  }));
  return { ...plan, rounds };
}

/** Each history that is smaller by one part: a draft, a place in a block, a bend, a step. */
export function reduce(plan: HistoryPlan): HistoryPlan[] {
  const endorsed = plan.rounds.flatMap(({ endorse }) => endorse);
  const drafts = endorsed.map((draft) => withoutDraft(plan, draft));
  const slots = plan.rounds.flatMap((round, index) =>
    round.block.map((_, slot) => withRound(plan, index, { ...round, block: without(round.block, slot) })),
  );
  const bends = plan.rounds.flatMap((round, index) =>
    round.block.flatMap((slot, at) =>
      slot.bend === undefined
        ? []
        : [withRound(plan, index, { ...round, block: replaced(round.block, at, { draft: slot.draft }) })],
    ),
  );
  const steps = endorsed.flatMap((number) => {
    const draft = plan.drafts[number];
    return draft === undefined || draft.steps.length < 2
      ? []
      : draft.steps
          .map((_, step) => without(draft.steps, step))
          .filter(isSafe)
          .map((each) => ({ ...plan, drafts: replaced(plan.drafts, number, { ...draft, steps: each }) }));
  });
  return [...drafts, ...slots, ...bends, ...steps];
}

/** A smaller history that still differs; `differs` tries many of them side by side. */
export async function shrink(
  plan: HistoryPlan,
  options: { differs: (plans: readonly HistoryPlan[]) => Promise<boolean[]>; atOnceMax: number },
): Promise<HistoryPlan> {
  const { differs, atOnceMax } = options;
  let smallest = plan;
  let first = 0;
  for (let round = 0; round < differentialLimits.shrinkRoundsMax; round += 1) {
    const candidates = reduce(smallest).slice(first, first + atOnceMax);
    if (candidates.length === 0) {
      break;
    }
    const found = (await differs(candidates)).indexOf(true);
    smallest = candidates[found] ?? smallest;
    first += found === -1 ? candidates.length : found;
  }
  return smallest;
}
