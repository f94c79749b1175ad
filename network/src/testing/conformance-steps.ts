import { textToSignaturePolicy } from '../policy/policy-text';

/** One call, as the client of one company makes it. */
export interface ConformanceStep {
  readonly kind: 'submit' | 'evaluate';
  readonly company: string;
  readonly method: string;
  readonly args: readonly string[];
  readonly transient?: string;
  readonly endorsers?: readonly string[];
  readonly chaincode?: string;
}

type Extras = Pick<ConformanceStep, 'transient' | 'endorsers' | 'chaincode'>;

const policyHex = (text: string): string =>
  Buffer.from(textToSignaturePolicy(text).serializeBinary()).toString('hex');

function submit(
  company: string,
  method: string,
  args: readonly string[] = [],
  extras: Extras = {},
): ConformanceStep {
  return { kind: 'submit', company, method, args, ...extras };
}

function evaluate(
  company: string,
  method: string,
  args: readonly string[] = [],
  extras: Extras = {},
): ConformanceStep {
  return { kind: 'evaluate', company, method, args, ...extras };
}

const publicState: readonly ConformanceStep[] = [
  submit('Org1MSP', 'put', ['a', '1']),
  submit('Org2MSP', 'increment', ['n']),
  submit('Org1MSP', 'put', ['a', '2']),
  submit('Org1MSP', 'remove', ['a']),
  evaluate('Org3MSP', 'get', ['a']),
  evaluate('Org1MSP', 'history', ['a']),
  submit('Org1MSP', 'put', ['', 'empty key']),
  submit('Org1MSP', 'put', ['empty value', '']),
  submit('Org1MSP', 'composite'),
  submit('Org1MSP', 'putMany', ['r/', '120']),
  evaluate('Org1MSP', 'range', ['r/', 'r0']),
  evaluate('Org1MSP', 'range', ['r/0100', '']),
  submit('Org1MSP', 'partialRange', ['5']),
  submit('Org1MSP', 'partialRange', ['101']),
  evaluate('Org1MSP', 'page', ['r/', '2', '']),
  evaluate('Org1MSP', 'page', ['r/', '2', 'r/0005']),
  evaluate('Org1MSP', 'who'),
  evaluate('Org1MSP', 'fail', ['no such asset']),
  submit('Org1MSP', 'fail', ['no such asset']),
  evaluate('Org1MSP', 'noSuchFunction'),
];

const keyPolicies: readonly ConformanceStep[] = [
  submit('Org1MSP', 'setPolicy', ['p2', policyHex("AND('Org2MSP.peer')")]),
  submit('Org1MSP', 'put', ['p2', 'x']),
  evaluate('Org1MSP', 'policyOf', ['p2']),
  submit('Org1MSP', 'put', ['p2', 'y'], { endorsers: ['Org1MSP', 'Org3MSP'] }),
  submit('Org1MSP', 'setPolicy', ['admins', policyHex("AND('Org2MSP.admin')")]),
  submit('Org1MSP', 'put', ['admins', 'x']),
  submit('Org1MSP', 'setPolicy', [
    'all',
    policyHex("OutOf(3, 'Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')"),
  ]),
  submit('Org1MSP', 'put', ['all', 'x']),
  submit('Org1MSP', 'remove', ['p2']),
  submit('Org1MSP', 'put', ['p2', 'again']),
];

const privateData: readonly ConformanceStep[] = [
  submit('Org1MSP', 'putPrivate', ['ours', 's1'], { transient: 'v1', endorsers: ['Org1MSP', 'Org2MSP'] }),
  evaluate('Org2MSP', 'getPrivate', ['ours', 's1']),
  evaluate('Org3MSP', 'getPrivate', ['ours', 's1']),
  evaluate('Org3MSP', 'privateHash', ['ours', 's1']),
  submit('Org3MSP', 'putPrivate', ['ours', 's2']),
  submit('Org1MSP', 'getPrivate', ['ours', 's1']),
  submit('Org1MSP', 'putPrivate', ['seal', 'q']),
  submit('Org1MSP', 'putPrivate', ['seal', 'q'], { transient: 'other' }),
  submit('Org1MSP', 'putPrivate', ['seal', 'q2'], { endorsers: ['Org1MSP'] }),
  evaluate('Org1MSP', 'getPrivate', ['seal', 'q']),
  evaluate('Org1MSP', 'privateHash', ['seal', 'q']),
  submit('Org1MSP', 'setPrivatePolicy', ['open', 'guarded', policyHex("AND('Org3MSP.peer')")]),
  submit('Org1MSP', 'putPrivate', ['open', 'guarded']),
  submit('Org1MSP', 'putPrivate', ['open', 'expiring']),
  submit('Org1MSP', 'removePrivate', ['ours', 's1']),
  evaluate('Org1MSP', 'getPrivate', ['ours', 's1']),
  submit('Org1MSP', 'purgePrivate', ['open', 'guarded']),
  evaluate('Org1MSP', 'getPrivate', ['ghost', 'k']),
  submit('Org1MSP', 'putPrivate', ['_implicit_org_Org3MSP', 'k']),
  evaluate('Org2MSP', 'getPrivate', ['_implicit_org_Org3MSP', 'k']),
  submit('Org1MSP', 'put', ['tick', '1']),
  submit('Org1MSP', 'put', ['tick', '2']),
  submit('Org1MSP', 'put', ['tick', '3']),
  evaluate('Org1MSP', 'getPrivate', ['open', 'expiring']),
  evaluate('Org1MSP', 'privateHash', ['open', 'expiring']),
];

const otherTargets: readonly ConformanceStep[] = [
  evaluate('Org1MSP', 'call', ['second', 'mychannel', 'get', 'k']),
  evaluate('Org1MSP', 'call', ['second', 'elsewhere', 'get', 'k']),
  evaluate('Org1MSP', 'call', ['ghost', 'mychannel', 'get', 'k']),
  evaluate('Org1MSP', 'call', ['keeper', 'mychannel', 'get', 'k']),
  evaluate('Org1MSP', 'call', ['qscc', 'mychannel', 'GetChainInfo', 'mychannel']),
  evaluate('Org1MSP', 'get', ['k'], { chaincode: 'ghost' }),
  submit('Org1MSP', 'get', ['k'], { chaincode: 'ghost' }),
  submit('Org1MSP', 'get', ['k'], { endorsers: ['GhostMSP'] }),
  evaluate('Org1MSP', 'GetBlockByNumber', ['mychannel', '999'], { chaincode: 'qscc' }),
  submit('Org1MSP', 'GetChainInfo', ['mychannel'], { chaincode: 'qscc' }),
];

/** What a devnet and Fabric's own peers must answer alike. */
export const conformanceSteps: readonly ConformanceStep[] = [
  ...publicState,
  ...keyPolicies,
  ...privateData,
  ...otherTargets,
];
