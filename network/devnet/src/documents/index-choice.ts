import type { IndexDefinition } from './index-definition';
import { findFieldRanges, prefixRanges, type FieldRange, type FieldRanges } from './index-range';
import { compareKeys } from '../state/compare-keys';
import { queryRefused } from './query-error';
import type { Selector } from './selector';
import { checkTextSearch } from './text-search';

/** What a choice of an index depends on. */
interface IndexRequest {
  readonly selector: Selector;
  readonly sortFields: readonly string[];
  /** `use_index`: design document, or design document and name. */
  readonly useIndex: readonly string[];
  readonly allowsFallback: boolean;
  /** No index of a peer serves a partition. */
  readonly hasPartition: boolean;
}

/** How CouchDB looks for what a query may find. */
export interface Scan {
  /** Undefined: all documents, in the order of their keys. */
  readonly index: IndexDefinition | undefined;
  /** Of the first fields of the index, or of the key; undefined when CouchDB knows beforehand that nothing matches. */
  readonly ranges: readonly FieldRange[] | undefined;
}

/** Mirrors mango_selector:has_required_fields: the fields that a selector does not demand of every document. */
function undemandedFields(selector: Selector, fields: readonly string[]): readonly string[] {
  if (selector.kind === '$and') {
    return selector.parts.reduce((rest, part) => undemandedFields(part, rest), fields);
  }
  if (selector.kind === '$or') {
    const rests = selector.parts.map((part) => undemandedFields(part, fields));
    return fields.filter((field) => rests.some((rest) => rest.includes(field)));
  }
  if (selector.kind !== 'field') return fields;
  const { field: demanded, part } = selector;
  const isAbsence = part.kind === 'operator' && part.operator === '$exists' && part.argument === false;
  return isAbsence ? fields : fields.filter((field) => field !== demanded);
}

/** What a selector says first of a field; undefined when it says nothing of it. */
function isConstant(selector: Selector, field: string): boolean {
  if (selector.kind === '$and') return selector.parts.some((part) => isConstant(part, field));
  if (selector.kind !== 'field' || selector.field !== field) return false;
  return selector.part.kind === 'operator' && selector.part.operator === '$eq';
}

function isSortable(fields: readonly string[], { sortFields, selector }: IndexRequest): boolean {
  if (sortFields.length === 0) return true;
  const start = fields.findIndex((field) => field === sortFields[0] || !isConstant(selector, field));
  return start !== -1 && sortFields.every((field, index) => fields[start + index] === field);
}

/** Mirrors mango_idx_view:is_usable. */
function isUsable(index: IndexDefinition, request: IndexRequest): boolean {
  const { selector, sortFields } = request;
  const isTextSearch = checkTextSearch(selector);
  const needed = index.fields.filter((field) => !sortFields.includes(field) && !/^_(id|rev)$/.test(field));
  return (
    !isTextSearch && undemandedFields(selector, needed).length === 0 && isSortable(index.fields, request)
  );
}

function isNamed(index: IndexDefinition, [designDocument = '', name]: readonly string[]): boolean {
  return (
    index.designDocument === designDocument.replace(/^_design\//, '') &&
    (name === undefined || index.name === name)
  );
}

/** All documents serve every selector, but give no order except that of the keys. */
function areKeysUsable({ sortFields }: IndexRequest, ranges: FieldRanges): boolean {
  if (sortFields.length === 0) return true;
  const isRanged = ranges instanceof Map ? ranges.has('_id') : 'empty' in ranges && ranges.empty === '_id';
  return isRanged && sortFields.join() === '_id';
}

/**
 * The index that orders the results. Mirrors mango_idx.erl, mango_cursor.erl and mango_cursor_view.erl.
 * @throws NetworkError RICH_QUERY_INVALID when no index serves
 */
export function chooseScan(indexes: readonly IndexDefinition[], request: IndexRequest): Scan {
  const { useIndex, allowsFallback, selector } = request;
  const isWanted = (index: IndexDefinition): boolean => useIndex.length > 0 && isNamed(index, useIndex);
  const ranges = findFieldRanges(selector);
  const considered = request.hasPartition
    ? []
    : indexes.filter((index) => index.partialFilter === undefined || isWanted(index));
  const usable = considered.filter((index) => isUsable(index, request));
  const hasKeys = areKeysUsable(request, ranges);
  if (usable.length === 0 && !hasKeys) {
    throw queryRefused({
      error: 'no_usable_index',
      reason: 'No index exists for this sort, try indexing by the sort fields.',
    });
  }
  const wanted = usable.filter(isWanted);
  const mayChoose = allowsFallback || (useIndex.length === 0 && usable.length + Number(hasKeys) > 1);
  if (wanted.length === 0 && !mayChoose) throw invalidIndex(useIndex);
  const candidates = wanted.length > 0 ? wanted : usable;
  const scan = candidates.length === 0 ? scanKeys(ranges) : scanIndex(candidates, ranges);
  return isNothing(selector) ? { ...scan, ranges: undefined } : scan;
}

function invalidIndex(useIndex: readonly string[]): Error {
  const [designDocument, name] = useIndex.map((part) => part.replace(/^_design\//, ''));
  const named = name === undefined ? `_design/${designDocument}` : `_design/${designDocument}, ${name}`;
  const reason =
    designDocument === undefined
      ? 'You must specify an index with the `use_index` parameter.'
      : `${named} specified by \`use_index\` could not be found or it is not suitable.`;
  return queryRefused({ error: 'invalid_index', reason });
}

/** A list of no selectors, alone, is not even looked for. */
function isNothing(selector: Selector): boolean {
  return (selector.kind === '$and' || selector.kind === '$or') && selector.parts.length === 0;
}

function scanKeys(ranges: FieldRanges): Scan {
  if (!(ranges instanceof Map)) {
    return { index: undefined, ranges: 'empty' in ranges && ranges.empty === '_id' ? undefined : [] };
  }
  return { index: undefined, ranges: prefixRanges(['_id'], ranges) };
}

function scanIndex(candidates: readonly IndexDefinition[], ranges: FieldRanges): Scan {
  const isEmpty = 'empty' in ranges;
  const prefixes = candidates.map((index) => ({
    index,
    ranges: isEmpty ? [] : prefixRanges(index.fields, ranges),
    isEmpty: isEmpty && index.fields[0] === ranges.empty,
  }));
  const [best] = prefixes.toSorted(
    (left, right) =>
      Number(right.isEmpty) - Number(left.isEmpty) ||
      right.ranges.length - left.ranges.length ||
      left.index.fields.length - right.index.fields.length ||
      compareKeys(left.index.designDocument, right.index.designDocument) ||
      compareKeys(left.index.name, right.index.name),
  );
  return { index: best?.index, ranges: best?.isEmpty === true ? undefined : (best?.ranges ?? []) };
}
