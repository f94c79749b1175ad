import type { StateReader } from '../state/state-reader';
import type {
  Height,
  CollectionReadWriteSet,
  NamespaceReadWriteSet,
} from '@kontti/fabric-protocol/envelopes';
import type { StateKey } from '../state/types';
import { type BlockUpdates, collectionSpace } from '../state/update-batch';
import { isSameHeight } from '../state/versioned-value';
import { findPhantom } from './range-check';
import { type CausePlace, type TransactionPlace, toBoundedPlace } from './refusal-cause';
import { type Refusal, codes, refuseFor } from './verdict';

interface MvccCheckOptions {
  readonly readWriteSet: readonly NamespaceReadWriteSet[];
  readonly reader: StateReader;
  readonly updates: BlockUpdates;
  /** The id of the transaction that wrote at a height. */
  readonly txIdAt: (height: Height) => string | undefined;
  /** Where earlier blocks changed or deleted a public key last. */
  readonly lastChangeOf: (key: StateKey) => Promise<Height | undefined>;
}

/** A read whose key is no longer as it was. */
interface Conflict {
  readonly place: CausePlace;
  readonly read: Height | undefined;
  /** The version now; without one the key is gone. */
  readonly found: Height | undefined;
  /** Where the key was written or deleted, as far as that is known. */
  readonly changed: Height | undefined;
}

/**
 * Checks that everything that was read still is as it was: per namespace public keys, then ranges, then private hashes.
 * Mirrors txmgmt/validation/validator.go validateTx.
 */
export async function checkReads(options: MvccCheckOptions): Promise<Refusal | undefined> {
  for (const set of options.readWriteSet) {
    const publicConflict = findPublicConflict(set, options);
    if (publicConflict) return refuseRead(publicConflict, options);
    const refusal = await checkRanges(set, options);
    if (refusal) return refusal;
    for (const collection of set.collections) {
      const conflict = findHashedConflict(set, collection, options);
      if (conflict) return refuseRead(conflict, options);
    }
  }
  return undefined;
}

function findPublicConflict(
  { namespace, reads }: NamespaceReadWriteSet,
  options: MvccCheckOptions,
): Conflict | undefined {
  const { reader, updates } = options;
  for (const read of reads) {
    const { key, version } = read;
    const update = updates.publicKeys.get(namespace, key);
    const committed = update ? undefined : reader.getPublic({ namespace, key })?.version;
    if (!update && isSameHeight(committed, version)) continue;
    const found = update ? (update.written ? update.version : undefined) : committed;
    return { place: { namespace, key }, read: version, found, changed: update?.version ?? committed };
  }
  return undefined;
}

function findHashedConflict(
  { namespace }: NamespaceReadWriteSet,
  { collection, reads }: CollectionReadWriteSet,
  options: MvccCheckOptions,
): Conflict | undefined {
  const { reader, updates } = options;
  for (const { key: keyHash, version } of reads) {
    const update = updates.hashedKeys.get(collectionSpace({ namespace, collection }), keyHash);
    const committed = update ? undefined : reader.getHashed({ namespace, collection, keyHash })?.version;
    if (!update && isSameHeight(committed, version)) continue;
    const found = update ? (update.written ? update.version : undefined) : committed;
    const key = Buffer.from(keyHash, 'latin1').toString('hex');
    return {
      place: { namespace, collection, key },
      read: version,
      found,
      changed: update?.version ?? committed,
    };
  }
  return undefined;
}

async function refuseRead(conflict: Conflict, options: MvccCheckOptions): Promise<Refusal> {
  const { place, read, found, changed } = conflict;
  return refuseFor(codes.MVCC_READ_CONFLICT, {
    kind: 'read',
    place: toBoundedPlace(place),
    ...(read && { read }),
    ...(found && { found }),
    ...(await findWinner({ place, changed }, options)),
  });
}

/** Who changed the key last. Of a key that is gone, the history of public keys knows. */
async function findWinner(
  { place, changed }: { place: CausePlace; changed: Height | undefined },
  { txIdAt, lastChangeOf }: MvccCheckOptions,
): Promise<{ winner?: TransactionPlace }> {
  const { namespace, collection, key } = place;
  const isPublic = key !== undefined && collection === undefined;
  const height = changed ?? (isPublic ? await lastChangeOf({ namespace, key }) : undefined);
  if (!height) return {};
  const txId = txIdAt(height);
  return { winner: { ...height, ...(txId === undefined ? {} : { txId }) } };
}

async function checkRanges(
  set: NamespaceReadWriteSet,
  options: MvccCheckOptions,
): Promise<Refusal | undefined> {
  const { namespace } = set;
  for (const range of set.ranges) {
    const phantom = await findPhantom({
      namespace,
      range,
      reader: options.reader,
      updates: options.updates.publicKeys,
    });
    if (!phantom) continue;
    const change =
      phantom.key === undefined ? {} : await describeChange({ namespace, key: phantom.key }, options);
    const { key: startKey = '' } = toBoundedPlace({ namespace, key: range.getStartKey() });
    const { key: endKey = '' } = toBoundedPlace({ namespace, key: range.getEndKey() });
    return refuseFor(codes.PHANTOM_READ_CONFLICT, { kind: 'range', namespace, startKey, endKey, ...change });
  }
  return undefined;
}

/** What is at a key of a range now. */
async function describeChange(
  place: StateKey,
  options: MvccCheckOptions,
): Promise<{ key: string; found?: Height; winner?: TransactionPlace }> {
  const { namespace, key } = place;
  const update = options.updates.publicKeys.get(namespace, key);
  const committed = update ? undefined : options.reader.getPublic(place)?.version;
  const found = update?.written ? update.version : committed;
  return {
    key: toBoundedPlace(place).key ?? '',
    ...(found && { found }),
    ...(await findWinner({ place, changed: update?.version ?? committed }, options)),
  };
}
