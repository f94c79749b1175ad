import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeDefinition } from '../lifecycle/definition';
import { argumentsToDefinition, checkDefinition, refuseDefinition } from './lifecycle-arguments';
import type { LifecycleInvocation } from './lifecycle-context';
import {
  definitionToParametersRecord,
  packageIdToRecord,
  parametersDatatype,
  readApprovedPackageId,
  readChaincodeDefinition,
  readParameters,
  readSequence,
} from './lifecycle-definition';
import { namespacesTable, sequenceToPrivateName, sourcesTable } from './lifecycle-keys';
import { readRecordMetadata, writeRecord, type ReadableState } from './lifecycle-records';
import { simulatorToCompanyState, simulatorToPublicState } from './lifecycle-state';

function isSameDefinition(left: ChaincodeDefinition, right: ChaincodeDefinition): boolean {
  const bytes = (definition: ChaincodeDefinition): string =>
    JSON.stringify(
      definitionToParametersRecord(definition).fields.map(([, field]) =>
        field.kind === 'bytes' ? Buffer.from(field.value).toString('hex') : field.value,
      ),
    );
  return bytes(left) === bytes(right);
}

async function isApprovedAlready(options: {
  companyState: ReadableState;
  definition: ChaincodeDefinition;
  packageId: string;
}): Promise<boolean> {
  const { companyState: state, definition, packageId } = options;
  const { name, sequence } = definition;
  const record = { table: namespacesTable, name: sequenceToPrivateName({ name, sequence }) };
  if ((await readRecordMetadata({ state, record }))?.getDatatype() !== parametersDatatype) return false;
  const approved = await readParameters({ state, record, name, sequence });
  return (
    isSameDefinition(approved, definition) &&
    (await readApprovedPackageId({ state, name, sequence })) === packageId
  );
}

function checkSequence(options: { current: number; requested: number }): void {
  const { current, requested } = options;
  if (requested >= Math.max(current, 1) && requested <= current + 1) return;
  const allowed = current === 0 ? '1' : `${current} or ${current + 1}`;
  throw refuseDefinition(`The sequence ${requested} cannot be approved now: it must be ${allowed}.`, {
    ...options,
  });
}

/** Mirrors lifecycle.go ApproveChaincodeDefinitionForOrg: sequence rules, then approval and package id. */
async function approve(
  invocation: LifecycleInvocation,
  definition: ChaincodeDefinition,
  packageId: string,
): Promise<void> {
  const { simulator, mspId } = invocation.call;
  const publicState = simulatorToPublicState(simulator);
  const companyState = simulatorToCompanyState({ simulator, mspId });
  const { name, sequence } = definition;
  const current = await readSequence({ state: publicState, name });
  checkSequence({ current, requested: sequence });
  if (sequence === current) {
    const committed = await readChaincodeDefinition({ name, getState: publicState.getState });
    if (committed === undefined || !isSameDefinition(committed, definition)) {
      throw refuseDefinition(`Sequence ${sequence} of '${name}' is committed with other parameters.`);
    }
  }
  if (await isApprovedAlready({ companyState, definition, packageId })) {
    throw refuseDefinition(
      `${mspId} approved sequence ${sequence} of '${name}' with unchanged content before.`,
    );
  }
  const privateName = sequenceToPrivateName({ name, sequence });
  await writeRecord({
    state: companyState,
    name: { table: namespacesTable, name: privateName },
    record: definitionToParametersRecord(definition),
  });
  await writeRecord({
    state: companyState,
    name: { table: sourcesTable, name: privateName },
    record: packageIdToRecord(packageId),
  });
}

/** `ApproveChaincodeDefinitionForMyOrg`. */
export async function approveForMyOrg(
  invocation: LifecycleInvocation,
  input: peer.lifecycle.ApproveChaincodeDefinitionForMyOrgArgs,
): Promise<peer.lifecycle.ApproveChaincodeDefinitionForMyOrgResult> {
  const definition = argumentsToDefinition(input);
  await checkDefinition(invocation, definition);
  await approve(invocation, definition, input.getSource()?.getLocalPackage()?.getPackageId() ?? '');
  return new peer.lifecycle.ApproveChaincodeDefinitionForMyOrgResult();
}
