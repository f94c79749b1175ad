import { collate, endOfIndex, type IndexKey } from './collation';
import type { Json } from './json';
import type { Condition } from './operators';
import type { Selector } from './selector';

type Low = { readonly value: Json; readonly isInclusive: boolean } | undefined;

/** Where the values of a field lie that a selector can match; the bounds are undefined where there are none. */
export interface FieldRange {
  readonly low: Low;
  readonly high: Low;
}

/** The ranges of the fields that an index can look up; `empty` when the conditions on one of them exclude each other. */
export type FieldRanges = ReadonlyMap<string, FieldRange> | { readonly empty: string };

const indexable: ReadonlySet<string> = new Set([
  '$lt',
  '$lte',
  '$eq',
  '$gt',
  '$gte',
  '$beginsWith',
  '$exists',
]);

/** The conditions that every match must meet: those of a selector, and of its `$and`. */
function* conditionsOf(selector: Selector): Generator<{ field: string; condition: Condition }> {
  if (selector.kind === '$and') for (const part of selector.parts) yield* conditionsOf(part);
  if (selector.kind !== 'field' || selector.part.kind !== 'operator') return;
  if (indexable.has(selector.part.operator)) yield { field: selector.field, condition: selector.part };
}

/** Mirrors mango_idx_view:field_ranges. */
export function findFieldRanges(selector: Selector): FieldRanges {
  const conditions = [...conditionsOf(selector)];
  const ranges = new Map<string, FieldRange>();
  const fields = [...new Set(conditions.map(({ field }) => field))].toSorted((left, right) =>
    Buffer.compare(Buffer.from(left), Buffer.from(right)),
  );
  for (const field of fields) {
    let range: FieldRange | undefined = { low: undefined, high: undefined };
    for (const { condition } of conditions.filter((each) => each.field === field)) {
      range = range === undefined ? undefined : narrow(range, condition);
    }
    if (range === undefined) return { empty: field };
    ranges.set(field, range);
  }
  return ranges;
}

/** Undefined: nothing is left. */
function narrow(range: FieldRange, { operator, argument }: Condition): FieldRange | undefined {
  switch (operator) {
    case '$lt':
      return fromAbove(range, { value: argument, isInclusive: false });
    case '$lte':
      return fromAbove(range, { value: argument, isInclusive: true });
    case '$gt':
      return fromBelow(range, { value: argument, isInclusive: false });
    case '$gte':
      return fromBelow(range, { value: argument, isInclusive: true });
    case '$eq': {
      const narrowed = fromBelow(range, { value: argument, isInclusive: true });
      return narrowed === undefined ? undefined : fromAbove(narrowed, { value: argument, isInclusive: true });
    }
    case '$beginsWith': {
      const narrowed = fromBelow(range, { value: argument, isInclusive: true });
      const last = typeof argument === 'string' ? `${argument}\uffff` : argument;
      return narrowed === undefined ? undefined : fromAbove(narrowed, { value: last, isInclusive: true });
    }
    default:
      return range;
  }
}

function fromBelow(range: FieldRange, low: NonNullable<Low>): FieldRange | undefined {
  const order = range.low === undefined ? 1 : collate(low.value, range.low.value);
  const isHigher = order > 0 || (order === 0 && !low.isInclusive);
  return checkRange(isHigher ? { ...range, low } : range);
}

function fromAbove(range: FieldRange, high: NonNullable<Low>): FieldRange | undefined {
  const order = range.high === undefined ? -1 : collate(high.value, range.high.value);
  const isLower = order < 0 || (order === 0 && !high.isInclusive);
  return checkRange(isLower ? { ...range, high } : range);
}

function checkRange(range: FieldRange): FieldRange | undefined {
  const { low, high } = range;
  if (low === undefined || high === undefined) return range;
  const order = collate(low.value, high.value);
  const isEmpty = order > 0 || (order === 0 && !(low.isInclusive && high.isInclusive));
  return isEmpty ? undefined : range;
}

/** The ranges of an index's fields, up to the first one of which the selector says nothing. */
export function prefixRanges(
  fields: readonly string[],
  ranges: ReadonlyMap<string, FieldRange>,
): readonly FieldRange[] {
  const prefix: FieldRange[] = [];
  for (const field of fields) {
    const range = ranges.get(field);
    if (range === undefined) break;
    prefix.push(range);
  }
  return prefix;
}

/** Between which keys of an index CouchDB looks: both ends belong to it, whatever the operators say. */
export function rangesToKeys(ranges: readonly FieldRange[]): {
  readonly start: readonly Json[];
  readonly end: readonly IndexKey[];
} {
  const start: Json[] = [];
  for (const { low } of ranges) {
    if (low === undefined) break;
    start.push(low.value);
  }
  const end: IndexKey[] = [];
  for (const { high } of ranges) {
    if (high === undefined) break;
    end.push(high.value);
  }
  return { start, end: [...end, endOfIndex] };
}
