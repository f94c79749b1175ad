import { SHIPMENT_STATUSES } from '@kontti/model';
import type { ShipmentStatus } from '@kontti/model';
import { storeLimits } from '../limits';
import type { SqlValue } from '../sql/database';
import { checkLimit, invalidOption } from './page-options';
import type { Projection } from './projection';

/** Which shipments: at most one of the members that name a company, a place or a transport, all of them without one. */
export interface ShipmentSearch {
  /** Consignor, consignee or custodian. */
  readonly company?: string;
  /** MSP id of the company that consigned the goods. */
  readonly consignor?: string;
  /** MSP id of the company that they are for. */
  readonly consignee?: string;
  /** MSP id of the company that has custody. */
  readonly custodian?: string;
  /** Code of the place where the journey begins. */
  readonly origin?: string;
  /** Code of the place where it ends. */
  readonly destination?: string;
  /** Id of a transport that they ride on. */
  readonly transportId?: string;
  /** What state they are in, `inTransit` unless given. */
  readonly status?: ShipmentStatus;
  /** True for those that are late alone. */
  readonly late?: boolean;
  /** The last one of the page before. */
  readonly after?: FoundShipment;
  /** Shipments to return at most, 1 to 1,000; 100 unless given. */
  readonly limit?: number;
}

/** A shipment that was found. */
export interface FoundShipment {
  /** Id of the shipment: `Org1MSP/S-1`. */
  readonly shipmentId: string;
  /** The largest delay among its legs; 0 where none is late or known to be. */
  readonly lateMinutes: number;
}

/** The columns by which shipments are found over an index, and the members that name them. */
const COLUMNS = {
  company: ['consignor', 'consignee', 'custodian'],
  consignor: ['consignor'],
  consignee: ['consignee'],
  custodian: ['custodian'],
  origin: ['origin'],
  destination: ['destination'],
  transportId: ['transport_id'],
} as const;

const MEMBERS: ReadonlySet<string> = new Set([
  ...Object.keys(COLUMNS),
  ...['status', 'late', 'after', 'limit'],
]);

const ORDER = 'ORDER BY late_minutes DESC, shipment_id DESC LIMIT ?';

/** A statement and its values. */
interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * Returns shipments in one state, those that are the latest first, a page at a time. Each page is read from an index, however many shipments there are.
 * @example
 * const late = await findShipments(projection, { company: 'Org1MSP', late: true });
 * const next = await findShipments(projection, { company: 'Org1MSP', late: true, after: late.at(-1) });
 * @throws OPTIONS_INVALID, STORE_BUSY, STORE_FAILED
 */
export async function findShipments(
  projection: Projection,
  search: ShipmentSearch = {},
): Promise<readonly FoundShipment[]> {
  const { text, values } = toStatement(checked(search));
  const rows = await projection.query(text, values);
  return rows.map((row) => ({
    shipmentId: String(row['shipment_id']),
    lateMinutes: Number(row['late_minutes']),
  }));
}

function toStatement(search: ShipmentSearch): Statement {
  const { limit = storeLimits.foundRows } = search;
  const [member] = Object.keys(COLUMNS).filter((name) => name in search) as (keyof typeof COLUMNS)[];
  if (member === undefined) {
    return select('shipment', conditionsOf(search), limit);
  }
  const value = search[member] ?? '';
  const parts = COLUMNS[member].map((column) => {
    const rest = conditionsOf(search);
    const conditions = { text: `${column} = ? AND ${rest.text}`, values: [value, ...rest.values] };
    return select(member === 'transportId' ? 'shipment_leg' : 'shipment', conditions, limit);
  });
  const [first, second] = parts;
  if (first !== undefined && second === undefined) {
    return first;
  }
  // A page of each, of which the first ones are the page of all.
  const pages = parts.map(({ text }, index) => `SELECT * FROM (${text}) part_${index}`);
  const values = [...parts.flatMap((part) => part.values), limit];
  return { text: `SELECT * FROM (${pages.join(' UNION ')}) found ${ORDER}`, values };
}

function select(table: 'shipment' | 'shipment_leg', { text, values }: Statement, limit: number): Statement {
  return {
    text: `SELECT shipment_id, late_minutes FROM ${table} WHERE ${text} ${ORDER}`,
    values: [...values, limit],
  };
}

function conditionsOf({ status = 'inTransit', late, after }: ShipmentSearch): Statement {
  const conditions = ['status = ?'];
  const values: SqlValue[] = [status];
  if (late === true) {
    conditions.push('late_minutes > 0');
  }
  if (after !== undefined) {
    conditions.push('(late_minutes, shipment_id) < (?, ?)');
    values.push(after.lateMinutes, after.shipmentId);
  }
  return { text: conditions.join(' AND '), values };
}

/** The search without members that are `undefined`. */
function checked(search: ShipmentSearch): ShipmentSearch {
  const given = Object.entries(search).filter(([, value]) => value !== undefined) as [string, unknown][];
  for (const [name, value] of given) {
    if (!MEMBERS.has(name)) {
      throw invalidOption(name, 'known options');
    }
    if (name in COLUMNS && typeof value !== 'string') {
      throw invalidOption(name, 'a text');
    }
  }
  const by = given.filter(([name]) => name in COLUMNS);
  if (by.length > 1) {
    throw invalidOption(by[1]?.[0] ?? '', 'the only one of a company, a place and a transport');
  }
  const { status, late, after, limit } = search;
  if (status !== undefined && !SHIPMENT_STATUSES.includes(status)) {
    throw invalidOption('status', `one of ${SHIPMENT_STATUSES.join(', ')}`);
  }
  if (late !== undefined && typeof late !== 'boolean') {
    throw invalidOption('late', 'true or false');
  }
  if (after !== undefined && !(typeof after.shipmentId === 'string' && Number.isInteger(after.lateMinutes))) {
    throw invalidOption('after', 'a shipment of the page before');
  }
  checkLimit(limit);
  return Object.fromEntries(given) as ShipmentSearch;
}
