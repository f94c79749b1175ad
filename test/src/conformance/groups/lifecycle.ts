import { packageChaincode } from '@kontti/fabric-admin/packages';
import { approvalToCall, commitToCall, type DefinitionOptions } from '@kontti/fabric-admin/definitions';
import { peer } from '@hyperledger/fabric-protos';
import { evaluate, submit, type GatewayCall } from '../calls';
import type { Observation, Scenario, ScenarioGroup } from '../scenario';
import type { Stage } from '../stage';
import { collections, deployKeepers } from './collections';

type Change = Partial<DefinitionOptions> & { readonly packageId?: string };

const messages = peer.lifecycle;
const lifecycle = '_lifecycle';
const admin = (n: number): string => `Org${n}MSP.admin`;

function definition(stage: Stage, change: Change): DefinitionOptions {
  return { channelId: stage.channelId, name: 'drafted', version: '1.0', sequence: 1, ...change };
}

/** The status of a call alone: what it wrote names packages of this run. */
function codeAlone(observation: Observation): Observation {
  return typeof observation === 'object' && observation !== null && 'code' in observation
    ? { code: observation.code }
    : observation;
}

async function approve(stage: Stage, n: number, change: Change = {}): Promise<Observation> {
  const { packageId, ...rest } = change;
  const call = approvalToCall({
    ...definition(stage, rest),
    ...(packageId === undefined ? {} : { packageId }),
  });
  return codeAlone(
    await submit(stage, {
      ...{ by: admin(n), chaincode: lifecycle, method: call.functionName, args: [call.argument] },
      endorsers: [`Org${n}MSP`],
    }),
  );
}

async function commit(
  stage: Stage,
  change: Change = {},
  extras: Partial<GatewayCall> = {},
): Promise<Observation> {
  const call = commitToCall(definition(stage, change));
  return codeAlone(
    await submit(stage, {
      ...{ by: admin(1), chaincode: lifecycle, method: call.functionName, args: [call.argument] },
      ...extras,
    }),
  );
}

function ask(stage: Stage, method: string, argument: Uint8Array, by = admin(1)): Promise<Observation> {
  return evaluate(stage, { by, chaincode: lifecycle, method, args: [argument], endorsers: ['Org1MSP'] });
}

function readiness(stage: Stage, change: Change = {}): Promise<Observation> {
  const { name, version, sequence, initRequired = false } = definition(stage, change);
  const input = new messages.CheckCommitReadinessArgs();
  input.setName(name);
  input.setVersion(version);
  input.setSequence(sequence);
  input.setInitRequired(initRequired);
  input.setCollections(new peer.CollectionConfigPackage());
  return ask(stage, 'CheckCommitReadiness', input.serializeBinary());
}

function committed(stage: Stage, name: string): Promise<Observation> {
  const input = new messages.QueryChaincodeDefinitionArgs();
  input.setName(name);
  return ask(stage, 'QueryChaincodeDefinition', input.serializeBinary());
}

const garbage = Uint8Array.of(0x0a, 0x7f, 0x01);

const sequences: readonly Scenario[] = [
  { name: 'a definition that nobody approved is committed', run: (stage) => commit(stage) },
  {
    name: 'a definition of sequence 2 before the first',
    run: async (stage) => [await approve(stage, 1, { sequence: 2 }), await commit(stage, { sequence: 2 })],
  },
  {
    name: 'a definition of sequence 0',
    run: async (stage) => [await approve(stage, 1, { sequence: 0 }), await commit(stage, { sequence: 0 })],
  },
  { name: 'one approval of three', run: async (stage) => [await approve(stage, 1), await commit(stage)] },
  { name: 'the same approval again', run: (stage) => approve(stage, 1) },
  {
    name: 'another approval by the same company',
    run: async (stage) => [await approve(stage, 1, { version: '1.1' }), await approve(stage, 1)],
  },
  {
    name: 'a second approval of something else',
    run: async (stage) => [await approve(stage, 2, { version: '2.0' }), await commit(stage)],
  },
  {
    name: 'a commit by a company that did not approve',
    run: (stage) => commit(stage, {}, { by: admin(3), at: 'Org3MSP' }),
  },
  {
    name: 'a commit of something else than was approved',
    run: (stage) => commit(stage, { initRequired: true }),
  },
  { name: 'a commit by a majority', run: async (stage) => [await approve(stage, 2), await commit(stage)] },
  { name: 'the same commit again', run: (stage) => commit(stage) },
  { name: 'an approval of what is committed', run: (stage) => approve(stage, 3) },
  {
    name: 'an approval of something else at the committed sequence',
    run: (stage) => approve(stage, 3, { version: '3.0' }),
  },
  {
    name: 'a chaincode that nobody installed',
    run: async (stage) => [
      await evaluate(stage, { chaincode: 'drafted', method: 'get', args: ['k'] }),
      await submit(stage, { chaincode: 'drafted', method: 'put', args: ['k', 'v'] }),
    ],
  },
  {
    name: 'an approval of a package that is not there',
    run: (stage) => approve(stage, 1, { sequence: 2, packageId: `drafted_1.0:${'ab'.repeat(32)}` }),
  },
  {
    name: 'a sequence left out',
    run: async (stage) => [await approve(stage, 1, { sequence: 3 }), await commit(stage, { sequence: 3 })],
  },
  {
    name: 'an upgrade with collections',
    run: async (stage) => [
      await approve(stage, 1, { sequence: 2, version: '2.0', collections }),
      await approve(stage, 2, { sequence: 2, version: '2.0', collections }),
      await commit(stage, { sequence: 2, version: '2.0', collections }),
    ],
  },
  {
    name: 'an upgrade that takes collections away',
    run: async (stage) => [
      await approve(stage, 1, { sequence: 3, version: '2.0' }),
      await approve(stage, 3, { sequence: 3, version: '2.0' }),
      await commit(stage, { sequence: 3, version: '2.0' }),
    ],
  },
];

const refusals: readonly Scenario[] = [
  {
    name: 'an approval by a client who is no admin',
    run: async (stage) => {
      const call = approvalToCall(definition(stage, { name: 'other' }));
      return submit(stage, {
        by: 'Org1MSP',
        chaincode: lifecycle,
        method: call.functionName,
        args: [call.argument],
        endorsers: ['Org1MSP'],
      }).then(codeAlone);
    },
  },
  {
    name: "an approval at another company's peer",
    run: async (stage) => {
      const call = approvalToCall(definition(stage, { name: 'other' }));
      return submit(stage, {
        by: admin(1),
        chaincode: lifecycle,
        method: call.functionName,
        args: [call.argument],
        endorsers: ['Org2MSP'],
      }).then(codeAlone);
    },
  },
  ...['', 'with spaces', '-first', 'last-', 'a:b', 'lscc', 'qscc', '_lifecycle'].map((name) => ({
    name: `a chaincode of the name ${JSON.stringify(name)}`,
    run: (stage: Stage) => approve(stage, 1, { name }),
  })),
  ...['', 'with spaces', '1.0:2'].map((version) => ({
    name: `a chaincode of the version ${JSON.stringify(version)}`,
    run: (stage: Stage) => approve(stage, 1, { name: 'other', version }),
  })),
  {
    name: 'a collection named twice',
    run: (stage) => approve(stage, 1, { name: 'other', collections: [...collections, ...collections] }),
  },
  {
    name: 'a collection named like a company of the channel',
    run: (stage) =>
      approve(stage, 1, {
        name: 'other',
        collections: [{ name: '_implicit_org_Org1MSP', policy: "OR('Org1MSP.member')" }],
      }),
  },
  {
    name: 'a collection of a company that is not in the channel',
    run: (stage) =>
      approve(stage, 1, { name: 'other', collections: [{ name: 'far', policy: "OR('GhostMSP.member')" }] }),
  },
  {
    name: 'a collection whose peers are more needed than there may be',
    run: (stage) =>
      approve(stage, 1, {
        name: 'other',
        collections: [{ name: 'far', policy: "OR('Org1MSP.member')", requiredPeerCount: 3, maxPeerCount: 1 }],
      }),
  },
  {
    name: 'a collection whose members have to sign together',
    run: (stage) =>
      approve(stage, 1, {
        name: 'other',
        collections: [{ name: 'both', policy: "AND('Org1MSP.member', 'Org2MSP.member')" }],
      }),
  },
];

const questions: readonly Scenario[] = [
  {
    name: 'readiness of an unlikely sequence',
    run: (stage) => readiness(stage, { name: 'asked', sequence: 9 }),
  },
  { name: 'readiness of the next sequence', run: (stage) => readiness(stage, { sequence: 4 }) },
  { name: 'a definition that there is not', run: (stage) => committed(stage, 'ghost') },
  {
    name: 'a client who is no admin asks what is installed',
    run: (stage) => ask(stage, 'QueryInstalledChaincodes', new Uint8Array(), 'Org1MSP'),
  },
  {
    name: 'a function that _lifecycle does not have',
    run: (stage) => ask(stage, 'NoSuchFunction', new Uint8Array()),
  },
  { name: 'a question of garbage', run: (stage) => ask(stage, 'QueryChaincodeDefinition', garbage) },
  {
    name: 'an approved definition that there is not',
    run: (stage) => {
      const input = new messages.QueryApprovedChaincodeDefinitionArgs();
      input.setName('ghost');
      return ask(stage, 'QueryApprovedChaincodeDefinition', input.serializeBinary());
    },
  },
  {
    name: 'an installed package that there is not',
    run: async (stage) => {
      const { packageId } = await packageChaincode({ label: 'nowhere_1.0', address: '127.0.0.1:1' });
      const input = new messages.GetInstalledChaincodePackageArgs();
      input.setPackageId(packageId);
      return ask(stage, 'GetInstalledChaincodePackage', input.serializeBinary());
    },
  },
  ...[
    'GetChainInfo',
    'GetBlockByNumber',
    'GetBlockByHash',
    'GetTransactionByID',
    'GetBlockByTxID',
    'NoSuchFunction',
    '',
  ].flatMap((method) =>
    ([[], ['elsewhere', '1'], ['mychannel'], ['mychannel', 'nothing']] as const)
      .filter((args) => method !== 'GetChainInfo' || args[0] !== 'mychannel')
      .map((args) => ({
        name: `qscc.${method}(${args.join(', ')})`,
        run: (stage: Stage) => evaluate(stage, { chaincode: 'qscc', method, args }),
      })),
  ),
  ...['GetChannels', 'GetConfigBlock', 'GetChannelConfig', 'NoSuchFunction'].flatMap((method) =>
    ([[], ['elsewhere']] as const)
      .filter((args) => method !== 'GetChannels' || args.length > 0)
      .map((args) => ({
        name: `cscc.${method}(${args.join(', ')})`,
        run: (stage: Stage) =>
          evaluate(stage, { chaincode: 'cscc', method, args, by: admin(1), endorsers: ['Org1MSP'] }),
      })),
  ),
];

/** How definitions come to be, in order and out of it, and what system chaincodes answer. */
export const lifecycleSequences: ScenarioGroup = {
  name: 'lifecycle',
  prepare: deployKeepers,
  scenarios: [...sequences, ...refusals, ...questions],
};
