import { peer } from '@hyperledger/fabric-protos';
import {
  type ChaincodeDefinition,
  argumentsToDefinition,
  namespacesTable,
  sequenceToPrivateName,
  sourcesTable,
} from '@kontti/fabric-protocol/lifecycle';
import { checkDefinition, refuseDefinition } from './lifecycle-arguments';
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

function sequenceRefusal({ current, requested }: { current: number; requested: number }): string {
  if (requested === 0) return 'requested sequence is 0, but first definable sequence number is 1';
  return requested < current
    ? `currently defined sequence ${current} is larger than requested sequence ${requested}`
    : `requested sequence ${requested} is larger than the next available sequence number ${current + 1}`;
}

/** What differs first, in the order in which Fabric looks. Mirrors lifecycle.go ChaincodeParameters.Equal. */
function differenceText(expected: ChaincodeDefinition, passed: ChaincodeDefinition): string {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const pairs: readonly (readonly [string, string | boolean, string | boolean])[] = [
    ['Version', expected.version, passed.version],
    ['EndorsementPlugin', expected.endorsementPlugin, passed.endorsementPlugin],
    ['InitRequired', expected.initRequired, passed.initRequired],
    ['ValidationPlugin', expected.validationPlugin, passed.validationPlugin],
    ['ValidationParameter', hex(expected.validationParameter), hex(passed.validationParameter)],
  ];
  const found = pairs.find(([, one, other]) => one !== other);
  return found === undefined
    ? 'Collections do not match'
    : `expected ${found[0]} '${found[1]}' does not match passed ${found[0]} '${found[2]}'`;
}

function checkSequence(options: { current: number; requested: number }): void {
  const { current, requested } = options;
  if (requested >= Math.max(current, 1) && requested <= current + 1) return;
  throw refuseDefinition(sequenceRefusal(options), { ...options });
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
      const difference = committed === undefined ? '' : `: ${differenceText(committed, definition)}`;
      throw refuseDefinition(
        `attempted to redefine the current committed sequence (${current}) for namespace ${name} with different parameters${difference}`,
      );
    }
  }
  if (await isApprovedAlready({ companyState, definition, packageId })) {
    throw refuseDefinition(
      sequence === current
        ? `attempted to redefine the current committed sequence (${current}) for namespace ${name}`
        : `attempted to redefine uncommitted sequence (${sequence}) for namespace ${name} with unchanged content`,
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
