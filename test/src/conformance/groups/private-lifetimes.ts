import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { evaluate, script, submit, type GatewayCall } from '../calls';
import type { Observation, Scenario } from '../scenario';
import type { Stage } from '../stage';
import { inOrder, overtake, reads } from './call-lists';

const members = { endorsers: ['Org1MSP', 'Org2MSP'] };
const all = { endorsers: ['Org1MSP', 'Org2MSP', 'Org3MSP'] };

const write = (...steps: ScriptStep[]): GatewayCall => script(steps, members);
const read = (...steps: ScriptStep[]): GatewayCall => script(steps);

async function ticks(stage: Stage, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) {
    await submit(stage, { method: 'put', args: ['tick', String(tick)] });
  }
}

/** Block by block, what is left of a key. */
async function watch(
  stage: Stage,
  options: { chaincode: string; collection: string; key: string; blocks: number },
): Promise<Observation[]> {
  const { chaincode, collection, key } = options;
  const seen: Observation[] = [];
  for (let block = 0; block < options.blocks; block += 1) {
    seen.push(await evaluate(stage, { ...read(['getPrivate', collection, key]), chaincode }));
    seen.push(await evaluate(stage, { ...read(['hash', collection, key]), chaincode }));
    await ticks(stage, 1);
  }
  return seen;
}

const inOpen = { chaincode: 'keeper', collection: 'open' };

/** How long private data lives, and what ends it sooner. */
export const privateLifetimes: readonly Scenario[] = [
  {
    name: 'data that expires after three blocks',
    run: async (stage) => [
      await submit(stage, script([['putPrivate', 'open', 'brief', 'v']], all)),
      await watch(stage, { ...inOpen, key: 'brief', blocks: 5 }),
    ],
  },
  {
    name: 'data that expires after one block',
    run: async (stage) => [
      await submit(stage, { ...write(['putPrivate', 'fleeting', 'k', 'v']), chaincode: 'vault' }),
      await watch(stage, { chaincode: 'vault', collection: 'fleeting', key: 'k', blocks: 3 }),
    ],
  },
  {
    name: 'data that was written again before it expired',
    run: async (stage) => {
      await submit(stage, script([['putPrivate', 'open', 'renewed', '1']], all));
      await ticks(stage, 2);
      await submit(stage, script([['putPrivate', 'open', 'renewed', '2']], all));
      return watch(stage, { ...inOpen, key: 'renewed', blocks: 5 });
    },
  },
  {
    name: 'a key whose policy is set again does not live longer',
    run: async (stage) => {
      const value: ScriptStep = ['putPrivate', 'open', 'guarded', '1'];
      await submit(stage, script([value, ['policyPrivate', 'open', 'guarded', '']], all));
      await ticks(stage, 1);
      await submit(stage, script([['policyPrivate', 'open', 'guarded', '']], all));
      return watch(stage, { ...inOpen, key: 'guarded', blocks: 4 });
    },
  },
  {
    name: 'a read of private data that expired',
    run: (stage) =>
      overtake(stage, {
        before: script([['putPrivate', 'open', 'lapsed', '1']], all),
        waiting: script(
          [
            ['getPrivate', 'open', 'lapsed'],
            ['put', 'after lapse', '1'],
          ],
          all,
        ),
        between: () => ticks(stage, 5),
        after: read(['hash', 'open', 'lapsed']),
      }),
  },
  inOrder('purging', [
    write(['putPrivate', 'ours', 'd', '1']),
    write(['purge', 'ours', 'd']),
    reads(read(['getPrivate', 'ours', 'd'], ['hash', 'ours', 'd'])),
    write(['purge', 'ours', 'never there']),
    write(['putPrivate', 'ours', 'd', '2'], ['purge', 'ours', 'd']),
    reads(read(['getPrivate', 'ours', 'd'])),
    write(['purge', 'ours', 'd'], ['putPrivate', 'ours', 'd', '3']),
    reads(read(['getPrivate', 'ours', 'd'])),
  ]),
  inOrder('purging, then writing again', [
    write(['putPrivate', 'ours', 'm', '1']),
    write(['putPrivate', 'ours', 'm', '2']),
    write(['purge', 'ours', 'm']),
    write(['putPrivate', 'ours', 'm', '3']),
    reads(read(['getPrivate', 'ours', 'm'], ['hash', 'ours', 'm'])),
    reads({ ...read(['getPrivate', 'ours', 'm']), by: 'Org2MSP' }),
  ]),
];
