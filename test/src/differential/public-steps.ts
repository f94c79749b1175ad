import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { policyHex } from '../conformance/groups/policies';
import { isSafe } from './history';
import { compositeType, composites, longRange, memberKey, singleKeys, takeKey } from './keys';
import { takeQuery } from './query-steps';
import { isChosen, pick, pickWeighted, type Random, type Weighted } from './choose';

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

const compositeKey = (parts: readonly string[]): string =>
  `\u0000${[compositeType, ...parts].join('\u0000')}\u0000`;

/** What a history's transactions do to the chaincode's public state, each as one or a few steps. */
type StepMaker = (random: Random) => readonly ScriptStep[];

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

/** What another chaincode does in the same transaction, queries too. */
const call: StepMaker = (random) => {
  const inner = [
    ...pickWeighted(random, simple)(random),
    ...pickWeighted<StepMaker>(random, [...simple, [30, (chosen) => [takeQuery(chosen)]]])(random),
  ];
  return [['call', 'second', '', 'script:run', JSON.stringify(inner)]];
};

const makers: Weighted<StepMaker> = [
  ...simple,
  [30, (random) => [takeQuery(random)]],
  [10, policy],
  [5, composite],
  [8, member],
  [4, (random) => [['event', 'said', takeValue(random)]]],
  [5, call],
  [1, () => [['fail', 'as it was asked to']]],
  [1, () => [['put', '', 'no key']]],
];

const writingVerbs = new Set(['put', 'delete', 'policy', 'putComposite', 'call']);

/** Also in what another chaincode does. */
const hasPage = (step: ScriptStep): boolean => /page\W/i.test(JSON.stringify(step));

/** A peer refuses writes beside a page: mostly they are left out, so that the page is submitted. */
function withoutWritesBesidePages(random: Random, steps: readonly ScriptStep[]): readonly ScriptStep[] {
  if (!steps.some(hasPage) || isChosen(random, 15)) return steps;
  return steps.filter((step) => hasPage(step) || !writingVerbs.has(step[0]));
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
