import { createError } from './errors';
import { valueToText } from './options/check-options';

/** A time as callers give it: a valid `Date`, or ISO 8601 with a date, a time of day and an offset (`Z` or `+02:00`). */
export type TimeInput = Date | string;

/** Fields that are times in the model, where they hold integers (milliseconds UTC) on the wire. */
const TIME_FIELD_NAMES = [
  'at',
  'from',
  'to',
  'departure',
  'arrival',
  'departurePlanned',
  'arrivalPlanned',
  'expiresAt',
  'registeredAt',
  'revokedAt',
  'consignedAt',
  'amendedAt',
  'cancelledAt',
  'deliveredAt',
  'reportedAt',
  'firstAt',
  'proposedAt',
  'settledAt',
  'offeredAt',
  'endedAt',
  'dueAt',
  'since',
  'anchoredAt',
  'receivedAt',
  'answeredAt',
  'correctedAt',
  'submittedAt',
  'madeAt',
  'recordedAt',
  'recalledAt',
  'publishedAt',
  'erasedAt',
] as const;

type TimeField = (typeof TIME_FIELD_NAMES)[number];

/** A record of the model as this package gives it: its times are `Date`s, its amounts `bigint`s. */
export type Dated<T> = T extends (infer E)[]
  ? Dated<E>[]
  : T extends object
    ? {
        readonly [K in keyof T]: K extends TimeField
          ? NonNullable<T[K]> extends number
            ? Date | Extract<T[K], undefined>
            : Dated<T[K]>
          : Dated<T[K]>;
      }
    : T;

/** A request of the model as callers write it: its times are {@link TimeInput}s, its amounts `bigint`s. */
export type Undated<T> = T extends (infer E)[]
  ? readonly Undated<E>[]
  : T extends object
    ? {
        readonly [K in keyof T]: K extends TimeField
          ? NonNullable<T[K]> extends number
            ? TimeInput | Extract<T[K], undefined>
            : Undated<T[K]>
          : Undated<T[K]>;
      }
    : T;

const TIME_FIELDS: ReadonlySet<string> = new Set(TIME_FIELD_NAMES);

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds UTC. @throws TIME_INVALID also for a string without an offset, whose meaning would depend on the machine */
export function timeToMs(time: TimeInput, field: string): number {
  const ms = time instanceof Date ? time.getTime() : isTimeText(time) ? Date.parse(time) : NaN;
  if (Number.isNaN(ms)) {
    const rule = 'a valid Date or ISO 8601 with an offset';
    const because = `${field} is ${valueToText(time)} and has to be ${rule}`;
    throw createError('TIME_INVALID', { because, details: { field, rule } });
  }
  return ms;
}

/** `Date.parse` takes the 31st of February for the 3rd of March, so the day is held against the calendar. */
function isTimeText(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  const day = text.slice(0, 10);
  const midnightMs = ISO_8601.test(text) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  return !Number.isNaN(midnightMs) && new Date(midnightMs).toISOString().startsWith(day);
}

/** A copy in which every time field that holds an integer is a `Date`. */
export function toDated<T>(value: T): Dated<T> {
  return convert(value, '', (member, name) =>
    typeof member === 'number' && TIME_FIELDS.has(name) ? new Date(member) : member,
  ) as Dated<T>;
}

/**
 * A copy in which every `Date`, and every string in one of the request's time fields, is milliseconds UTC. Strings are converted only
 * where `timeFields` says so, since `from` and `to` are places and companies elsewhere.
 * @throws TIME_INVALID
 */
export function toWire(value: unknown, timeFields: readonly string[]): unknown {
  return convert(value, '', (member, name) =>
    member instanceof Date || (typeof member === 'string' && timeFields.includes(name))
      ? timeToMs(member, name)
      : member,
  );
}

type Leaf = (value: unknown, name: string) => unknown;

function convert(value: unknown, name: string, leaf: Leaf): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => convert(entry, name, leaf));
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    return convertMembers(value as Readonly<Record<string, unknown>>, leaf);
  }
  return leaf(value, name);
}

/** Without what is `undefined`. */
function convertMembers(object: Readonly<Record<string, unknown>>, leaf: Leaf): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(object)) {
    const member = object[name];
    if (member === undefined) {
      continue;
    }
    const converted = convert(member, name, leaf);
    if (name === '__proto__') {
      // A member like any other, which the rules of the request refuse by its name.
      Object.defineProperty(copy, name, { value: converted, enumerable: true });
    } else {
      copy[name] = converted;
    }
  }
  return copy;
}
