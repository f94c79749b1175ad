import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { PATTERNS } from '../validation/patterns';
import { checkText, matching, type Rule } from '../validation/rule';

const { mspId: MSP, local: LOCAL, number: NUMBER } = PATTERNS;
const RANGE = new RegExp(`^(${MSP})/(${LOCAL})/(${NUMBER})(?:-(${NUMBER}))?$`);

/** An item's id: `<MSPID>/<ref>/<n>` for item n of those that a company made under a reference. */
export const itemId: Rule = matching(new RegExp(`^${MSP}/${LOCAL}/${NUMBER}$`), '<MSPID>/<ref>/<n>');

/** Items that were made together, from one number to another. */
export interface ItemRange {
  /** `<MSPID>/<ref>` of the items' fact. */
  readonly items: string;
  readonly company: string;
  readonly ref: string;
  readonly first: number;
  readonly last: number;
}

/** What an item id or a range is, or `undefined` for a text that is neither. */
export function parseItemRange(text: string): ItemRange | undefined {
  const [, company, ref, from, to] = RANGE.exec(text) ?? [];
  if (company === undefined || ref === undefined) return undefined;
  const first = Number(from);
  const last = to === undefined ? first : Number(to);
  if (to !== undefined && last <= first) return undefined;
  return { items: `${company}/${ref}`, company, ref, first, last };
}

/** The items of a text that was checked. @throws ModelError `FIELD_FORMAT` */
export function itemRangeOf(text: string): ItemRange {
  const range = parseItemRange(text);
  if (range === undefined) throw new ModelError({ code: 'FIELD_FORMAT', field: 'items', rule: RANGE_FORM });
  return range;
}

const RANGE_FORM = '<MSPID>/<ref>/<n> or <MSPID>/<ref>/<n>-<m>';

/** One item `<MSPID>/<ref>/<n>`, or those from n to m `<MSPID>/<ref>/<n>-<m>`. */
export const itemRange: Rule = {
  check: (value, field) => {
    const text = checkText(value, field, { min: 1, max: LIMITS.keyLengthMax });
    if (parseItemRange(text) === undefined) {
      throw new ModelError({ code: 'FIELD_FORMAT', field, rule: RANGE_FORM });
    }
  },
};

/** How many items a range has. */
export function sizeOf({ first, last }: ItemRange): number {
  return last - first + 1;
}

/** Whether two ranges have an item in common. */
export function overlaps(left: ItemRange, right: ItemRange): boolean {
  return left.items === right.items && left.first <= right.last && right.first <= left.last;
}

/** Whether a range has all items of another one. */
export function contains(outer: ItemRange, inner: ItemRange): boolean {
  return outer.items === inner.items && outer.first <= inner.first && inner.last <= outer.last;
}

/** The index of a range that has an item in common with a range before it; `undefined` when there is none. */
export function findOverlap(ranges: readonly ItemRange[]): number | undefined {
  const order = ranges.map((range, index) => ({ range, index }));
  order.sort((left, right) => compareRanges(left.range, right.range));
  // Of all ranges before, the one that reaches furthest: a short one may lie between it and what it overlaps.
  let furthest = order[0];
  let found: number | undefined;
  for (const next of order.slice(1)) {
    if (furthest !== undefined && overlaps(furthest.range, next.range)) {
      const index = Math.max(furthest.index, next.index);
      found = Math.min(found ?? index, index);
    }
    const isSameItems = furthest?.range.items === next.range.items;
    if (!isSameItems || next.range.last > (furthest?.range.last ?? 0)) furthest = next;
  }
  return found;
}

function compareRanges(left: ItemRange, right: ItemRange): number {
  if (left.items !== right.items) return left.items < right.items ? -1 : 1;
  return left.first - right.first;
}
