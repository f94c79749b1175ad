import { peer } from '@hyperledger/fabric-protos';
import {
  type ChaincodeDefinition,
  argumentsToDefinition,
  namespacesTable,
  sequenceToPrivateName,
} from '@kontti/fabric-protocol/lifecycle';
import { checkDefinition, refuseDefinition } from './lifecycle-arguments';
import type { LifecycleInvocation } from './lifecycle-context';
import { definitionToParametersRecord, definitionToRecord, readSequence } from './lifecycle-definition';
import { findMismatches, writeRecord } from './lifecycle-records';
import { simulatorToHashedState, simulatorToPublicState } from './lifecycle-state';

/** For each company of the channel what differs in its approval; nothing when it approved exactly this definition. */
export async function queryApprovals(
  invocation: LifecycleInvocation,
  definition: ChaincodeDefinition,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const record = definitionToParametersRecord(definition);
  const name = { table: namespacesTable, name: sequenceToPrivateName(definition) };
  const approvals = new Map<string, readonly string[]>();
  for (const mspId of invocation.options.applicationMspIds) {
    const state = simulatorToHashedState({ simulator: invocation.call.simulator, mspId });
    approvals.set(mspId, await findMismatches({ state, name, record }));
  }
  return approvals;
}

async function checkReadiness(
  invocation: LifecycleInvocation,
  definition: ChaincodeDefinition,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { name, sequence } = definition;
  const state = simulatorToPublicState(invocation.call.simulator);
  const current = await readSequence({ state, name });
  if (sequence !== current + 1) {
    const message = `requested sequence is ${sequence}, but new definition must be sequence ${current + 1}`;
    throw refuseDefinition(message, { current, requested: sequence });
  }
  return queryApprovals(invocation, definition);
}

/** `CheckCommitReadiness`. */
export async function checkCommitReadiness(
  invocation: LifecycleInvocation,
  input: peer.lifecycle.CheckCommitReadinessArgs,
): Promise<peer.lifecycle.CheckCommitReadinessResult> {
  const result = new peer.lifecycle.CheckCommitReadinessResult();
  const approvals = await checkReadiness(invocation, argumentsToDefinition(input));
  for (const [mspId, mismatches] of approvals) {
    result.getApprovalsMap().set(mspId, mismatches.length === 0);
    if (mismatches.length === 0) continue;
    const items = new peer.lifecycle.CheckCommitReadinessResult.Mismatches();
    items.setItemsList([...mismatches]);
    result.getMismatchesMap().set(mspId, items);
  }
  return result;
}

/** `CommitChaincodeDefinition`. Each peer endorses only what its own company approved. */
export async function commitDefinition(
  invocation: LifecycleInvocation,
  input: peer.lifecycle.CommitChaincodeDefinitionArgs,
): Promise<peer.lifecycle.CommitChaincodeDefinitionResult> {
  const { mspId, simulator } = invocation.call;
  const definition = argumentsToDefinition(input);
  await checkDefinition(invocation, definition);
  const approvals = await checkReadiness(invocation, definition);
  if (approvals.get(mspId)?.length !== 0) {
    throw refuseDefinition(`chaincode definition not agreed to by this org (${mspId})`, { mspId });
  }
  await writeRecord({
    state: simulatorToPublicState(simulator),
    name: { table: namespacesTable, name: definition.name },
    record: definitionToRecord(definition),
  });
  return new peer.lifecycle.CommitChaincodeDefinitionResult();
}
