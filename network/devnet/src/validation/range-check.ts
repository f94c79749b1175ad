import type { ledger } from '@hyperledger/fabric-protos';
import { compareKeys } from '../state/compare-keys';
import { RangeReadsCollector } from '../state/range-reads';
import type { StateIterator, StateReader } from '../state/state-reader';
import type { Height } from '@kontti/fabric-protocol/envelopes';
import type { KeyUpdate, UpdateMap } from '../state/update-batch';
import { isSameHeight } from '../state/versioned-value';

type RangeQueryInfo = ledger.rwset.kvrwset.RangeQueryInfo;

interface RangeItem {
  readonly key: string;
  readonly version: Height;
}

interface RangeCheckOptions {
  readonly namespace: string;
  readonly range: RangeQueryInfo;
  readonly reader: StateReader;
  /** What the valid transactions before it in the block change. */
  readonly updates: UpdateMap;
}

/** The key at which a range now reads differently; undefined when it reads the same. */
export async function findPhantom(
  options: RangeCheckOptions,
): Promise<{ readonly key: string | undefined } | undefined> {
  const { namespace, range, reader, updates } = options;
  const bounds = { namespace, startKey: range.getStartKey(), endKey: range.getEndKey() };
  const committed = reader.rangePublic(bounds);
  try {
    const items = combine({ committed, updated: updatesWithin(updates, bounds) });
    const withEnd = range.getItrExhausted() ? items : withEndKey(items, options);
    return range.hasReadsMerkleHashes()
      ? await findSummaryMismatch(withEnd, range)
      : await findReadMismatch(withEnd, range);
  } finally {
    await committed.close();
  }
}

function updatesWithin(
  updates: UpdateMap,
  bounds: { namespace: string; startKey: string; endKey: string },
): [string, KeyUpdate][] {
  return [...updates.entries(bounds.namespace)]
    .filter(
      ([key]) =>
        compareKeys(key, bounds.startKey) >= 0 &&
        (bounds.endKey === '' || compareKeys(key, bounds.endKey) < 0),
    )
    .toSorted(([a], [b]) => compareKeys(a, b));
}

/** Committed state with the block's changes over it, in order. Mirrors txmgmt/validation/combined_iterator.go. */
async function* combine(options: {
  committed: StateIterator;
  updated: readonly [string, KeyUpdate][];
}): AsyncGenerator<RangeItem, void> {
  const { committed, updated } = options;
  let position = 0;
  let stored = await committed.next();
  for (;;) {
    const update = updated[position];
    if (!stored && !update) return;
    const order = !stored ? 1 : !update ? -1 : compareKeys(stored.key, update[0]);
    if (stored && order < 0) yield { key: stored.key, version: stored.versioned.version };
    if (stored && order <= 0) stored = await committed.next();
    if (update && order >= 0) {
      position += 1;
      if (update[1].written) yield { key: update[0], version: update[1].version };
    }
  }
}

/** A range that was not exhausted ends at a key that was read: it belongs to the range. */
async function* withEndKey(
  items: AsyncGenerator<RangeItem, void>,
  { namespace, range, reader, updates }: RangeCheckOptions,
): AsyncGenerator<RangeItem, void> {
  yield* items;
  const key = range.getEndKey();
  const update = updates.get(namespace, key);
  const version = update ? update.written && update.version : reader.getPublic({ namespace, key })?.version;
  if (version) yield { key, version };
}

/** Mirrors rangequery_validator.go rangeQueryResultsValidator. */
async function findReadMismatch(
  items: AsyncGenerator<RangeItem, void>,
  range: RangeQueryInfo,
): Promise<{ key: string | undefined } | undefined> {
  for (const read of range.getRawReads()?.getKvReadsList() ?? []) {
    const item = await nextItem(items);
    if (!item) return { key: read.getKey() };
    const version = read.getVersion();
    const height = version && { blockNumber: version.getBlockNum(), txNumber: version.getTxNum() };
    if (item.key !== read.getKey() || !isSameHeight(item.version, height)) return { key: item.key };
  }
  const extra = await nextItem(items);
  return extra && { key: extra.key };
}

async function nextItem(items: AsyncGenerator<RangeItem, void>): Promise<RangeItem | undefined> {
  const result = await items.next();
  return result.done === true ? undefined : result.value;
}

/** Mirrors rangequery_validator.go rangeQueryHashValidator; the difference itself cannot be named. */
async function findSummaryMismatch(
  items: AsyncGenerator<RangeItem, void>,
  range: RangeQueryInfo,
): Promise<{ key: undefined } | undefined> {
  const expected = range.getReadsMerkleHashes();
  if (!expected || expected.getMaxDegree() < 2) return { key: undefined };
  const collector = new RangeReadsCollector(expected.getMaxDegree());
  for await (const item of items) collector.add(item.key, item.version);
  const { summary } = collector.done();
  const isSame =
    summary !== undefined && Buffer.compare(summary.serializeBinary(), expected.serializeBinary()) === 0;
  return isSame ? undefined : { key: undefined };
}
