import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { script, submit, type GatewayCall } from '../calls';
import type { Scenario, ScenarioGroup } from '../scenario';
import type { Stage } from '../stage';
import { inOrder, overtake, reads } from './call-lists';
import { deployKeepers } from './collections';
import { policyHex } from './policies';
import { deployVault, privateAccess } from './private-access';
import { privateLifetimes } from './private-lifetimes';

const members = { endorsers: ['Org1MSP', 'Org2MSP'] };
const write = (...steps: ScriptStep[]): GatewayCall => script(steps, members);
const read = (...steps: ScriptStep[]): GatewayCall => script(steps);

/** A transaction that waited while somebody else changed, deleted or purged what it read. */
function race(name: string, options: { key: string; read: string; change: ScriptStep }): Scenario {
  const { key, change } = options;
  return {
    name,
    run: (stage) =>
      overtake(stage, {
        before: write(['putPrivate', 'ours', key, '1']),
        waiting: write([options.read, 'ours', key], ['putPrivate', 'ours', key, '2']),
        between: () => submit(stage, write(change)),
        after: read(['getPrivate', 'ours', key]),
      }),
  };
}

const org2 = policyHex("AND('Org2MSP.peer')");

const basics: readonly Scenario[] = [
  inOrder('private data is written, read by members, changed and deleted', [
    write(['putPrivate', 'ours', 'a', '1']),
    reads(read(['getPrivate', 'ours', 'a'], ['hash', 'ours', 'a'])),
    reads({ ...read(['getPrivate', 'ours', 'a']), by: 'Org2MSP' }),
    write(['putPrivate', 'ours', 'a', '2'], ['getPrivate', 'ours', 'a'], ['hash', 'ours', 'a']),
    reads(read(['getPrivate', 'ours', 'a'], ['hash', 'ours', 'a'])),
    write(['deletePrivate', 'ours', 'a']),
    reads(read(['getPrivate', 'ours', 'a'], ['hash', 'ours', 'a'])),
    write(['deletePrivate', 'ours', 'a']),
  ]),
  race('a read of private data that changed', {
    ...{ key: 'e', read: 'getPrivate' },
    change: ['putPrivate', 'ours', 'e', '3'],
  }),
  race('a read of a hash that changed', {
    ...{ key: 'f', read: 'hash' },
    change: ['putPrivate', 'ours', 'f', '3'],
  }),
  race('a read of private data that was deleted', {
    ...{ key: 'j', read: 'getPrivate' },
    change: ['deletePrivate', 'ours', 'j'],
  }),
  race('a read of a hash that was purged', {
    ...{ key: 'l', read: 'hash' },
    change: ['purge', 'ours', 'l'],
  }),
  inOrder('policies of private keys', [
    write(['putPrivate', 'ours', 'g', '1'], ['policyPrivate', 'ours', 'g', org2]),
    reads(read(['policyOfPrivate', 'ours', 'g'])),
    script([['putPrivate', 'ours', 'g', '2']], { endorsers: ['Org1MSP'] }),
    script([['putPrivate', 'ours', 'g', '3']], { endorsers: ['Org2MSP'] }),
    script([['deletePrivate', 'ours', 'g']], { endorsers: ['Org2MSP'] }),
    write(['putPrivate', 'ours', 'g', '4']),
    reads(read(['getPrivate', 'ours', 'g'], ['policyOfPrivate', 'ours', 'g'])),
  ]),
  inOrder("a collection's own endorsement policy", [
    script([['putPrivate', 'seal', 'h', '1']], { endorsers: ['Org2MSP'] }),
    script([['putPrivate', 'seal', 'h', '2']], { endorsers: ['Org1MSP', 'Org3MSP'] }),
    ...[['Org2MSP'], ['Org2MSP', 'Org3MSP']].map((endorsers, index) =>
      script(
        [
          ['putPrivate', 'seal', 'h', `both ${index}`],
          ['put', 'h', `both ${index}`],
        ],
        { endorsers },
      ),
    ),
    script(
      [
        ['putPrivate', 'seal', 'h', '5'],
        ['event', 'alone', ''],
      ],
      { endorsers: ['Org2MSP'] },
    ),
    reads({ ...read(['getPrivate', 'seal', 'h']), by: 'Org2MSP' }),
  ]),
];

const ranges = inOrder('private ranges', [
  write(
    ['putPrivate', 'ours', 'r/1', '1'],
    ['putPrivate', 'ours', 'r/2', '2'],
    ['putPrivate', 'ours', 'r/3', '3'],
  ),
  reads(read(['rangePrivate', 'ours', 'r/', 'r0'])),
  reads(read(['rangePrivate', 'ours', 'r/2', ''])),
  write(['rangePrivate', 'ours', 'r/', 'r0']),
  write(['rangePrivate', 'ours', 'r/', 'r0'], ['put', 'after a private range', '1']),
  write(['put', 'before a private range', '1'], ['rangePrivate', 'ours', 'r/', 'r0']),
  write(['putPrivate', 'ours', 'r/4', '1'], ['rangePrivate', 'ours', 'r/', 'r0']),
  write(['policyPrivate', 'ours', 'r/1', org2], ['rangePrivate', 'ours', 'r/', 'r0']),
]);

const oddities: readonly Scenario[] = [
  inOrder("a company's own collection", [
    script([['putPrivate', '_implicit_org_Org1MSP', 'i', '1']], { endorsers: ['Org1MSP'] }),
    reads(read(['getPrivate', '_implicit_org_Org1MSP', 'i'])),
    reads({ ...read(['getPrivate', '_implicit_org_Org1MSP', 'i']), by: 'Org2MSP' }),
    reads({ ...read(['hash', '_implicit_org_Org1MSP', 'i']), by: 'Org2MSP' }),
  ]),
  inOrder('collections that there are not', [
    reads(read(['getPrivate', 'ghost', 'k'])),
    reads(read(['hash', 'ghost', 'k'])),
    reads(read(['rangePrivate', 'ghost', '', ''])),
    reads(read(['getPrivate', '_implicit_org_GhostMSP', 'k'])),
    ...['ghost', '_implicit_org_GhostMSP'].map((name) => write(['putPrivate', name, 'k', '1'])),
    write(['purge', 'ghost', 'k']),
    write(['policyPrivate', 'ghost', 'k', org2]),
    reads(read(['getPrivate', '', 'k'])),
    write(['putPrivate', '', 'k', '1']),
  ]),
  inOrder('odd private keys and values', [
    write(['putPrivate', 'ours', '', 'empty key']),
    write(['putPrivate', 'ours', 'empty value', '']),
    reads(read(['getPrivate', 'ours', 'empty value'], ['hash', 'ours', 'empty value'])),
  ]),
  inOrder('private data of another chaincode', [
    write([
      ...(['call', 'second', 'mychannel', 'script:run'] as const),
      JSON.stringify([['putPrivate', 'ours', 'nested', 'of the second']]),
    ]),
    reads(read(['getPrivate', 'ours', 'nested'], ['hash', 'ours', 'nested'])),
    reads({ ...read(['getPrivate', 'ours', 'nested']), chaincode: 'second' }),
  ]),
];

async function prepare(stage: Stage): Promise<void> {
  await deployKeepers(stage);
  await deployVault(stage);
}

/** Collections of every kind: who reads and writes, what is kept, for how long, and what is shown of it. */
export const privateData: ScenarioGroup = {
  name: 'private-data',
  prepare,
  scenarios: [...basics, ...privateAccess, ...privateLifetimes, ranges, ...oddities],
};
