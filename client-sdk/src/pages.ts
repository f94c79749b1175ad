import type { Rejection } from '@kontti/model';
import { LIMITS } from '@kontti/model';
import { CALL_OPTIONS } from './gateway/call-options';
import type { CallOptions } from './gateway/call-options';
import { PAGE_SIZE_DEFAULT } from './limits';
import type { OptionRules } from './options/check-options';
import { callback, text, wholeNumber } from './options/rules';

/** How much of a query's answer one page carries, and where it starts. */
export interface PageOptions {
  /** 50 unless given; at most 100. */
  readonly pageSize?: number;
  /** That of the page before; the first page without. */
  readonly bookmark?: string;
}

/** Something that a query met and that is never shown as a record. */
export interface RejectedRecord {
  /** Of the fact. */
  readonly key: string;
  /** Why it does not hold; `disowned`: it was recorded under a definition that the own company never accepted. */
  readonly reason: Rejection | 'disowned';
}

/** A page of records whose seals hold, and apart from them the keys of what does not hold. */
export interface RecordPage<T> {
  /** The records, each verified. */
  readonly records: readonly T[];
  /** What the query met that does not hold. */
  readonly rejected: readonly RejectedRecord[];
  /** `''` on the last page. */
  readonly bookmark: string;
}

const pageSize = wholeNumber(1, LIMITS.pageSizeMax);

/** What the options of one page may be. */
export const PAGE_OPTIONS: OptionRules<PageOptions & CallOptions> = {
  ...CALL_OPTIONS,
  pageSize,
  bookmark: text,
};

/** How a whole query is read. */
export interface ListOptions {
  /** Records that are fetched at once; 50 unless given, at most 100. */
  readonly pageSize?: number;
  /** Called for each key that the query met and that does not hold. Such records are never yielded. */
  readonly onRejected?: (rejected: RejectedRecord) => void;
}

/** What the options of a whole query may be. */
export const LIST_OPTIONS: OptionRules<ListOptions & CallOptions> = {
  ...CALL_OPTIONS,
  pageSize,
  onRejected: callback,
};

/** Yields the records of all pages; asks for a page only when the caller has taken all of the one before. */
export async function* pagesToRecords<T>(
  fetchPage: (page: Required<Pick<PageOptions, 'pageSize'>> & PageOptions) => Promise<RecordPage<T>>,
  options: ListOptions,
): AsyncGenerator<T, void, undefined> {
  const { pageSize: size = PAGE_SIZE_DEFAULT } = options;
  let bookmark = '';
  do {
    const page = await fetchPage(bookmark === '' ? { pageSize: size } : { pageSize: size, bookmark });
    for (const rejected of page.rejected) {
      options.onRejected?.(rejected);
    }
    yield* page.records;
    bookmark = page.bookmark;
  } while (bookmark !== '');
}
