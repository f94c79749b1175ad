import type { Engine, StateDatabase } from '../engine/engine';
import type { Observation, Scenario, ScenarioGroup } from './scenario';
import { withStage } from './stage';

/** What a scenario observed, or the error that ended it: one that is no answer of the network. */
export type Played = { readonly observation: Observation } | { readonly error: Error };

/** Longer than any scenario takes. */
const scenarioTimeoutMs = 30_000;

async function withinTime<T>({ name }: Scenario, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no end after ${scenarioTimeoutMs} ms: ${name}`));
    }, scenarioTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Plays all scenarios of a group in order on a network of their own. */
export function playGroup(options: {
  group: ScenarioGroup;
  engine?: Engine;
  stateDatabase?: StateDatabase;
}): Promise<ReadonlyMap<string, Played>> {
  const { group } = options;
  return withStage(options, async (stage) => {
    const played = new Map<string, Played>();
    for (const scenario of group.scenarios) {
      try {
        const observation = await withinTime(scenario, scenario.run(stage));
        // Through JSON, as the vectors were.
        played.set(scenario.name, {
          observation: JSON.parse(JSON.stringify(stage.labels.normalise(observation))) as unknown,
        });
      } catch (error) {
        played.set(scenario.name, { error: error instanceof Error ? error : new Error(String(error)) });
      }
    }
    return played;
  });
}
