import { block, evaluate, prepare } from '../calls';
import type { Scenario, ScenarioGroup } from '../scenario';
import { by, get, put, range, steps, stepsBy, toScenario } from './block-case';
import { blockKeyPolicies } from './block-key-policies';
import { blockRaces } from './block-races';
import { deployKeepers } from './collections';

const doubles: readonly Scenario[] = [
  {
    name: 'a transaction twice in a block',
    run: async (stage) => {
      const envelope = await prepare(stage, steps(put('d1')));
      return block(stage, [envelope, envelope]);
    },
  },
  {
    name: 'a transaction that lost its race, twice in a block',
    run: async (stage) => {
      await block(stage, [steps(put('d2'))]);
      const envelope = await prepare(stage, steps(get('d2'), put('d2', '2')));
      return block(stage, [steps(put('d2', '3')), envelope, envelope]);
    },
  },
  {
    name: 'a transaction without enough endorsements, twice in a block',
    run: async (stage) => {
      const envelope = await prepare(stage, stepsBy(by(1), put('d3')));
      return block(stage, [envelope, envelope]);
    },
  },
  {
    name: 'a transaction without enough endorsements before a good one of the same id',
    run: async (stage) => {
      const nonce = Buffer.alloc(24, 9);
      return block(stage, [
        await stage.forgeTransaction({ nonce, endorsers: [] }),
        await stage.forgeTransaction({ nonce }),
      ]);
    },
  },
  {
    name: 'a transaction that waited while its key was written',
    run: async (stage) => {
      await block(stage, [steps(put('d4'))]);
      const envelope = await prepare(stage, steps(get('d4'), put('d4', '2')));
      return [await block(stage, [steps(put('d4', '3'))]), await block(stage, [envelope])];
    },
  },
  {
    name: 'a transaction that waited while its range grew',
    run: async (stage) => {
      const envelope = await prepare(stage, steps(range('d5'), put('d5-read')));
      return [await block(stage, [steps(put('d5/a'))]), await block(stage, [envelope])];
    },
  },
  {
    name: 'the history of keys that several transactions of a block wrote',
    run: async (stage) => [
      await evaluate(stage, { method: 'history', args: ['b1'] }),
      await evaluate(stage, { method: 'history', args: ['b5'] }),
      await evaluate(stage, { method: 'history', args: ['b9'] }),
    ],
  },
];

/** Several transactions in one block: races, ranges, key-level policies, doubles. */
export const blocks: ScenarioGroup = {
  name: 'blocks',
  messagesMax: 4,
  prepare: deployKeepers,
  scenarios: [...[...blockRaces, ...blockKeyPolicies].map(toScenario), ...doubles],
};
