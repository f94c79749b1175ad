import { ModelError } from '@kontti/model';
import { createError, KonttiError } from '../errors';
import { OPTION_SHOWN_LENGTH_MAX } from '../limits';
import { closestName } from './closest-name';

/** What an option may be. */
export interface OptionRule {
  /** @throws OPTIONS_INVALID naming the option, unless the value is within the rule */
  readonly check: (value: unknown, name: string) => void;
  /** True for an option that has to be given. */
  readonly required?: boolean;
}

/** A rule for each option of an interface. */
export type OptionRules<T> = { readonly [K in keyof T]-?: OptionRule };

/**
 * Checks options as the model checks requests: each name has to be known, and each value within its rule. An option that is
 * `undefined` counts as not given.
 * @throws OPTIONS_INVALID with the option's name and rule
 */
export function checkOptions<T extends object>(rules: OptionRules<T>, options: unknown, parent = ''): void {
  const given = requireObject(options, parent);
  const names = Object.keys(rules);
  for (const name of reading(parent, () => Object.keys(given))) {
    if (!names.includes(name)) {
      throw unknownOption(memberName(parent, name), closestName(name, names));
    }
  }
  checkMembers(rules, given, parent);
}

/**
 * Checks what is needed of an object that may have more, e.g. of a record.
 * @throws OPTIONS_INVALID with the member's name and rule
 */
export function checkMembers<T extends object>(rules: OptionRules<T>, object: unknown, parent: string): void {
  const given = requireObject(object, parent);
  for (const [name, { check, required = false }] of Object.entries<OptionRule>(rules)) {
    const option = memberName(parent, name);
    const value = reading(option, () => given[name]);
    if (value !== undefined) {
      reading(option, () => check(value, option));
    } else if (required) {
      throw missingOption(option);
    }
  }
}

/** Objects whose content is not in their members, so that nothing of it would count. */
const WITHOUT_MEMBERS: ReadonlySet<string> = new Set(['Array', 'Map', 'Set', 'Date', 'Promise', 'RegExp']);

/** True for an object of which the members are the content. */
export function hasMembers(value: object): boolean {
  return !ArrayBuffer.isView(value) && !WITHOUT_MEMBERS.has(kindOf(value));
}

/** @throws OPTIONS_INVALID unless the value is an object with members */
export function requireObject(value: unknown, parent: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || !reading(parent, () => hasMembers(value))) {
    // It may be a key, in the place of options that hold one.
    throw optionError({ option: parent === '' ? 'options' : parent, rule: 'an object', hidden: value });
  }
  return value as Readonly<Record<string, unknown>>;
}

/** What a read of an option, or of a field, gives: a getter or proxy of the caller's may throw. @throws OPTIONS_INVALID with its name */
export function reading<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof KonttiError || cause instanceof ModelError) throw cause;
    throw createError('OPTIONS_INVALID', {
      because: `${option === '' ? 'options' : option} cannot be read`,
      details: { option: option === '' ? 'options' : option, rule: 'readable' },
      cause,
    });
  }
}

/** The options without those that are `undefined`. */
export function givenOptions<T extends object>(
  options: T,
): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  const names = reading('', () => Object.keys(options)) as (keyof T & string)[];
  const given = names
    .map((name) => [name, reading(name, () => options[name])] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { readonly [K in keyof T]: Exclude<T[K], undefined> };
}

/** An error about an option whose value breaks its rule. Of a value that may be a secret only the kind is shown. */
export function optionError(options: {
  readonly option: string;
  readonly rule: string;
  readonly value?: unknown;
  /** In the place of `value`, where that may be a secret. */
  readonly hidden?: unknown;
  readonly cause?: unknown;
}): KonttiError {
  const { option, rule, cause } = options;
  const text =
    'value' in options ? valueToText(options.value) : 'hidden' in options ? kindToText(options.hidden) : '';
  const shown = text === '' ? '' : ` is ${text} and`;
  return createError('OPTIONS_INVALID', {
    because: `${option}${shown} has to be ${rule}`,
    details: { option, rule },
    cause,
  });
}

/** An error about an option that has to be given. */
export function missingOption(option: string, because = `${option} is missing`): KonttiError {
  return createError('OPTIONS_INVALID', { because, details: { option, rule: 'required' } });
}

function unknownOption(option: string, meant: string | undefined): KonttiError {
  const hint = meant === undefined ? '' : `; ${meant} is one`;
  return createError('OPTIONS_INVALID', {
    because: `${option} is not an option${hint}`,
    details: { option, rule: 'known options', ...(meant === undefined ? {} : { meant }) },
  });
}

function memberName(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`;
}

/** The kind of an object, also of one of another realm: `Object`, `Array`, `Map`. */
function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function objectToText(value: object): string {
  const kind = kindOf(value);
  if (kind === 'Date' && Number.isNaN(Number(value))) {
    return 'an invalid Date';
  }
  return kind === 'Object' ? 'an object' : kind === 'Array' ? 'a list' : `a ${kind}`;
}

function kindToText(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'a text';
  if (typeof value === 'number' || typeof value === 'bigint') return 'a number';
  return value instanceof Uint8Array ? `${value.length} bytes` : valueToText(value);
}

/** How a value is shown to people who gave it. */
export function valueToText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(
        value.length > OPTION_SHOWN_LENGTH_MAX ? `${value.slice(0, OPTION_SHOWN_LENGTH_MAX)}…` : value,
      );
    case 'object':
      return value === null ? 'null' : objectToText(value);
    case 'function':
      return 'a function';
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'number':
    case 'symbol':
    case 'undefined':
      return String(value);
  }
}
