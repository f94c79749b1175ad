import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { pick, pickWeighted, type Random, type Weighted } from './choose';
import { takePolicy, takeValue } from './public-steps';

/** Keys that a history has in each collection. */
const privateKeys = ['$/p0', '$/p1'] as const;

const takeCollection = (random: Random): string =>
  pick(random, ['ours', 'seal', 'brief', 'plain', '_implicit_org_Org3MSP']);

type Place = readonly [collection: string, key: string];
type StepMaker = (random: Random, place: Place) => readonly ScriptStep[];

const writes: Weighted<StepMaker> = [
  [10, (random, place) => [['putPrivate', ...place, takeValue(random)]]],
  [4, (_random, place) => [['putTransient', ...place]]],
  [3, (_random, place) => [['deletePrivate', ...place]]],
  [3, (_random, place) => [['purge', ...place]]],
  [
    3,
    (random, place) => [
      ['putPrivate', ...place, takeValue(random)],
      ['policyPrivate', ...place, takePolicy(random)],
    ],
  ],
];

const reads: Weighted<StepMaker> = [
  [6, (_random, place) => [['hash', ...place]]],
  [5, (_random, place) => [['getPrivate', ...place]]],
  [2, (_random, place) => [['try', 'policyOfPrivate', ...place]]],
  [1, (_random, [collection]) => [['rangePrivate', collection, '$/', '$0']]],
  [1, (_random, [collection]) => [['compositePrivate', collection, '$-doc', 'a']]],
  // Peers with LevelDB refuse it.
  [1, (_random, [collection]) => [['try', 'queryPrivate', collection, '{"selector":{}}']]],
];

/** One to three things to do with private data; a transaction writes a key of a collection once at most. */
export function createPrivateSteps(random: Random): { collection: string; steps: ScriptStep[] } {
  const collection = takeCollection(random);
  const steps: ScriptStep[] = [];
  const written = new Set<string>();
  const count = 1 + random(3);
  for (let index = 0; index < count; index += 1) {
    const key = pick(random, privateKeys);
    const isWrite = random(100) < 60 && !written.has(key);
    steps.push(...pickWeighted(random, isWrite ? writes : reads)(random, [collection, key]));
    if (isWrite) {
      written.add(key);
    }
  }
  return { collection, steps };
}
