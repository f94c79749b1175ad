import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { pick, pickWeighted, type Random, type Weighted } from './choose';
import { compositeType, takeKey } from './keys';

type Query = (random: Random) => ScriptStep;

const takeBound = (random: Random): string =>
  pick(random, ['$/', '$/k0', '$/k1', '$/k9', '$/m/', '$/m/010', '$0']);

const someRecords = (random: Random): string => String(random(4));

const aroundFifty = (random: Random): string => String(48 + random(10));

/** Ranges, whole and in part, closed or left open, also where their ends are the wrong way round. */
const ranges: Weighted<Query> = [
  [4, () => ['range', '$/', '$0']],
  [3, () => ['range', '$/k0', '$/k2']],
  [2, (random) => ['range', '$/k1', '$/k9', someRecords(random)]],
  [2, () => ['range', '$/m/', '$/m0']],
  [1, (random) => ['range', '$/m/', '$/m0', aroundFifty(random)]],
  [1, () => ['range', '$/none/', '$/none0']],
  [2, (random) => ['openRange', '$/', '$0', someRecords(random)]],
  [1, (random) => ['openRange', '$/m/', '$/m0', aroundFifty(random)]],
  [2, (random) => ['try', 'range', takeBound(random), takeBound(random)]],
];

/** Pages, full and short: those that are full end at their last key. Some are left open. */
const pages: Weighted<Query> = [
  [4, (random) => ['page', '$/', '$0', String(1 + random(5))]],
  [2, (random) => ['page', '$/', '$0', String(1 + random(3)), takeKey(random)]],
  [2, (random) => ['page', '$/m/', '$/m0', String(48 + random(24))]],
  [1, () => ['page', '$/none/', '$/none0', '2']],
  [
    1,
    (random) => ['try', 'page', takeBound(random), takeBound(random), someRecords(random), takeBound(random)],
  ],
  [2, (random) => ['openPage', '$/', '$0', String(1 + random(5)), someRecords(random)]],
  [1, (random) => ['openPage', '$/m/', '$/m0', String(48 + random(24)), someRecords(random)]],
  [2, (random) => ['compositePage', String(1 + random(3)), '', compositeType, pick(random, ['a', 'b'])]],
  [1, (random) => ['compositePage', String(random(3)), '', compositeType]],
];

const others: Weighted<Query> = [
  [3, (random) => ['composite', compositeType, pick(random, ['a', 'b'])]],
  [2, () => ['composite', compositeType]],
  [4, (random) => ['try', 'policyOf', takeKey(random)]],
  [3, (random) => ['history', takeKey(random)]],
  // Peers with LevelDB refuse these, also in what is submitted.
  [1, () => ['try', 'query', '{"selector":{}}']],
  [1, (random) => ['try', 'queryPage', '{"selector":{}}', someRecords(random)]],
];

/** Every form of query, as often as it may differ. */
const queries: Weighted<Weighted<Query>> = [
  [12, ranges],
  [10, pages],
  [8, others],
];

/** One query of any form. */
export const takeQuery = (random: Random): ScriptStep =>
  pickWeighted(random, pickWeighted(random, queries))(random);
