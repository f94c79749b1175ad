import { peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { KeyValue, QueryIterator } from '../ledger/types';
import {
  type ChaincodeDefinition,
  collectionsToPackage,
  lifecycleNamespace,
  mspIdToImplicitCollection,
  namespacesTable,
  recordToMetadataKey,
  sequenceToPrivateName,
} from '@kontti/fabric-protocol/lifecycle';
import { queryApprovals } from './lifecycle-commit';
import type { LifecycleInvocation } from './lifecycle-context';
import {
  parametersDatatype,
  readApprovedPackageId,
  readChaincodeDefinition,
  readParameters,
  readSequence,
} from './lifecycle-definition';
import { readRecordMetadata } from './lifecycle-records';
import { simulatorToCompanyState, simulatorToPublicState } from './lifecycle-state';

interface DefinitionResult {
  setSequence(value: number): void;
  setVersion(value: string): void;
  setEndorsementPlugin(value: string): void;
  setValidationPlugin(value: string): void;
  setValidationParameter(value: Uint8Array): void;
  setCollections(value: peer.CollectionConfigPackage): void;
  setInitRequired(value: boolean): void;
}

function fillResult<T extends DefinitionResult>(result: T, definition: ChaincodeDefinition): T {
  result.setSequence(definition.sequence);
  result.setVersion(definition.version);
  result.setEndorsementPlugin(definition.endorsementPlugin);
  result.setValidationPlugin(definition.validationPlugin);
  result.setValidationParameter(definition.validationParameter);
  result.setCollections(collectionsToPackage(definition.collections));
  result.setInitRequired(definition.initRequired);
  return result;
}

function unknownDefinition(message: string, name: string): NetworkError {
  return new NetworkError({ code: 'DEFINITION_UNKNOWN', message, details: { name } });
}

async function readAll(iterator: QueryIterator): Promise<readonly KeyValue[]> {
  const records: KeyValue[] = [];
  for (let next = await iterator.next(); next !== undefined; next = await iterator.next()) records.push(next);
  await iterator.close();
  return records;
}

const metadataRange = {
  startKey: recordToMetadataKey({ table: namespacesTable, name: '' }),
  endKey: recordToMetadataKey({ table: namespacesTable, name: '\u007f' }),
};

/** `QueryChaincodeDefinition`. @throws NetworkError DEFINITION_UNKNOWN, which the peer answers with 404 */
export async function queryDefinition(
  invocation: LifecycleInvocation,
  input: peer.lifecycle.QueryChaincodeDefinitionArgs,
): Promise<peer.lifecycle.QueryChaincodeDefinitionResult> {
  const name = input.getName();
  const { getState } = simulatorToPublicState(invocation.call.simulator);
  const definition = await readChaincodeDefinition({ name, getState });
  if (definition === undefined) throw unknownDefinition(`namespace ${name} is not defined`, name);
  const result = fillResult(new peer.lifecycle.QueryChaincodeDefinitionResult(), definition);
  for (const [mspId, mismatches] of await queryApprovals(invocation, definition)) {
    result.getApprovalsMap().set(mspId, mismatches.length === 0);
  }
  return result;
}

/** `QueryChaincodeDefinitions`: every committed definition of the channel. */
export async function queryDefinitions(
  invocation: LifecycleInvocation,
): Promise<peer.lifecycle.QueryChaincodeDefinitionsResult> {
  const { simulator } = invocation.call;
  const { getState } = simulatorToPublicState(simulator);
  const range = await simulator.getRange({ namespace: lifecycleNamespace, ...metadataRange });
  const result = new peer.lifecycle.QueryChaincodeDefinitionsResult();
  for (const { key } of await readAll(range)) {
    const name = key.slice(metadataRange.startKey.length);
    const definition = await readChaincodeDefinition({ name, getState });
    if (definition === undefined) continue;
    const entry = new peer.lifecycle.QueryChaincodeDefinitionsResult.ChaincodeDefinition();
    entry.setName(name);
    result.addChaincodeDefinitions(fillResult(entry, definition));
  }
  return result;
}

async function readApproved(
  invocation: LifecycleInvocation,
  chaincode: { name: string; sequence: number },
): Promise<{ definition: ChaincodeDefinition; source: peer.lifecycle.ChaincodeSource } | undefined> {
  const { simulator, mspId } = invocation.call;
  const state = simulatorToCompanyState({ simulator, mspId });
  const record = { table: namespacesTable, name: sequenceToPrivateName(chaincode) };
  if ((await readRecordMetadata({ state, record }))?.getDatatype() !== parametersDatatype) return undefined;
  const definition = await readParameters({ state, record, ...chaincode });
  const packageId = (await readApprovedPackageId({ state, ...chaincode })) ?? '';
  const source = new peer.lifecycle.ChaincodeSource();
  if (packageId === '') {
    source.setUnavailable(new peer.lifecycle.ChaincodeSource.Unavailable());
  } else {
    const local = new peer.lifecycle.ChaincodeSource.Local();
    local.setPackageId(packageId);
    source.setLocalPackage(local);
  }
  return { definition, source };
}

/** `QueryApprovedChaincodeDefinition`: what the peer's company approved; without a sequence the newest. */
export async function queryApproved(
  invocation: LifecycleInvocation,
  input: peer.lifecycle.QueryApprovedChaincodeDefinitionArgs,
): Promise<peer.lifecycle.QueryApprovedChaincodeDefinitionResult> {
  const { simulator, mspId } = invocation.call;
  const name = input.getName();
  const requested = input.getSequence();
  const current =
    requested === 0 ? await readSequence({ state: simulatorToPublicState(simulator), name }) : 0;
  const sequences = requested === 0 ? [current + 1, current] : [requested];
  for (const sequence of sequences) {
    const approved = await readApproved(invocation, { name, sequence });
    if (approved === undefined) continue;
    const result = new peer.lifecycle.QueryApprovedChaincodeDefinitionResult();
    fillResult(result, approved.definition).setSource(approved.source);
    return result;
  }
  throw new NetworkError({
    code: 'DEFINITION_REFUSED',
    // Admins' programs know it by these words.
    message: `could not fetch approved chaincode definition (name: '${name}', sequence: '${sequences.at(-1) ?? 0}') on channel '${invocation.call.channelId}'`,
    details: { name, mspId },
  });
}

/** `QueryApprovedChaincodeDefinitions`: everything that the peer's company approved on the channel. */
export async function queryAllApproved(
  invocation: LifecycleInvocation,
): Promise<peer.lifecycle.QueryApprovedChaincodeDefinitionsResult> {
  const { simulator, mspId } = invocation.call;
  const collection = mspIdToImplicitCollection(mspId);
  const place = { namespace: lifecycleNamespace, collection };
  const range = await simulator.getPrivateDataRange({ ...place, ...metadataRange });
  const result = new peer.lifecycle.QueryApprovedChaincodeDefinitionsResult();
  for (const { key } of await readAll(range)) {
    const [name, sequence] = key.slice(metadataRange.startKey.length).split('#');
    if (name === undefined || sequence === undefined) continue;
    const approved = await readApproved(invocation, { name, sequence: Number(sequence) });
    if (approved === undefined) continue;
    const entry = new peer.lifecycle.QueryApprovedChaincodeDefinitionsResult.ApprovedChaincodeDefinition();
    entry.setName(name);
    fillResult(entry, approved.definition).setSource(approved.source);
    result.addApprovedChaincodeDefinitions(entry);
  }
  return result;
}
