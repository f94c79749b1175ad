import { block, evaluate, prepare, submit, type GatewayCall } from '../calls';
import type { Observation, Scenario } from '../scenario';
import type { Stage } from '../stage';

/** A call that is evaluated, where the others are submitted. */
export type ListedCall = GatewayCall & { readonly isRead?: boolean };

export const reads = (call: GatewayCall): ListedCall => ({ ...call, isRead: true });

/** Calls one after the other, each with a block of its own. */
export function inOrder(name: string, calls: readonly ListedCall[]): Scenario {
  return {
    name,
    run: async (stage) => {
      const seen: Observation[] = [];
      for (const { isRead = false, ...call } of calls) {
        seen.push(isRead ? await evaluate(stage, call) : await submit(stage, call));
      }
      return seen;
    },
  };
}

/** A transaction that is endorsed, then waits until what comes between is done; and what is read in the end. */
export async function overtake(
  stage: Stage,
  course: { before: GatewayCall; waiting: GatewayCall; between: () => Promise<unknown>; after: GatewayCall },
): Promise<Observation> {
  await submit(stage, course.before);
  const waiting = await prepare(stage, course.waiting);
  await course.between();
  return [await block(stage, [waiting]), await evaluate(stage, course.after)];
}
