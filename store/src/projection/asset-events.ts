import { storeLimits } from '../limits';
import type { SqlRow, SqlValue } from '../sql/database';
import { partsOf } from './positions';
import { checkLimit, invalidOption } from './page-options';
import type { Projection } from './projection';

/** Whose history, and which part of it. */
export interface AssetEventsOptions {
  /** Id of an asset: `Org1MSP/S-1`. */
  readonly asset: string;
  /** Position of the last event of the page before. */
  readonly after?: string;
  /** Events to return at most, 1 to 1,000; 100 unless given. */
  readonly limit?: number;
}

/** Something that happened to an asset, and the fact that says so. */
export interface AssetEvent {
  /** Type of the event: `custody.accepted`. */
  readonly type: string;
  /** Key of the fact: `client.companies.getFactStatus({ key })` says who sealed it. */
  readonly factKey: string;
  /** SHA-256 of the fact's bytes, in hex. */
  readonly digest: string;
  /** MSP ids of the companies whose seals prove it. */
  readonly vouchers: readonly string[];
  /** The time of its transaction. */
  readonly ledgerTime: Date;
  /** Number of the block that has it. */
  readonly block: number;
  /** Where it is on the ledger. */
  readonly position: string;
  /** What the event said; amounts are decimal strings, times ISO 8601. */
  readonly body: unknown;
}

/**
 * Returns what happened to an asset of any subject, in the order of the ledger, a page at a time: the events that name it in their key or body. Those that
 * `forget` removed are not there.
 * @example
 * for (const { factKey } of await readAssetEvents(projection, { asset: 'Org1MSP/S-1' })) {
 *   console.log(await client.companies.getFactStatus({ key: factKey }));
 * }
 * @throws OPTIONS_INVALID, STORE_BUSY, STORE_FAILED
 */
export async function readAssetEvents(
  projection: Projection,
  options: AssetEventsOptions,
): Promise<readonly AssetEvent[]> {
  const { asset, after, limit = storeLimits.foundRows } = checked(options);
  const places = after === undefined ? [] : partsOf(after).map(Number);
  const behind = after === undefined ? '' : 'AND (named.block, named.tx, named.event) > (?, ?, ?)';
  const values: SqlValue[] = [asset, ...places, limit];
  const rows = await projection.query(
    `SELECT event.* FROM asset_event named
      JOIN event ON event.block = named.block AND event.tx = named.tx AND event.event = named.event
      WHERE named.asset = ? ${behind} ORDER BY named.block, named.tx, named.event LIMIT ?`,
    values,
  );
  return rows.map(toAssetEvent);
}

function toAssetEvent(row: SqlRow): AssetEvent {
  const text = (name: string): string => String(row[name]);
  return {
    type: text('type'),
    factKey: text('fact_key'),
    digest: text('digest'),
    vouchers: JSON.parse(text('vouchers')) as string[],
    ledgerTime: new Date(text('ledger_time')),
    block: Number(row['block']),
    position: text('position'),
    body: JSON.parse(text('body')) as unknown,
  };
}

function checked(options: AssetEventsOptions): AssetEventsOptions {
  const { asset, after, limit } = options;
  if (typeof asset !== 'string' || asset === '') {
    throw invalidOption('asset', 'the id of an asset');
  }
  if (after !== undefined && !(typeof after === 'string' && /^[^:]+:\d+\.\d+\.\d+$/.test(after))) {
    throw invalidOption('after', 'the position of an event');
  }
  checkLimit(limit);
  return options;
}
