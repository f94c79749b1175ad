import { canonicalJson, ModelError, parseValue } from '@kontti/model';
import { createError, KonttiError } from './errors';
import { REQUEST_DEPTH_MAX, SUBMITTED_TIME_MS_MIN, TIME_AHEAD_MS_MAX } from './limits';
import { hasMembers, reading } from './options/check-options';
import { timeToMs, toWire } from './times';
import type { TimeInput } from './times';

/** Names the members of an object in a request that are times of what has happened. */
export type HappenedFields = (object: Readonly<Record<string, unknown>>) => readonly string[];

/** How a request is looked through. */
interface RequestValueOptions {
  /** Names of the fields that are times, where callers may write text. */
  readonly timeFields: readonly string[];
  /** True for what will be on the ledger: its times are not before 2000. */
  readonly isSubmitted: boolean;
  /** Present where the request has times of what has happened: none may be ahead of the clock. */
  readonly happened?: { readonly fields: HappenedFields; readonly nowMs: number };
  /** Where it is in what the caller gave; it is the whole unless given. */
  readonly path?: string;
}

/**
 * A request as it is sent, with times in milliseconds, once it was looked through: what has a cycle has no such form.
 * @throws ModelError FIELD_TYPE, or TIME_INVALID, each with the path of the field
 */
export function requestToWire(request: unknown, options: RequestValueOptions): unknown {
  checkRequestValues(request, options);
  return toWire(request, options.timeFields);
}

/**
 * Looks through a request for what JavaScript lets pass and JSON cannot say, or says as something else: NaN, functions, gaps in lists,
 * cycles, numbers where a time belongs, seconds that were taken for milliseconds, and what has happened tomorrow.
 * @throws ModelError FIELD_TYPE, or TIME_INVALID, each with the path of the field
 */
export function checkRequestValues(request: unknown, options: RequestValueOptions): void {
  const visit = (value: unknown, at: FieldPlace): void => {
    const { path, name, depth } = at;
    const isTime = options.timeFields.includes(name) && value !== undefined && !Array.isArray(value);
    if (isTime || value instanceof Date) {
      checkTime(value, { field: path, isSubmitted: options.isSubmitted });
    } else if (Array.isArray(value)) {
      // Not `forEach`, which passes over gaps.
      for (const [index, entry] of (value as unknown[]).entries()) {
        visitField(entry ?? noValue(entry, `${path}[${index}]`), {
          path: `${path}[${index}]`,
          name,
          depth: nextDepth(depth, path),
        });
      }
    } else if (typeof value === 'object' && value !== null) {
      const { fields, nowMs } = options.happened ?? { fields: () => [], nowMs: 0 };
      const happened = fields(value as Readonly<Record<string, unknown>>);
      if (!hasMembers(value) && !ArrayBuffer.isView(value)) {
        throw new ModelError({ code: 'FIELD_TYPE', field: path, rule: 'JSON value' });
      }
      for (const member of Object.keys(value)) {
        const memberPath = path === '' ? member : `${path}.${member}`;
        const content = reading(memberPath, () => (value as Readonly<Record<string, unknown>>)[member]);
        if (happened.includes(member) && (content instanceof Date || typeof content === 'string')) {
          checkHappened(timeToMs(content, memberPath), { field: memberPath, nowMs });
        }
        visitField(content, { path: memberPath, name: member, depth: nextDepth(depth, path) });
      }
    } else {
      checkScalar(value, path);
    }
  };
  const visitField = (value: unknown, at: FieldPlace): void => reading(at.path, () => visit(value, at));
  visitField(request, { path: options.path ?? '', name: '', depth: 0 });
}

/** A field of a request, and how deep it is. */
interface FieldPlace {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
}

/**
 * A value that somebody else made, often from JSON, e.g. a proof.
 * @throws ModelError for whatever is wrong with it
 */
export function parseForeign<T extends object>(type: new () => T, value: unknown): T {
  try {
    checkRequestValues(value, { timeFields: [], isSubmitted: false });
  } catch (error) {
    // Whoever gave it meant no time; it is not theirs to correct.
    const field = error instanceof KonttiError ? error.details['field'] : undefined;
    if (typeof field !== 'string') throw error;
    throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'JSON value' });
  }
  return parseValue(type, JSON.parse(canonicalJson(value)));
}

function nextDepth(depth: number, field: string): number {
  if (depth >= REQUEST_DEPTH_MAX) {
    throw new ModelError({ code: 'FIELD_TYPE', field, rule: `at most ${REQUEST_DEPTH_MAX} levels` });
  }
  return depth + 1;
}

/** `null` in a list is for the model's own rules. */
function noValue(entry: null | undefined, field: string): null {
  if (entry === undefined) {
    throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'a value' });
  }
  return entry;
}

function checkScalar(value: unknown, field: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ModelError({ code: 'FIELD_TYPE', field, rule: `JSON value, which ${value} is not` });
  }
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'JSON value' });
  }
}

/** @throws TIME_INVALID for a number, for what is no time, and for a submitted time before 2000 */
export function checkTime(
  value: unknown,
  { field, isSubmitted }: { readonly field: string; readonly isSubmitted: boolean },
): void {
  const timeMs = timeToMs(value as TimeInput, field);
  if (timeMs < SUBMITTED_TIME_MS_MIN && isSubmitted) {
    throw createError('TIME_INVALID', {
      because: `${field} is ${new Date(timeMs).toISOString()}, before the year 2000`,
      remedy: 'Give the time in milliseconds where it was made from a number of seconds',
      details: { field, rule: 'not before 2000' },
    });
  }
}

/** @throws TIME_INVALID for a time of what has happened that is ahead of the clock, before it is on the ledger for ever */
export function checkHappened(
  timeMs: number,
  { field, nowMs }: { readonly field: string; readonly nowMs: number },
): void {
  if (timeMs > nowMs + TIME_AHEAD_MS_MAX) {
    throw createError('TIME_INVALID', {
      because: `${field} says when something happened, and is ${new Date(timeMs).toISOString()}, more than a day ahead of this machine's clock`,
      remedy: "Correct the time, or this machine's clock",
      details: { field, rule: 'not ahead of the clock' },
    });
  }
}
