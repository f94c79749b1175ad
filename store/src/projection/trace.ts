import { LIMITS, parseItemRange } from '@kontti/model';
import type { ItemRange } from '@kontti/model';
import { storeLimits } from '../limits';
import { storeError } from '../sql/store-error';
import type { SqlRow, SqlValue } from '../sql/database';
import type { Projection } from './projection';

/** Which items are followed, and where to. */
export interface TraceOptions {
  /** Items and ranges of them, `<MSP id>/<ref>/<n>` or `<MSP id>/<ref>/<n>-<m>`, 1 to 1,000. */
  readonly items: readonly string[];
  /** `up`: what they are in. `down`: what is in them. */
  readonly direction: 'up' | 'down';
  /** Items to return at most, 1,000,000 unless given. */
  readonly limit?: number;
}

/** Items that were found, and how many links they are away. */
export interface TracedItems {
  /** An item, or a range of items that went in together. */
  readonly items: string;
  /** Fewest links between it and the items that were asked for, 1 to 16. */
  readonly depth: number;
}

/** What a trace found. */
export interface Trace {
  /** What was found, at most as many as the limit; the items that were asked for are not among them unless a link leads back to them. */
  readonly found: readonly TracedItems[];
  /** False where there are more than the limit. */
  readonly isComplete: boolean;
}

/** Sizes of ranges by which links of an item are looked for: powers of two up to the largest that a fact can name. */
const SPANS = Math.ceil(Math.log2(LIMITS.rootedItemsMax)) + 1;

/** Links are few levels deep; a cycle of what companies say ends here. */
const DEPTH_MAX = 16;

const SPAN_ROWS = Array.from({ length: SPANS }, (_, k) => `SELECT ${k} AS span, ${2 ** k} AS size`).join(
  ' UNION ALL ',
);

const UP = `SELECT link.parent_items, link.parent_number, link.parent_number, trace.depth + 1
  FROM trace CROSS JOIN sizes CROSS JOIN item_link link
  WHERE link.child_items = trace.items AND link.span = sizes.span AND link.child_last >= trace.first
    AND link.child_first >= trace.first - sizes.size + 1 AND link.child_first <= trace.last
    AND link.ended_by IS NULL AND trace.depth < ${DEPTH_MAX}`;

const DOWN = `SELECT link.child_items, link.child_first, link.child_last, trace.depth + 1
  FROM trace CROSS JOIN item_link link
  WHERE link.parent_items = trace.items AND link.parent_number BETWEEN trace.first AND trace.last
    AND link.ended_by IS NULL AND trace.depth < ${DEPTH_MAX}`;

/**
 * Follows items through the links of a projection: from recalled cells up to the vehicles that they are in, or from a vehicle down to its
 * cells. What was taken out again is not followed. Each link is a fact on the ledger: `findLinks` names it.
 * @example
 * const { found } = await traceItems(projection, { items: ['CellMSP/B-17/0-999'], direction: 'up' });
 * for (const { items, depth } of found) console.log(items, depth);
 * @throws TRACE_INVALID, STORE_BUSY, STORE_FAILED
 */
export async function traceItems(projection: Projection, options: TraceOptions): Promise<Trace> {
  const { items, direction, limit = storeLimits.tracedMax } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > storeLimits.tracedMax) {
    throw invalid(`limit: a whole number from 1 to ${storeLimits.tracedMax}`);
  }
  const ranges = rangesOf(items);
  const start = ranges.map(() => 'SELECT ? AS items, CAST(? AS BIGINT) AS first, CAST(? AS BIGINT) AS last');
  const rows = await projection.query(
    `WITH RECURSIVE sizes AS (${SPAN_ROWS}),
      trace (items, first, last, depth) AS (
        SELECT items, first, last, 0 FROM (${start.join(' UNION ALL ')}) start
        UNION ${direction === 'up' ? UP : DOWN})
      SELECT items, first, last, MIN(depth) AS depth FROM trace WHERE depth > 0
        GROUP BY items, first, last ORDER BY items, first, last LIMIT ?`,
    [...ranges.flatMap((range): SqlValue[] => [range.items, range.first, range.last]), limit + 1],
  );
  const found = rows.slice(0, limit).map((row) => ({ items: toText(row), depth: Number(row['depth']) }));
  return { found, isComplete: rows.length <= limit };
}

/** A link as a company stated it. */
export interface ItemLink {
  /** The item that something went into. */
  readonly parent: string;
  /** An item that went in, or a range of items that went in together. */
  readonly children: string;
  /** How they went in: `aggregated`, `installed` or `transformed`. */
  readonly kind: string;
  /** MSP id of the company that says so. */
  readonly linkedBy: string;
  /** Key of the fact that says so: `client.companies.getFactStatus({ key })` says who sealed it. */
  readonly factKey: string;
  /** SHA-256 of the fact's bytes, in hex. */
  readonly digest: string;
  /** Which of the fact's groups it is, from 0. */
  readonly entry: number;
  /** Number of the block that has the fact. */
  readonly block: number;
  /** Key of the removal that ended it. */
  readonly endedBy?: string;
}

/**
 * Returns the links of which an item is the parent, with the facts that say so.
 * @example const [link] = await findLinks(projection, 'PackMSP/packs/0');
 * @throws TRACE_INVALID, STORE_BUSY, STORE_FAILED
 */
export async function findLinks(projection: Projection, itemId: string): Promise<readonly ItemLink[]> {
  const [range] = rangesOf([itemId]);
  const rows = await projection.query(
    `SELECT link.*, event.block FROM item_link link
      JOIN event ON event.fact_key = link.fact_key AND event.event_id = 'product.linked:' || link.fact_key || '#' || link.entry
      WHERE parent_items = ? AND parent_number = ? ORDER BY link.fact_key, entry, child LIMIT ?`,
    [range?.items ?? '', range?.first ?? 0, storeLimits.tracedMax],
  );
  return rows.map((row) => ({
    parent: itemId,
    children: toText({
      items: text(row, 'child_items'),
      first: Number(row['child_first']),
      last: Number(row['child_last']),
    }),
    kind: text(row, 'kind'),
    linkedBy: text(row, 'linked_by'),
    factKey: text(row, 'fact_key'),
    digest: text(row, 'digest'),
    entry: Number(row['entry']),
    block: Number(row['block']),
    ...(row['ended_by'] === null ? {} : { endedBy: text(row, 'ended_by') }),
  }));
}

function text(row: SqlRow, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

function toText(row: SqlRow): string {
  const [first, last] = [Number(row['first']), Number(row['last'])];
  return `${text(row, 'items')}/${first === last ? first : `${first}-${last}`}`;
}

function rangesOf(items: readonly string[]): readonly ItemRange[] {
  if (items.length === 0 || items.length > LIMITS.linkRangesMax) {
    throw invalid(`items: 1 to ${LIMITS.linkRangesMax} items or ranges`);
  }
  return items.map((each, index) => {
    const range = parseItemRange(each);
    if (range === undefined) {
      throw invalid(`items[${index}]: <MSPID>/<ref>/<n> or <MSPID>/<ref>/<n>-<m>`);
    }
    return range;
  });
}

function invalid(rule: string): Error {
  return storeError('TRACE_INVALID', { details: { rule } });
}
