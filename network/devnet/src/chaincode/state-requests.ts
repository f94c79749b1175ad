import { peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '@kontti/fabric-protocol/base';
import type { Metadata } from '@kontti/fabric-protocol/envelopes';
import { refused } from './transaction-context';
import type { TransactionContext } from './transaction-context';

// Mirrors the state part of core/chaincode/handler.go. An absent value is an empty payload.

const nothing = new Uint8Array();

interface KeyRequest {
  readonly key: string;
  readonly collection: string;
}

async function readState(context: TransactionContext, request: KeyRequest): Promise<Uint8Array> {
  const { key, collection } = request;
  const { simulator, name: namespace } = context.call;
  if (collection === '') {
    return (await simulator.getState({ namespace, key })) ?? nothing;
  }
  await context.requireAccess({ collection, kind: 'read' });
  return (await simulator.getPrivateData({ namespace, collection, key })) ?? nothing;
}

async function writeState(
  context: TransactionContext,
  request: KeyRequest & { value: Uint8Array },
): Promise<void> {
  const { key, collection, value } = request;
  const { simulator, name: namespace } = context.call;
  if (collection === '') {
    await simulator.putState({ namespace, key, value });
    return;
  }
  await context.requireAccess({ collection, kind: 'write' });
  await simulator.putPrivateData({ namespace, collection, key, value });
}

async function removeState(context: TransactionContext, request: KeyRequest): Promise<void> {
  const { key, collection } = request;
  const { simulator, name: namespace } = context.call;
  if (collection === '') {
    await simulator.deleteState({ namespace, key });
    return;
  }
  await context.requireAccess({ collection, kind: 'write' });
  await simulator.deletePrivateData({ namespace, collection, key });
}

async function purge(context: TransactionContext, request: KeyRequest): Promise<void> {
  const { key, collection } = request;
  if (collection === '') {
    throw refused('only applicable for private data');
  }
  await context.requireAccess({ collection, kind: 'write' });
  const { simulator, name: namespace } = context.call;
  await simulator.purgePrivateData({ namespace, collection, key });
}

async function writeMetadata(
  context: TransactionContext,
  request: KeyRequest & { metadata: peer.StateMetadata | undefined },
): Promise<void> {
  const { key, collection, metadata } = request;
  if (metadata === undefined) {
    throw refused('metadata without content');
  }
  const { simulator, name: namespace } = context.call;
  const entry = { name: metadata.getMetakey(), value: metadata.getValue_asU8() };
  if (collection === '') {
    await simulator.putStateMetadata({ namespace, key, ...entry });
    return;
  }
  await context.requireAccess({ collection, kind: 'write' });
  await simulator.putPrivateDataMetadata({ namespace, collection, key, ...entry });
}

function toKeyRequest(message: { getKey(): string; getCollection(): string }): KeyRequest {
  return { key: message.getKey(), collection: message.getCollection() };
}

export function getState(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  return readState(
    context,
    toKeyRequest(decodeMessage({ type: peer.GetState, bytes: payload, name: 'GetState' })),
  );
}

export async function getStateMultiple(
  payload: Uint8Array,
  context: TransactionContext,
): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.GetStateMultiple, bytes: payload, name: 'GetStateMultiple' });
  const keys = request.getKeysList();
  const values: Uint8Array[] = [];
  for (const key of keys) {
    values.push(await readState(context, { key, collection: request.getCollection() }));
  }
  const result = new peer.GetStateMultipleResult();
  result.setValuesList(values);
  return result.serializeBinary();
}

export async function putState(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.PutState, bytes: payload, name: 'PutState' });
  await writeState(context, { ...toKeyRequest(request), value: request.getValue_asU8() });
  return nothing;
}

export async function deleteState(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  await removeState(
    context,
    toKeyRequest(decodeMessage({ type: peer.DelState, bytes: payload, name: 'DelState' })),
  );
  return nothing;
}

export async function purgePrivateData(
  payload: Uint8Array,
  context: TransactionContext,
): Promise<Uint8Array> {
  await purge(
    context,
    toKeyRequest(decodeMessage({ type: peer.DelState, bytes: payload, name: 'PurgePrivateState' })),
  );
  return nothing;
}

export async function getPrivateDataHash(
  payload: Uint8Array,
  context: TransactionContext,
): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.GetState, bytes: payload, name: 'GetState' });
  context.requireNoInit();
  const { simulator, name: namespace } = context.call;
  return (await simulator.getPrivateDataHash({ namespace, ...toKeyRequest(request) })) ?? nothing;
}

export async function getStateMetadata(
  payload: Uint8Array,
  context: TransactionContext,
): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.GetStateMetadata, bytes: payload, name: 'GetStateMetadata' });
  const { key, collection } = toKeyRequest(request);
  const { simulator, name: namespace } = context.call;
  let metadata: Metadata;
  if (collection === '') {
    metadata = await simulator.getStateMetadata({ namespace, key });
  } else {
    await context.requireAccess({ collection, kind: 'read' });
    metadata = await simulator.getPrivateDataMetadata({ namespace, collection, key });
  }
  const result = new peer.StateMetadataResult();
  result.setEntriesList(
    [...metadata].map(([name, value]) => {
      const entry = new peer.StateMetadata();
      entry.setMetakey(name);
      entry.setValue(value);
      return entry;
    }),
  );
  return result.serializeBinary();
}

export async function putStateMetadata(
  payload: Uint8Array,
  context: TransactionContext,
): Promise<Uint8Array> {
  const request = decodeMessage({ type: peer.PutStateMetadata, bytes: payload, name: 'PutStateMetadata' });
  await writeMetadata(context, { ...toKeyRequest(request), metadata: request.getMetadata() });
  return nothing;
}

export async function writeBatch(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
  const records = decodeMessage({
    type: peer.WriteBatchState,
    bytes: payload,
    name: 'WriteBatchState',
  }).getRecList();
  for (const record of records) {
    await applyRecord(context, record);
  }
  return nothing;
}

function applyRecord(context: TransactionContext, record: peer.WriteRecord): Promise<void> {
  const request = toKeyRequest(record);
  switch (record.getType()) {
    case peer.WriteRecord.Type.PUT_STATE:
      return writeState(context, { ...request, value: record.getValue_asU8() });
    case peer.WriteRecord.Type.DEL_STATE:
      return removeState(context, request);
    case peer.WriteRecord.Type.PURGE_PRIVATE_DATA:
      return purge(context, request);
    case peer.WriteRecord.Type.PUT_STATE_METADATA:
      return writeMetadata(context, { ...request, metadata: record.getMetadata() });
    case peer.WriteRecord.Type.UNDEFINED:
    default:
      return Promise.reject(refused('unknown operation type'));
  }
}
