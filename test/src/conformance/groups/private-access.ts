import type { CollectionConfig } from '@kontti/fabric-admin';
import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { script, type GatewayCall } from '../calls';
import type { Scenario } from '../scenario';
import type { Stage } from '../stage';
import { inOrder, reads, type ListedCall } from './call-lists';
import { keeperContracts } from './collections';

const members = { endorsers: ['Org1MSP', 'Org2MSP'] };
const stranger = { by: 'Org3MSP', at: 'Org1MSP' };
const policy = "OR('Org1MSP.member', 'Org2MSP.member')";

const collections: readonly CollectionConfig[] = [
  { name: 'readers', policy, memberOnlyRead: true },
  { name: 'writers', policy, memberOnlyWrite: true },
  { name: 'clients', policy: "OR('Org1MSP.client', 'Org2MSP.client')", memberOnlyRead: true },
  {
    name: 'majority',
    policy,
    endorsementPolicy: { channelConfigPolicy: '/Channel/Application/Endorsement' },
  },
  { name: 'fleeting', policy, blockToLive: 1 },
];

/** A chaincode that any company endorses, with collections that demand one thing each. */
export async function deployVault(stage: Stage): Promise<void> {
  await stage.network.deployChaincode({
    ...{ name: 'vault', contracts: keeperContracts, collections },
    signaturePolicy: "OR('Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')",
  });
}

const write = (...steps: ScriptStep[]): GatewayCall => script(steps, members);
const read = (...steps: ScriptStep[]): GatewayCall => script(steps);
const inVault = (call: ListedCall): ListedCall => ({ ...call, chaincode: 'vault' });

/** All that a client of no member can try at a member's gateway. */
const tries = (collection: string): ListedCall[] => [
  write(['putPrivate', collection, 'b', '1']),
  reads({ ...read(['getPrivate', collection, 'b']), ...stranger }),
  reads({ ...read(['getPrivate', collection, 'absent']), ...stranger }),
  reads({ ...read(['hash', collection, 'b']), ...stranger }),
  reads({ ...read(['rangePrivate', collection, '', '']), ...stranger }),
  reads({ ...read(['policyOfPrivate', collection, 'b']), ...stranger }),
  { ...write(['putPrivate', collection, 'b', '2']), ...stranger },
  { ...write(['deletePrivate', collection, 'b']), ...stranger },
  { ...write(['purge', collection, 'b']), ...stranger },
];

/** A value that only the transient map holds. */
const secret = { transient: { value: 'of the transient map' } };
const putSecret = (key: string, ...more: ScriptStep[]): GatewayCall => ({
  ...script([['putTransient', 'plain', key], ...more]),
  ...secret,
});

/** Who may read and write, and to whom the gateway shows transient data. */
export const privateAccess: readonly Scenario[] = [
  inOrder("a stranger's client at a member's gateway", tries('ours')),
  inOrder("a stranger's client where all may read and write", tries('plain')),
  inOrder("a stranger's client where members alone read", tries('readers').map(inVault)),
  inOrder("a stranger's client where members alone write", tries('writers').map(inVault)),
  inOrder(
    'clients and peers where clients alone are members',
    [
      write(['putPrivate', 'clients', 'k', '1']),
      reads(read(['getPrivate', 'clients', 'k'])),
      reads({ ...read(['getPrivate', 'clients', 'k']), by: 'Org3MSP', at: 'Org1MSP' }),
    ].map(inVault),
  ),
  inOrder("at a stranger's peer", [
    write(['putPrivate', 'plain', 'c', '1']),
    reads({ ...read(['getPrivate', 'plain', 'c']), by: 'Org3MSP' }),
    reads({ ...read(['hash', 'plain', 'c']), by: 'Org3MSP' }),
    reads({ ...read(['rangePrivate', 'plain', '', '']), by: 'Org3MSP' }),
    reads({ ...read(['getPrivate', 'plain', 'absent']), by: 'Org3MSP' }),
    script([['purge', 'plain', 'c']], { endorsers: ['Org1MSP', 'Org3MSP'] }),
    reads(read(['getPrivate', 'plain', 'c'])),
  ]),
  inOrder(
    "a collection with the channel's endorsement policy",
    [
      script([['putPrivate', 'majority', 'k', '1']], { endorsers: ['Org1MSP'] }),
      write(['putPrivate', 'majority', 'k', '2']),
      reads(read(['getPrivate', 'majority', 'k'])),
    ].map(inVault),
  ),
  inOrder('transient data', [
    { ...write(['putTransient', 'ours', 't']), ...secret },
    reads(read(['getPrivate', 'ours', 't'])),
    { ...write(['putTransient', 'ours', 't', 'absent']), transient: { value: 'x' } },
  ]),
  inOrder('transient data and the companies that get it', [
    putSecret('planned'),
    putSecret('planned with a public key', ['put', 'beside a secret', '1']),
    { ...putSecret('named'), endorsers: ['Org1MSP', 'Org3MSP'] },
    { ...putSecret("from a stranger's gateway"), by: 'Org3MSP' },
    reads(read(['getPrivate', 'plain', 'planned'], ['getPrivate', 'plain', 'named'])),
  ]),
];
