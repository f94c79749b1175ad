import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { policyHex } from '../conformance/groups/policies';
import { isSafe } from './history';
import { isChosen, pick, pickWeighted, type Random, type Weighted } from './choose';

/** Keys of a history that are written and read singly. */
export const singleKeys = ['$/k0', '$/k1', '$/k2', '$/k3'] as const;

const composites: readonly [string[], ...string[][]] = [
  ['a', 'x'],
  ['a', 'y'],
  ['b', 'x'],
];

export const compositeType = '$-doc';

/** More than 50 results of a range are summarised by a Merkle tree. */
const longRange = { keysMin: 45, keysMax: 70 };

const policies = [
  policyHex("AND('Org1MSP.peer')"),
  policyHex("AND('Org2MSP.peer')"),
  policyHex("OR('Org1MSP.peer', 'Org3MSP.peer')"),
  policyHex("AND('Org1MSP.peer', 'Org2MSP.peer')"),
  policyHex("OutOf(2, 'Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')"),
  policyHex("AND('Org1MSP.member', 'Org3MSP.member')"),
  policyHex("OutOf(0, 'Org1MSP.peer')"),
] as const;

export const takePolicy = (random: Random): string => pick(random, policies);

export const takeValue = (random: Random): string => `v${random(1000)}`;

const takeKey = (random: Random): string => pick(random, singleKeys);

export const memberKey = (number: number): string => `$/m/${String(number).padStart(3, '0')}`;

const compositeKey = (parts: readonly string[]): string =>
  `\u0000${[compositeType, ...parts].join('\u0000')}\u0000`;

/** What a history's transactions do to the chaincode's public state, each as one or a few steps. */
type StepMaker = (random: Random) => readonly ScriptStep[];

const range: StepMaker = (random) => [
  pickWeighted<ScriptStep>(random, [
    [4, ['range', '$/', '$0']],
    [3, ['range', '$/k0', '$/k2']],
    [2, ['range', '$/k1', '$/k9', String(1 + random(3))]],
    [2, ['range', '$/m/', '$/m0']],
    [1, ['range', '$/m/', '$/m0', String(48 + random(10))]],
    [1, ['range', '$/none/', '$/none0']],
  ]),
];

/** Pages, full and short: those that are full end at their last key. */
const page: StepMaker = (random) => [
  pickWeighted<ScriptStep>(random, [
    [4, ['page', '$/', '$0', String(1 + random(5))]],
    [2, ['page', '$/', '$0', String(1 + random(3)), takeKey(random)]],
    [2, ['page', '$/m/', '$/m0', String(48 + random(24))]],
    [1, ['page', '$/none/', '$/none0', '2']],
    [2, ['compositePage', String(1 + random(3)), '', compositeType, pick(random, ['a', 'b'])]],
  ]),
];

const member: StepMaker = (random) => {
  const key = memberKey(random(longRange.keysMax));
  return [isChosen(random, 50) ? ['put', key, takeValue(random)] : ['delete', key]];
};

const composite: StepMaker = (random) => {
  const parts = pick(random, composites);
  return [
    pickWeighted<ScriptStep>(random, [
      [3, ['putComposite', takeValue(random), compositeType, ...parts]],
      [1, ['delete', compositeKey(parts)]],
      [2, ['composite', compositeType, pick(random, ['a', 'b'])]],
      [1, ['composite', compositeType]],
    ]),
  ];
};

/** A policy goes with its key's value, always. */
const policy: StepMaker = (random) => {
  const key = takeKey(random);
  return [
    ['put', key, takeValue(random)],
    ['policy', key, takePolicy(random)],
  ];
};

const simple: Weighted<StepMaker> = [
  [30, (random) => [['get', takeKey(random)]]],
  [28, (random) => [['put', takeKey(random), takeValue(random)]]],
  [8, (random) => [['delete', takeKey(random)]]],
];

const call: StepMaker = (random) => {
  const inner = [...pickWeighted(random, simple)(random), ...pickWeighted(random, simple)(random)];
  return [['call', 'second', '', 'script:run', JSON.stringify(inner)]];
};

const makers: Weighted<StepMaker> = [
  ...simple,
  [12, range],
  [10, page],
  [10, policy],
  [4, (random) => [['try', 'policyOf', takeKey(random)]]],
  [8, composite],
  [8, member],
  [4, (random) => [['event', 'told', takeValue(random)]]],
  [4, call],
  [2, (random) => [['history', takeKey(random)]]],
  [1, () => [['fail', 'as it was told']]],
  [1, () => [['put', '', 'no key']]],
];

const readingVerbs = new Set(['get', 'range', 'page', 'compositePage', 'composite', 'history']);

/** A peer refuses writes beside a page: mostly they are left out, so that the page is submitted. */
function withoutWritesBesidePages(random: Random, steps: readonly ScriptStep[]): readonly ScriptStep[] {
  const hasPage = steps.some(([verb]) => /page$/i.test(verb));
  return hasPage && isChosen(random, 85) ? steps.filter(([verb]) => readingVerbs.has(verb)) : steps;
}

/** One to four things to do. */
export function createPublicSteps(random: Random): readonly ScriptStep[] {
  const steps: ScriptStep[] = [];
  const count = 1 + random(4);
  for (let index = 0; index < count; index += 1) {
    const made = pickWeighted(random, makers)(random);
    if (isSafe([...steps, ...made])) {
      steps.push(...made);
    }
  }
  return steps.length === 0 ? [['get', takeKey(random)]] : withoutWritesBesidePages(random, steps);
}

/** What many histories begin with: single keys, and sometimes a range that is long enough to be summarised. */
export function createFirstSteps(random: Random): ScriptStep[] {
  const steps: ScriptStep[] = singleKeys
    .filter(() => isChosen(random, 75))
    .map((key) => ['put', key, takeValue(random)]);
  if (isChosen(random, 25)) {
    const count = longRange.keysMin + random(longRange.keysMax - longRange.keysMin);
    steps.push(...Array.from({ length: count }, (_, index): ScriptStep => ['put', memberKey(index), '1']));
  }
  return steps.length === 0 ? [['put', '$/k0', 'first']] : steps;
}
