import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { evaluate, script } from '../conformance/calls';
import type { Stage } from '../conformance/stage';
import { companies, type HistoryPlan } from './history';
import { withPrefix } from './prefix';
import { compositeType, singleKeys } from './keys';

const privateVerbs = new Set(['putPrivate', 'putTransient', 'deletePrivate', 'purge']);

/** The collections' keys that a history wrote. */
function privatePlaces(plan: HistoryPlan): (readonly [collection: string, key: string])[] {
  const places = plan.drafts
    .flatMap(({ steps }) => steps)
    .filter(([verb]) => privateVerbs.has(verb))
    .map(([, collection = '', key = '']) => `${collection} ${key}`);
  return [...new Set(places)].toSorted().map((place) => {
    const [collection = '', key = ''] = place.split(' ');
    return [collection, key];
  });
}

const publicSteps: readonly ScriptStep[] = [
  ['range', '$/', '$0'],
  ['composite', compositeType],
  ...singleKeys.flatMap((key): ScriptStep[] => [
    ['try', 'policyOf', key],
    ['history', key],
  ]),
  ['history', '$/m/010'],
];

const secondSteps: readonly ScriptStep[] = [
  ['range', '$/', '$0'],
  ...singleKeys.map((key): ScriptStep => ['history', key]),
];

const hashSteps = (plan: HistoryPlan): ScriptStep[] =>
  privatePlaces(plan).flatMap((place): ScriptStep[] => [
    ['try', 'hash', ...place],
    ['try', 'policyOfPrivate', ...place],
  ]);

/** What all can read, each company a part of it, and what its own peer has of the private data. */
function stepsOf(mspId: string, plan: HistoryPlan): ScriptStep[] {
  const shared: Readonly<Record<string, readonly ScriptStep[]>> = {
    Org1MSP: publicSteps,
    Org2MSP: [['call', 'second', '', 'script:run', JSON.stringify(secondSteps)]],
    Org3MSP: hashSteps(plan),
  };
  const plain = privatePlaces(plan).map((place): ScriptStep => ['try', 'getPrivate', ...place]);
  return [...(shared[mspId] ?? []), ...plain];
}

/** By step, what a company reads: a step's words, and what it gave. */
async function readAt(
  stage: Stage,
  mspId: string,
  steps: readonly ScriptStep[],
): Promise<Readonly<Record<string, unknown>>> {
  const outcome = await evaluate(stage, script(steps, { by: mspId, endorsers: [mspId] }));
  const { result } = outcome as { result?: string };
  if (result === undefined) {
    return { outcome };
  }
  // The evaluation's own id, which no history knows.
  const results = JSON.parse(
    result.replace(/transaction ID: [0-9a-f]{64}/g, 'transaction ID: <tx>'),
  ) as unknown[];
  return Object.fromEntries(steps.map((step, index) => [step.join(' '), results[index]]));
}

/** What a history left: public keys with their policies and history, hashes of private data, and what each company's own peer has of it. */
export async function readState(
  stage: Stage,
  { plan, prefix }: { readonly plan: HistoryPlan; readonly prefix: string },
): Promise<Record<string, unknown>> {
  const entries = companies.map(async (mspId) => {
    const steps = withPrefix(stepsOf(mspId, plan), prefix);
    return [mspId, await readAt(stage, mspId, steps)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
