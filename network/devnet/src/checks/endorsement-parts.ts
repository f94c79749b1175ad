import { ledger, peer } from '@hyperledger/fabric-protos';
import { responseStatus } from '../gateway/response-status';
import { decodeReadWriteSet, type NamespaceReadWriteSet } from '@kontti/fabric-protocol/envelopes';
import type { DryEndorsement } from './dry-endorser';

const { rwset } = ledger;

/** Everything that an endorsement says, each thing under a name of its own. */
export type EndorsementParts = ReadonlyMap<string, Uint8Array>;

type Part = readonly [name: string, value: Uint8Array];

const text = (value: string): Uint8Array => Buffer.from(value);
const deleted = text('(deleted)');
const quoted = (key: string): string => JSON.stringify(key);

function versionToText(version: { blockNumber: number; txNumber: number } | undefined): string {
  return version === undefined ? '(absent)' : `${version.blockNumber}/${version.txNumber}`;
}

function* responseParts(response: peer.Response | undefined): Iterable<Part> {
  yield ['response status', text(String(response?.getStatus() ?? 0))];
  yield ['response message', text(response?.getMessage() ?? '')];
  yield ['response payload', response?.getPayload_asU8() ?? new Uint8Array()];
}

function* eventParts(bytes: Uint8Array): Iterable<Part> {
  if (bytes.length === 0) return;
  const event = peer.ChaincodeEvent.deserializeBinary(bytes);
  yield ['event name', text(event.getEventName())];
  yield ['event payload', event.getPayload_asU8()];
}

function* namespaceParts(set: NamespaceReadWriteSet): Iterable<Part> {
  const { namespace } = set;
  for (const { key, version } of set.reads) {
    yield [`read of ${namespace} ${quoted(key)}`, text(versionToText(version))];
  }
  for (const [index, range] of set.ranges.entries()) {
    const place = `${quoted(range.getStartKey())} to ${quoted(range.getEndKey())}`;
    yield [`range ${index} of ${namespace}`, text(place)];
    yield [`results of range ${index} of ${namespace}`, range.serializeBinary()];
  }
  for (const { key, value, isDelete } of set.writes) {
    yield [`write of ${namespace} ${quoted(key)}`, isDelete ? deleted : value];
  }
  for (const { key, metadata } of set.metadataWrites) {
    for (const [name, value] of metadata) yield [`${name} of ${namespace} ${quoted(key)}`, value];
  }
  for (const { collection, ...hashed } of set.collections) {
    const place = `${namespace}/${collection}`;
    const hex = (key: string): string => Buffer.from(key, 'latin1').toString('hex');
    for (const { key, version } of hashed.reads) {
      yield [`read of ${place} hash ${hex(key)}`, text(versionToText(version))];
    }
    for (const { key, metadata } of hashed.metadataWrites) {
      for (const [name, value] of metadata) yield [`${name} of ${place} hash ${hex(key)}`, value];
    }
    for (const { key, isDelete, isPurge } of hashed.writes) {
      // The values are in the private writes, for people to compare.
      const what = isPurge ? '(purged)' : isDelete ? '(deleted)' : '(written)';
      yield [`write of ${place} hash ${hex(key)}`, text(what)];
    }
  }
}

function* privateParts(bytes: Uint8Array): Iterable<Part> {
  for (const namespace of rwset.TxPvtReadWriteSet.deserializeBinary(bytes).getNsPvtRwsetList()) {
    for (const collection of namespace.getCollectionPvtRwsetList()) {
      const set = rwset.kvrwset.KVRWSet.deserializeBinary(collection.getRwset_asU8());
      const place = `${namespace.getNamespace()}/${collection.getCollectionName()}`;
      for (const write of set.getWritesList()) {
        const value = write.getIsDelete() ? deleted : write.getValue_asU8();
        yield [`private write of ${place} ${quoted(write.getKey())}`, value];
      }
    }
  }
}

function* endorsementParts({ outcome, privateBytes }: DryEndorsement): Iterable<Part> {
  const { response } = outcome;
  const payloadBytes = response?.getPayload_asU8() ?? new Uint8Array();
  if (payloadBytes.length === 0) {
    yield ['refusal', text(responseStatus(outcome).message)];
    return;
  }
  const payload = peer.ProposalResponsePayload.deserializeBinary(payloadBytes);
  const action = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
  yield* responseParts(action.getResponse());
  yield* eventParts(action.getEvents_asU8());
  for (const set of decodeReadWriteSet(action.getResults_asU8())) yield* namespaceParts(set);
  if (privateBytes !== undefined) yield* privateParts(privateBytes);
}

/** Takes an endorsement apart. */
export function endorsementToParts(endorsement: DryEndorsement): EndorsementParts {
  return new Map(endorsementParts(endorsement));
}

/** True when committing it would change the state. */
export function writesAnything(parts: EndorsementParts): boolean {
  return [...parts.keys()].some((name) => /^(?:private )?write of |^VALIDATION_PARAMETER of /.test(name));
}

const errorThreshold = 400;

/** Why there was no endorsement; undefined when there was one. */
export function refusalOf(parts: EndorsementParts): string | undefined {
  const textOf = (name: string): string => Buffer.from(parts.get(name) ?? []).toString();
  if (parts.has('refusal')) return textOf('refusal');
  return Number(textOf('response status')) < errorThreshold ? undefined : textOf('response message');
}
