import type { StateReader } from '../ledger/state-reader';
import type { Height } from '../ledger/types';
import { type BlockUpdates, collectionSpace } from '../ledger/update-batch';
import { isSameHeight } from '../ledger/versioned-value';
import { findPhantom } from './range-check';
import type { CollectionReadWriteSet, KeyRead, NamespaceReadWriteSet } from './read-write-set';
import { type Refusal, codes, refuse } from './verdict';

export interface MvccCheckOptions {
  readonly readWriteSet: readonly NamespaceReadWriteSet[];
  readonly reader: StateReader;
  readonly updates: BlockUpdates;
  /** The id of the transaction that wrote at a height. */
  readonly txIdAt: (height: Height) => string | undefined;
}

/**
 * Checks that everything that was read still is as it was: per namespace public keys, then ranges, then private hashes.
 * Mirrors txmgmt/validation/validator.go validateTx.
 */
export async function checkReads(options: MvccCheckOptions): Promise<Refusal | undefined> {
  for (const set of options.readWriteSet) {
    const refusal =
      checkPublicReads(set, options) ??
      (await checkRanges(set, options)) ??
      set.collections.map((collection) => checkHashedReads(set, collection, options)).find(Boolean);
    if (refusal) return refusal;
  }
  return undefined;
}

function checkPublicReads(
  { namespace, reads }: NamespaceReadWriteSet,
  options: MvccCheckOptions,
): Refusal | undefined {
  const { reader, updates } = options;
  for (const read of reads) {
    const update = updates.publicKeys.get(namespace, read.key);
    const committed = update ? undefined : reader.getPublic({ namespace, key: read.key })?.version;
    const what = () => `key ${JSON.stringify(read.key)} of ${namespace}`;
    const refusal = compareVersions({ read, inBlock: update?.version, committed, what, options });
    if (refusal) return refusal;
  }
  return undefined;
}

function checkHashedReads(
  { namespace }: NamespaceReadWriteSet,
  { collection, reads }: CollectionReadWriteSet,
  options: MvccCheckOptions,
): Refusal | undefined {
  const { reader, updates } = options;
  for (const read of reads) {
    const update = updates.hashedKeys.get(collectionSpace({ namespace, collection }), read.key);
    const committed = update
      ? undefined
      : reader.getHashed({ namespace, collection, keyHash: read.key })?.version;
    const what = () =>
      `key hash ${Buffer.from(read.key, 'latin1').toString('hex')} in collection ${collection} of ${namespace}`;
    const refusal = compareVersions({ read, inBlock: update?.version, committed, what, options });
    if (refusal) return refusal;
  }
  return undefined;
}

function compareVersions(comparison: {
  read: KeyRead;
  /** Where an earlier transaction of the block wrote the key. */
  inBlock: Height | undefined;
  committed: Height | undefined;
  what: () => string;
  options: MvccCheckOptions;
}): Refusal | undefined {
  const { read, inBlock, committed, what, options } = comparison;
  if (!inBlock && isSameHeight(committed, read.version)) return undefined;
  const height = inBlock ?? committed;
  const winner = height && options.txIdAt(height);
  const change = height
    ? `was written by transaction ${winner ?? 'unknown'} (block ${height.blockNumber}, number ${height.txNumber})`
    : 'has been deleted';
  return refuse(codes.MVCC_READ_CONFLICT, `${capitalize(what())}, which was read, ${change}.`);
}

async function checkRanges(
  set: NamespaceReadWriteSet,
  options: MvccCheckOptions,
): Promise<Refusal | undefined> {
  const { namespace } = set;
  const { reader, updates } = options;
  for (const range of set.ranges) {
    const phantom = await findPhantom({ namespace, range, reader, updates: updates.publicKeys });
    if (!phantom) continue;
    const { key } = phantom;
    const height =
      key === undefined
        ? undefined
        : (updates.publicKeys.get(namespace, key)?.version ?? reader.getPublic({ namespace, key })?.version);
    const winner = height && options.txIdAt(height);
    const bounds = `${JSON.stringify(range.getStartKey())} to ${JSON.stringify(range.getEndKey())} of ${namespace}`;
    const at =
      key === undefined
        ? ''
        : ` at key ${JSON.stringify(key)}, last written by transaction ${winner ?? 'unknown'}`;
    return refuse(codes.PHANTOM_READ_CONFLICT, `The range ${bounds} reads differently now${at}.`);
  }
  return undefined;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
