import { textInJson } from '../documents/json';
import { privateValueFor } from './private-value';
import { RangeReadsCollector, rangeReadsDegree } from '../state/range-reads';
import type { ReadWriteSetBuilder } from './read-write-set-builder';
import type { StateIterator, StateReader } from '../state/state-reader';
import type { KeyValue, QueryIterator, QueryPage } from './types';

interface PublicRange {
  readonly namespace: string;
  readonly startKey: string;
  readonly endKey: string;
}

interface PrivateRange extends PublicRange {
  readonly collection: string;
  readonly mspId: string;
}

/** Opens ranges and remembers what was read from them. */
export interface RangeRecorder {
  openRange(range: PublicRange): QueryIterator;
  readPage(page: PublicRange & { pageSize: number; bookmark: string }): Promise<QueryPage>;
  /** Reads of private ranges are not recorded: transactions with them cannot write. */
  openPrivateRange(range: PrivateRange): QueryIterator;
  /** Adds what was read to the read-write set, in the order in which the ranges were opened. */
  record(): void;
}

interface OpenRange {
  readonly range: PublicRange;
  readonly collector: RangeReadsCollector;
  readonly iterator: StateIterator;
  endKey: string;
  isExhausted: boolean;
}

/** Mirrors txmgr/query_executor.go resultsItr: the range ends at the last key that was handed out, or where it was exhausted. */
export function createRangeRecorder(options: {
  readonly reader: StateReader;
  readonly builder: ReadWriteSetBuilder;
  /**
   * Whether state is kept as CouchDB keeps it: the last page of a range then names where the range ends, as it was written into the
   * request (statecouchdb's readDocRange); stateleveldb knows that nothing follows.
   */
  readonly isDocumentDatabase: boolean;
}): RangeRecorder {
  const { reader, builder, isDocumentDatabase } = options;
  const opened: OpenRange[] = [];

  const open = (range: PublicRange): OpenRange => {
    const iterator = reader.rangePublic(range);
    const collector = new RangeReadsCollector(rangeReadsDegree);
    const entry: OpenRange = { range, collector, iterator, endKey: '', isExhausted: false };
    opened.push(entry);
    return entry;
  };

  const exhaust = (entry: OpenRange): void => {
    entry.isExhausted = true;
    entry.endKey = entry.range.endKey;
  };

  const next = async (entry: OpenRange): Promise<KeyValue | undefined> => {
    const result = await entry.iterator.next();
    if (!result) {
      exhaust(entry);
      return undefined;
    }
    entry.collector.add(result.key, result.versioned.version);
    entry.endKey = result.key;
    return { key: result.key, value: result.versioned.value };
  };

  return {
    openRange(range) {
      const entry = open(range);
      return { next: () => next(entry), close: () => entry.iterator.close() };
    },
    async readPage({ pageSize, bookmark, ...range }) {
      const entry = open(bookmark === '' ? range : { ...range, startKey: bookmark });
      const records: KeyValue[] = [];
      while (records.length < pageSize) {
        const record = await next(entry);
        if (!record) break;
        records.push(record);
      }
      const following = entry.isExhausted ? undefined : await entry.iterator.next();
      await entry.iterator.close();
      return { records, bookmark: following?.key ?? (isDocumentDatabase ? textInJson(range.endKey) : '') };
    },
    openPrivateRange: (range) => openPrivateRange(reader, range),
    record() {
      for (const { range, collector, iterator, endKey, isExhausted } of opened) {
        builder.addRange({
          namespace: range.namespace,
          startKey: range.startKey,
          endKey,
          isExhausted,
          reads: collector.done(),
        });
        void iterator.close();
      }
    },
  };
}

function openPrivateRange(reader: StateReader, options: PrivateRange): QueryIterator {
  const { mspId, ...range } = options;
  const iterator = reader.rangePrivate(range);
  return {
    async next() {
      for (;;) {
        const result = await iterator.next();
        if (!result) return undefined;
        const versioned = privateValueFor(mspId, result.versioned);
        if (versioned) return { key: result.key, value: versioned.value };
      }
    },
    close: () => iterator.close(),
  };
}
