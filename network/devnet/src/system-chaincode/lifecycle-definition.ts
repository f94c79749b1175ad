import { peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '@kontti/fabric-protocol/base';
import {
  type ChaincodeDefinition,
  collectionsToPackage,
  packageToCollections,
  namespacesTable,
  sequenceToPrivateName,
  sourcesTable,
} from '@kontti/fabric-protocol/lifecycle';
import {
  readField,
  readRecordMetadata,
  type FieldValue,
  type LifecycleRecord,
  type ReadableState,
  type RecordName,
} from './lifecycle-records';

const { ChaincodeEndorsementInfo, ChaincodeValidationInfo } = peer.lifecycle;

/** The datatype of a committed definition's record. */
export const definitionDatatype = 'ChaincodeDefinition';

/** The datatype of an approval's record. */
export const parametersDatatype = 'ChaincodeParameters';

const localPackageDatatype = 'ChaincodeLocalPackage';

function parameterFields(definition: ChaincodeDefinition): [string, FieldValue][] {
  const endorsement = new ChaincodeEndorsementInfo();
  endorsement.setVersion(definition.version);
  endorsement.setInitRequired(definition.initRequired);
  endorsement.setEndorsementPlugin(definition.endorsementPlugin);
  const validation = new ChaincodeValidationInfo();
  validation.setValidationPlugin(definition.validationPlugin);
  validation.setValidationParameter(definition.validationParameter);
  const collections = collectionsToPackage(definition.collections);
  return [
    ['EndorsementInfo', { kind: 'bytes', value: endorsement.serializeBinary() }],
    ['ValidationInfo', { kind: 'bytes', value: validation.serializeBinary() }],
    ['Collections', { kind: 'bytes', value: collections.serializeBinary() }],
  ];
}

/** What companies approve: everything but the sequence, which is in the record's name. */
export function definitionToParametersRecord(definition: ChaincodeDefinition): LifecycleRecord {
  return { datatype: parametersDatatype, fields: parameterFields(definition) };
}

/** What a commit writes. */
export function definitionToRecord(definition: ChaincodeDefinition): LifecycleRecord {
  const sequence: FieldValue = { kind: 'int64', value: definition.sequence };
  return { datatype: definitionDatatype, fields: [['Sequence', sequence], ...parameterFields(definition)] };
}

/** Which package a company runs; an empty id means none. */
export function packageIdToRecord(packageId: string): LifecycleRecord {
  return { datatype: localPackageDatatype, fields: [['PackageID', { kind: 'string', value: packageId }]] };
}

/** The committed sequence of a chaincode; 0 before the first. */
export async function readSequence(options: { state: ReadableState; name: string }): Promise<number> {
  const record = { table: namespacesTable, name: options.name };
  return (await readField({ state: options.state, record, field: 'Sequence' }))?.getInt64() ?? 0;
}

async function readBytes(options: { state: ReadableState; record: RecordName; field: string }) {
  return (await readField(options))?.getBytes_asU8() ?? new Uint8Array();
}

/** The parameters of a record, approved or committed, whose sequence the caller knows. */
export async function readParameters(options: {
  state: ReadableState;
  record: RecordName;
  name: string;
  sequence: number;
}): Promise<ChaincodeDefinition> {
  const { state, record, name, sequence } = options;
  const read = (field: string) => readBytes({ state, record, field });
  const endorsement = decodeMessage({
    type: ChaincodeEndorsementInfo,
    bytes: await read('EndorsementInfo'),
    name: 'ChaincodeEndorsementInfo',
  });
  const validation = decodeMessage({
    type: ChaincodeValidationInfo,
    bytes: await read('ValidationInfo'),
    name: 'ChaincodeValidationInfo',
  });
  const collections = decodeMessage({
    type: peer.CollectionConfigPackage,
    bytes: await read('Collections'),
    name: 'CollectionConfigPackage',
  });
  return {
    name,
    version: endorsement.getVersion(),
    sequence,
    endorsementPlugin: endorsement.getEndorsementPlugin(),
    validationPlugin: validation.getValidationPlugin(),
    validationParameter: validation.getValidationParameter_asU8(),
    collections: packageToCollections(collections),
    initRequired: endorsement.getInitRequired(),
  };
}

/**
 * The definition that the channel committed, or undefined when there is none. `getState` reads a key of the namespace
 * `_lifecycle`. Mirrors lifecycle.go ChaincodeDefinitionIfDefined.
 */
export async function readChaincodeDefinition(options: {
  name: string;
  getState: (key: string) => Promise<Uint8Array | undefined>;
}): Promise<ChaincodeDefinition | undefined> {
  const { name } = options;
  const state: ReadableState = { getState: options.getState };
  const record = { table: namespacesTable, name };
  const metadata = await readRecordMetadata({ state, record });
  if (metadata?.getDatatype() !== definitionDatatype) return undefined;
  return readParameters({ state, record, name, sequence: await readSequence({ state, name }) });
}

/** The package that a company approved for one sequence; undefined when it approved none, empty when it runs none. */
export async function readApprovedPackageId(options: {
  state: ReadableState;
  name: string;
  sequence: number;
}): Promise<string | undefined> {
  const record = { table: sourcesTable, name: sequenceToPrivateName(options) };
  const metadata = await readRecordMetadata({ state: options.state, record });
  if (metadata?.getDatatype() !== localPackageDatatype) return undefined;
  return (await readField({ state: options.state, record, field: 'PackageID' }))?.getString() ?? '';
}
