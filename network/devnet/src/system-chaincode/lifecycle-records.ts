import { peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '@kontti/fabric-protocol/base';
import { sha256 } from '../state/sha256';
import { recordToFieldKey, recordToMetadataKey } from '@kontti/fabric-protocol/lifecycle';

const { StateData, StateMetadata } = peer.lifecycle;

/** One value of a record as the lifecycle's state holds it: `StateData` with exactly one kind set. */
export type FieldValue =
  | { readonly kind: 'int64'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array };

/** A structure that is stored field by field, so that unchanged fields are not written again. */
export interface LifecycleRecord {
  readonly datatype: string;
  /** In the order of declaration, which the metadata repeats. */
  readonly fields: readonly (readonly [name: string, value: FieldValue])[];
}

export interface RecordName {
  readonly table: string;
  readonly name: string;
}

export interface ReadableState {
  readonly getState: (key: string) => Promise<Uint8Array | undefined>;
}

export interface WritableState extends ReadableState {
  putState(options: { key: string; value: Uint8Array }): Promise<void>;
  deleteState(key: string): Promise<void>;
}

/** State of which only hashes are visible: another company's implicit collection. */
export interface HashedState {
  readonly mspId: string;
  getStateHash(key: string): Promise<Uint8Array | undefined>;
}

function fieldToBytes(field: FieldValue): Uint8Array {
  const data = new StateData();
  if (field.kind === 'int64') data.setInt64(field.value);
  else if (field.kind === 'string') data.setString(field.value);
  else data.setBytes(field.value);
  return data.serializeBinary();
}

function recordToMetadata(record: LifecycleRecord): Uint8Array {
  const metadata = new StateMetadata();
  metadata.setDatatype(record.datatype);
  metadata.setFieldsList(record.fields.map(([name]) => name));
  return metadata.serializeBinary();
}

function isEqual(left: Uint8Array, right: Uint8Array | undefined): boolean {
  return right !== undefined && Buffer.compare(left, right) === 0;
}

/** The record's metadata, or undefined when there is no such record. */
export async function readRecordMetadata(options: {
  state: ReadableState;
  record: RecordName;
}): Promise<peer.lifecycle.StateMetadata | undefined> {
  const bytes = await options.state.getState(recordToMetadataKey(options.record));
  if (bytes === undefined) return undefined;
  return decodeMessage({ type: StateMetadata, bytes, name: 'StateMetadata' });
}

/** One field of a record; undefined when it was never written. */
export async function readField(options: {
  state: ReadableState;
  record: RecordName;
  field: string;
}): Promise<peer.lifecycle.StateData | undefined> {
  const bytes = await options.state.getState(recordToFieldKey({ ...options.record, field: options.field }));
  if (bytes === undefined) return undefined;
  return decodeMessage({ type: StateData, bytes, name: 'StateData' });
}

/** Writes what changed of a record, deletes fields that it no longer has. Mirrors serializer.go Serialize. */
export async function writeRecord(options: {
  state: WritableState;
  name: RecordName;
  record: LifecycleRecord;
}): Promise<void> {
  const { state, name, record } = options;
  const metadata = await readRecordMetadata({ state, record: name });
  const existing = new Map<string, Uint8Array | undefined>();
  for (const field of metadata?.getFieldsList() ?? []) {
    const key = recordToFieldKey({ ...name, field });
    existing.set(key, await state.getState(key));
  }
  for (const [field, value] of record.fields) {
    const key = recordToFieldKey({ ...name, field });
    const bytes = fieldToBytes(value);
    if (!isEqual(bytes, existing.get(key))) await state.putState({ key, value: bytes });
    existing.delete(key);
  }
  const fieldCount = metadata?.getFieldsList().length ?? 0;
  const isUnchanged =
    existing.size === 0 && metadata?.getDatatype() === record.datatype && fieldCount === record.fields.length;
  if (!isUnchanged) {
    await state.putState({ key: recordToMetadataKey(name), value: recordToMetadata(record) });
  }
  for (const key of existing.keys()) await state.deleteState(key);
}

/**
 * The fields whose stored hash differs from the record's; a record of another type differs as a whole.
 * Mirrors serializer.go IsSerialized.
 */
export async function findMismatches(options: {
  state: HashedState;
  name: RecordName;
  record: LifecycleRecord;
}): Promise<readonly string[]> {
  const { state, name, record } = options;
  const differs = async (key: string, bytes: Uint8Array): Promise<boolean> =>
    !isEqual(sha256(bytes), await state.getStateHash(key));
  if (await differs(recordToMetadataKey(name), recordToMetadata(record))) return [record.datatype];
  const mismatches: string[] = [];
  for (const [field, value] of record.fields) {
    if (await differs(recordToFieldKey({ ...name, field }), fieldToBytes(value))) mismatches.push(field);
  }
  return mismatches;
}
