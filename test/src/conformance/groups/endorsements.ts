import { KeeperContract, LyingContract } from '@kontti/devnet/testing/keeper-contract';
import { endorsed, evaluate, script, submit, type GatewayCall } from '../calls';
import type { Observation, Scenario, ScenarioGroup } from '../scenario';
import type { Stage } from '../stage';
import { collections, deployKeepers, keeperContracts } from './collections';
import { policyHex } from './policies';
import { deployScripted } from './scripted-chaincode';

async function prepare(stage: Stage): Promise<void> {
  await deployKeepers(stage);
  const { network } = stage;
  await network.deployChaincode({
    name: 'disputed',
    contracts: { contracts: [KeeperContract] },
    overrides: { Org2MSP: { contracts: { contracts: [LyingContract] } } },
  });
  await network.deployChaincode({
    ...{ name: 'strict', contracts: keeperContracts, collections },
    signaturePolicy: "AND('Org1MSP.peer', 'Org3MSP.peer')",
  });
  await network.deployChaincode({
    ...{ name: 'nobody', contracts: keeperContracts },
    signaturePolicy: "AND('Org1MSP.admin')",
  });
  await network.deployChaincode({ name: 'opened', contracts: keeperContracts, initRequired: true });
  await deployScripted(stage);
}

/** Each way in which a chaincode answers or fails. */
const answers: Readonly<Record<string, readonly string[]>> = {
  'that succeeds': ['respond', '200', 'a message', 'a payload'],
  'that answers with status 0': ['respond', '0', 'none', 'p'],
  'that answers with status 199': ['respond', '199', 'low', 'p'],
  'that answers with status 201': ['respond', '201', 'created', 'p'],
  'that answers with status 399': ['respond', '399', 'almost', 'p'],
  'that answers with status 400': ['respond', '400', 'bad', 'p'],
  'that answers with status 404': ['respond', '404', '', ''],
  'that answers with status 499': ['respond', '499', 'odd', 'p'],
  'that answers with status 500': ['respond', '500', 'broken', 'p'],
  'that answers with status 501': ['respond', '501', 'more than broken', 'p'],
  'that fails': ['error', 'it cannot'],
  'whose answer is empty': ['empty'],
  'whose answer is no response': ['malformed'],
  'that crashes': ['crash'],
  'that writes garbage': ['garbage'],
};

const own = { endorsers: ['Org1MSP'] };

const chaincodes: readonly Scenario[] = Object.entries(answers).flatMap(([name, [method = '', ...args]]) => {
  const call: GatewayCall = { ...own, chaincode: 'scripted', method, args };
  return [
    { name: `Evaluate of a chaincode ${name}`, run: (stage: Stage) => evaluate(stage, call) },
    { name: `Endorse of a chaincode ${name}`, run: (stage: Stage) => endorsed(stage, call) },
  ];
});

const hanging: Scenario = {
  name: 'Evaluate of a chaincode that hangs',
  run: (stage) => evaluate(stage, { ...own, chaincode: 'scripted', method: 'hang' }),
};

/** Which of two companies is the odd one out depends on who answered first. */
const withoutNames = (observation: Observation): Observation =>
  JSON.parse(
    JSON.stringify(observation).replace(/"mspId":"Org\dMSP"/g, '"mspId":"<one of them>"'),
  ) as unknown;

const put = (chaincode: string, endorsers?: readonly string[]): GatewayCall => ({
  ...{ chaincode, method: 'put', args: ['k', 'v'] },
  ...(endorsers === undefined ? {} : { endorsers }),
});

const secret = { transient: { value: 'secret' } };

const plans: readonly Scenario[] = [
  {
    name: 'two companies whose results differ',
    run: async (stage) => withoutNames(await endorsed(stage, put('disputed', ['Org1MSP', 'Org2MSP']))),
  },
  {
    name: 'two companies whose results agree, though not the third',
    run: (stage) => endorsed(stage, put('disputed', ['Org1MSP', 'Org3MSP'])),
  },
  { name: 'a plan that finds who agrees', run: (stage) => endorsed(stage, put('disputed')) },
  { name: 'a policy that no peers satisfy', run: (stage) => endorsed(stage, put('nobody')) },
  {
    name: 'a policy that no peers satisfy, with endorsers named',
    run: (stage) => submit(stage, put('nobody', ['Org1MSP'])),
  },
  { name: 'too few companies named', run: (stage) => submit(stage, put('keeper', ['Org1MSP'])) },
  {
    name: 'no company that there is named',
    run: (stage) => endorsed(stage, put('keeper', ['GhostMSP', 'OtherMSP'])),
  },
  {
    name: 'one company named that there is not',
    run: (stage) => endorsed(stage, put('keeper', ['Org1MSP', 'GhostMSP'])),
  },
  {
    name: 'a company named twice',
    run: (stage) => endorsed(stage, put('keeper', ['Org2MSP', 'Org2MSP', 'Org1MSP'])),
  },
  {
    name: 'companies other than the own named',
    run: (stage) => submit(stage, put('keeper', ['Org2MSP', 'Org3MSP'])),
  },
  {
    name: 'a query at another company',
    run: (stage) => evaluate(stage, { method: 'get', args: ['k'], endorsers: ['Org3MSP'] }),
  },
  {
    name: 'a query at a company that there is not',
    run: (stage) => evaluate(stage, { method: 'get', args: ['k'], endorsers: ['GhostMSP'] }),
  },
  {
    name: 'a query that fails at another company',
    run: (stage) => evaluate(stage, { method: 'fail', args: ['there'], endorsers: ['Org2MSP'] }),
  },
  {
    name: 'a client at the gateway of another company',
    run: (stage) => submit(stage, { ...put('keeper'), by: 'Org3MSP', at: 'Org1MSP' }),
  },
  {
    name: 'transient data whose plan would show it to strangers',
    run: (stage) =>
      endorsed(stage, { ...secret, chaincode: 'strict', method: 'putPrivate', args: ['plain', 'k'] }),
  },
  {
    name: 'the same with its endorsers named',
    run: (stage) =>
      endorsed(stage, {
        ...secret,
        chaincode: 'strict',
        method: 'putPrivate',
        args: ['plain', 'k'],
        endorsers: ['Org1MSP', 'Org3MSP'],
      }),
  },
  {
    name: 'transient data that no collection gets',
    run: (stage) => endorsed(stage, { ...put('keeper'), ...secret }),
  },
  {
    name: 'transient data of a query',
    run: (stage) => evaluate(stage, { method: 'get', args: ['k'], ...secret }),
  },
  {
    name: 'a key whose policy no peers satisfy',
    run: async (stage) => [
      await submit(
        stage,
        script([
          ['put', 'sealed', '1'],
          ['policy', 'sealed', policyHex("AND('Org1MSP.admin')")],
        ]),
      ),
      await endorsed(stage, { method: 'put', args: ['sealed', '2'] }),
    ],
  },
  {
    name: 'a call before a chaincode is initialised',
    run: async (stage) => [
      await evaluate(stage, { chaincode: 'opened', method: 'get', args: ['k'] }),
      await endorsed(stage, put('opened')),
    ],
  },
];

const nested: readonly Scenario[] = (
  [
    [
      'reads what another chaincode wrote',
      [
        ['call', 'second', 'mychannel', 'put', 'nested', '1'],
        ['call', 'second', 'mychannel', 'get', 'nested'],
      ],
    ],
    ['has another chaincode write', [['call', 'second', '', 'put', 'nested', '1']]],
    ['calls itself', [['call', 'keeper', 'mychannel', 'get', 'k']]],
    ['calls what fails', [['call', 'second', 'mychannel', 'fail', 'inside']]],
    ['calls another channel', [['call', 'second', 'elsewhere', 'get', 'k']]],
    ['calls a chaincode that there is not', [['call', 'ghost', 'mychannel', 'get', 'k']]],
    ['calls a chaincode that is not initialised', [['call', 'opened', 'mychannel', 'get', 'k']]],
    [
      'calls one whose policy nobody satisfies, to read',
      [
        ['call', 'nobody', 'mychannel', 'get', 'k'],
        ['put', 'asked', '1'],
      ],
    ],
    [
      'sets an event after a called chaincode did',
      [
        ['call', 'second', 'mychannel', 'put', 'k', 'v'],
        ['event', 'outer', ''],
      ],
    ],
    ['calls qscc', [['call', 'qscc', 'mychannel', 'GetChainInfo', 'mychannel']]],
    ['calls _lifecycle', [['call', '_lifecycle', 'mychannel', 'QueryInstalledChaincodes', '']]],
  ] as const
).map(([name, steps]) => ({
  name: `a chaincode that ${name}`,
  run: (stage: Stage) => endorsed(stage, script(steps)),
}));

/** Who endorses, what chaincode answers, and what comes of it when they fail. */
export const endorsements: ScenarioGroup = {
  name: 'endorsements',
  // Long enough for contracts on a machine with much else to do; the chaincode that hangs takes all of it.
  executeTimeoutMs: 4000,
  prepare,
  scenarios: [...plans, ...nested, ...chaincodes, hanging],
};
