import { OPTION_TEXT_LENGTH_MAX, TIMEOUT_MS_MAX } from '../limits';
import { checkOptions, optionError } from './check-options';
import type { OptionRule, OptionRules } from './check-options';

/** A rule that a predicate decides. */
function ruleOf(rule: string, isKept: (value: unknown) => boolean): OptionRule {
  return {
    check: (value, option) => {
      if (!isKept(value)) {
        throw optionError({ option, rule, value });
      }
    },
  };
}

/** The same rule for an option that has to be given. */
export function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true };
}

/** A text that is not empty. */
export const text = ruleOf(
  `a text of 1 to ${OPTION_TEXT_LENGTH_MAX} characters`,
  (value) => typeof value === 'string' && value.length > 0 && value.length <= OPTION_TEXT_LENGTH_MAX,
);

/** A text of a certain form. */
export function matching(form: RegExp, rule: string): OptionRule {
  return ruleOf(rule, (value) => typeof value === 'string' && form.test(value));
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number): OptionRule {
  return ruleOf(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
  );
}

/** A time that something may take. */
export function milliseconds(min: 0 | 1): OptionRule {
  return ruleOf(
    `a number of milliseconds from ${min} to ${TIMEOUT_MS_MAX}`,
    (value) => typeof value === 'number' && value >= min && value <= TIMEOUT_MS_MAX,
  );
}

/** The number of a block. */
export const blockNumber = ruleOf(
  'the number of a block, 0 or more',
  (value) =>
    (typeof value === 'bigint' && value >= 0n && value < 2n ** 63n) ||
    (Number.isSafeInteger(value) && Number(value) >= 0),
);

/** An amount of points. */
export const amount = ruleOf(
  'a bigint from 1n to 2n ** 63n - 1n',
  (value) => typeof value === 'bigint' && value > 0n && value < 2n ** 63n,
);

/** An amount that may be nothing. */
export const amountOrZero = ruleOf(
  'a bigint from 0n to 2n ** 63n - 1n',
  (value) => typeof value === 'bigint' && value >= 0n && value < 2n ** 63n,
);

/** A function. */
export const callback = ruleOf('a function', (value) => typeof value === 'function');

/** What can be iterated. */
export const iterable = ruleOf(
  'iterable',
  (value) => typeof value === 'object' && value !== null && Symbol.iterator in value,
);

/** What can be iterated, also step by step. */
export const asyncIterable = ruleOf(
  'iterable',
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    (Symbol.iterator in value || Symbol.asyncIterator in value),
);

/** An `AbortSignal`, also of another realm. */
export const abortSignal = ruleOf(
  'an AbortSignal',
  (value) =>
    value instanceof AbortSignal ||
    (typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value),
);

/** A valid `Date`. */
export const date = ruleOf(
  'a valid Date',
  (value) => value instanceof Date && !Number.isNaN(value.getTime()),
);

/** One of the given words. */
export function oneOf(...words: readonly string[]): OptionRule {
  return ruleOf(words.join(' or '), (value) => words.includes(value as string));
}

/** Bytes. */
export const bytes = ruleOf('bytes', (value) => value instanceof Uint8Array && value.length > 0);

/** A number of bytes, which may be a secret and are never shown. */
export function secretBytes(length: number): OptionRule {
  return {
    check: (value, option) => {
      if (!(value instanceof Uint8Array) || value.length !== length) {
        throw optionError({ option, rule: `${length} bytes` });
      }
    },
  };
}

/** True or false. */
export const flag = ruleOf('true or false', (value) => typeof value === 'boolean');

/** Any object, e.g. one that the caller implements. */
export const object = ruleOf('an object', (value) => typeof value === 'object' && value !== null);

function isPem(value: unknown): boolean {
  return (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0;
}

/** PEM, which may be a secret and is never shown. */
export const pem: OptionRule = {
  check: (value, option) => {
    if (!isPem(value)) {
      throw optionError({ option, rule: 'PEM as text or bytes' });
    }
  },
};

/** Options inside an option. */
export function nested<T extends object>(rules: OptionRules<T>): OptionRule {
  return { check: (value, option) => checkOptions(rules, value, option) };
}

/** A list within bounds, each entry under the same rule. */
export function listOf(rule: OptionRule, bounds: { readonly min: number; readonly max: number }): OptionRule {
  const { min, max } = bounds;
  return {
    check: (value, option) => {
      if (!Array.isArray(value) || value.length < min || value.length > max) {
        throw optionError({ option, rule: `a list of ${min} to ${max} entries`, value });
      }
      (value as unknown[]).forEach((entry, index) => rule.check(entry, `${option}[${index}]`));
    },
  };
}

/** A value under one of two rules. */
export function either(
  isFirst: (value: unknown) => boolean,
  first: OptionRule,
  second: OptionRule,
): OptionRule {
  return { check: (value, option) => (isFirst(value) ? first : second).check(value, option) };
}
