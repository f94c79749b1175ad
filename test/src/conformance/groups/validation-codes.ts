import { block, evaluate, prepare, script } from '../calls';
import type { Scenario, ScenarioGroup } from '../scenario';
import { deployKeepers } from './collections';
import { contentCases } from './content-cases';
import { messageCases } from './message-cases';

const doubles: readonly Scenario[] = [
  {
    name: 'a transaction that was valid, again',
    run: async (stage) => {
      const envelope = await prepare(stage, script([['put', 'twice', '1']]));
      return [await block(stage, [envelope]), await block(stage, [envelope])];
    },
  },
  {
    name: 'a transaction that was not valid, again',
    run: async (stage) => {
      const envelope = await stage.forgeTransaction({ endorsers: [] });
      return [await block(stage, [envelope]), await block(stage, [envelope])];
    },
  },
  {
    name: 'a transaction whose first copy is another one under the same id',
    run: async (stage) => {
      const nonce = Buffer.alloc(24, 7);
      const [first, second] = [
        await stage.forgeTransaction({ nonce, endorsers: [] }),
        await stage.forgeTransaction({ nonce }),
      ];
      return [await block(stage, [first]), await block(stage, [second])];
    },
  },
  {
    name: 'what the forged transactions left',
    run: (stage) => evaluate(stage, script([['range', '', '']])),
  },
];

/** Every code that a client can provoke behind an honest orderer, by envelopes that no gateway made. */
export const validationCodes: ScenarioGroup = {
  name: 'validation-codes',
  prepare: deployKeepers,
  scenarios: [
    ...[...messageCases, ...contentCases].map(({ name, plan }) => ({
      name: `a transaction ${name}`,
      run: async (stage: Parameters<Scenario['run']>[0]) =>
        block(stage, [await stage.forgeTransaction(plan)]),
    })),
    ...doubles,
  ],
};
