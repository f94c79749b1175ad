import type { ScenarioGroup, Scenario } from '../scenario';
import { deployKeepers } from './collections';
import { policyHex } from './policies';
import { evaluates, submits } from './steps';

const publicState: readonly Scenario[] = [
  submits('Org1MSP', 'put', ['a', '1']),
  submits('Org2MSP', 'increment', ['n']),
  submits('Org1MSP', 'put', ['a', '2']),
  submits('Org1MSP', 'remove', ['a']),
  evaluates('Org3MSP', 'get', ['a']),
  evaluates('Org1MSP', 'history', ['a']),
  submits('Org1MSP', 'put', ['', 'empty key']),
  submits('Org1MSP', 'put', ['empty value', '']),
  submits('Org1MSP', 'composite'),
  submits('Org1MSP', 'putMany', ['r/', '120']),
  evaluates('Org1MSP', 'range', ['r/', 'r0']),
  evaluates('Org1MSP', 'range', ['r/0100', '']),
  submits('Org1MSP', 'partialRange', ['5']),
  submits('Org1MSP', 'partialRange', ['101']),
  evaluates('Org1MSP', 'page', ['r/', '2', '']),
  evaluates('Org1MSP', 'page', ['r/', '2', 'r/0005']),
  evaluates('Org1MSP', 'who'),
  evaluates('Org1MSP', 'fail', ['no such asset']),
  submits('Org1MSP', 'fail', ['no such asset']),
  evaluates('Org1MSP', 'noSuchFunction'),
];

const keyPolicies: readonly Scenario[] = [
  submits('Org1MSP', 'setPolicy', ['p2', policyHex("AND('Org2MSP.peer')")]),
  submits('Org1MSP', 'put', ['p2', 'x']),
  evaluates('Org1MSP', 'policyOf', ['p2']),
  submits('Org1MSP', 'put', ['p2', 'y'], { endorsers: ['Org1MSP', 'Org3MSP'] }),
  submits('Org1MSP', 'setPolicy', ['admins', policyHex("AND('Org2MSP.admin')")]),
  submits('Org1MSP', 'put', ['admins', 'x']),
  submits('Org1MSP', 'setPolicy', [
    'all',
    policyHex("OutOf(3, 'Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')"),
  ]),
  submits('Org1MSP', 'put', ['all', 'x']),
  submits('Org1MSP', 'remove', ['p2']),
  submits('Org1MSP', 'put', ['p2', 'again']),
];

const privateData: readonly Scenario[] = [
  submits('Org1MSP', 'putPrivate', ['ours', 's1'], {
    transient: { value: 'v1' },
    endorsers: ['Org1MSP', 'Org2MSP'],
  }),
  evaluates('Org2MSP', 'getPrivate', ['ours', 's1']),
  evaluates('Org3MSP', 'getPrivate', ['ours', 's1']),
  evaluates('Org3MSP', 'privateHash', ['ours', 's1']),
  submits('Org3MSP', 'putPrivate', ['ours', 's2']),
  submits('Org1MSP', 'getPrivate', ['ours', 's1']),
  submits('Org1MSP', 'putPrivate', ['seal', 'q']),
  submits('Org1MSP', 'putPrivate', ['seal', 'q'], { transient: { value: 'other' } }),
  submits('Org1MSP', 'putPrivate', ['seal', 'q2'], { endorsers: ['Org1MSP'] }),
  evaluates('Org1MSP', 'getPrivate', ['seal', 'q']),
  evaluates('Org1MSP', 'privateHash', ['seal', 'q']),
  submits('Org1MSP', 'setPrivatePolicy', ['open', 'guarded', policyHex("AND('Org3MSP.peer')")]),
  submits('Org1MSP', 'putPrivate', ['open', 'guarded']),
  submits('Org1MSP', 'putPrivate', ['open', 'expiring']),
  submits('Org1MSP', 'removePrivate', ['ours', 's1']),
  evaluates('Org1MSP', 'getPrivate', ['ours', 's1']),
  submits('Org1MSP', 'purgePrivate', ['open', 'guarded']),
  evaluates('Org1MSP', 'getPrivate', ['ghost', 'k']),
  submits('Org1MSP', 'putPrivate', ['_implicit_org_Org3MSP', 'k']),
  evaluates('Org2MSP', 'getPrivate', ['_implicit_org_Org3MSP', 'k']),
  submits('Org1MSP', 'put', ['tick', '1']),
  submits('Org1MSP', 'put', ['tick', '2']),
  submits('Org1MSP', 'put', ['tick', '3']),
  evaluates('Org1MSP', 'getPrivate', ['open', 'expiring']),
  evaluates('Org1MSP', 'privateHash', ['open', 'expiring']),
];

const otherTargets: readonly Scenario[] = [
  evaluates('Org1MSP', 'call', ['second', 'mychannel', 'get', 'k']),
  evaluates('Org1MSP', 'call', ['second', 'elsewhere', 'get', 'k']),
  evaluates('Org1MSP', 'call', ['ghost', 'mychannel', 'get', 'k']),
  evaluates('Org1MSP', 'call', ['keeper', 'mychannel', 'get', 'k']),
  evaluates('Org1MSP', 'call', ['qscc', 'mychannel', 'GetChainInfo', 'mychannel']),
  evaluates('Org1MSP', 'get', ['k'], { chaincode: 'ghost' }),
  submits('Org1MSP', 'get', ['k'], { chaincode: 'ghost' }),
  submits('Org1MSP', 'get', ['k'], { endorsers: ['GhostMSP'] }),
  evaluates('Org1MSP', 'GetBlockByNumber', ['mychannel', '999'], { chaincode: 'qscc' }),
  submits('Org1MSP', 'GetChainInfo', ['mychannel'], { chaincode: 'qscc' }),
];

/** Calls of one contract after another: state, key-level policies, private data, other chaincodes. */
export const contractCalls: ScenarioGroup = {
  name: 'contract-calls',
  prepare: deployKeepers,
  scenarios: [...publicState, ...keyPolicies, ...privateData, ...otherTargets],
};
