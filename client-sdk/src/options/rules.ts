import { OPTION_TEXT_LENGTH_MAX, TIMEOUT_MS_MAX } from '../limits';
import { checkOptions, optionError } from './check-options';
import type { OptionRule, OptionRules } from './check-options';

/** A rule that a predicate decides. A text in the place of something else may be a secret, of which only the kind is shown. */
function ruleOf(rule: string, isKept: (value: unknown) => boolean): OptionRule {
  return {
    check: (value, option) => {
      if (isKept(value)) return;
      throw optionError({ option, rule, ...(typeof value === 'string' ? { hidden: value } : { value }) });
    },
  };
}

/** The same for texts, which are shown. */
function textRuleOf(rule: string, isKept: (value: string) => boolean): OptionRule {
  return {
    check: (value, option) => {
      if (typeof value !== 'string' || !isKept(value)) throw optionError({ option, rule, value });
    },
  };
}

/** The same rule for an option that has to be given. */
export function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true };
}

/** A text that is not empty. */
export const text = textRuleOf(
  `a text of 1 to ${OPTION_TEXT_LENGTH_MAX} characters`,
  (value) => value.length > 0 && value.length <= OPTION_TEXT_LENGTH_MAX,
);

/** A text of a certain form. */
export function matching(form: RegExp, rule: string): OptionRule {
  return textRuleOf(rule, (value) => form.test(value));
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

/** A rule whose value may be a secret, or one that was put in the wrong place: of what breaks it only the kind is shown. */
function hidingRuleOf(rule: string, isKept: (value: unknown) => boolean): OptionRule {
  return {
    check: (value, option) => {
      if (!isKept(value)) throw optionError({ option, rule, hidden: value });
    },
  };
}

/** A function. Callers give a passphrase or a key where one is asked for. */
export const callback = hidingRuleOf('a function', (value) => typeof value === 'function');

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
  return textRuleOf(words.join(' or '), (value) => words.includes(value));
}

/** Bytes: what is to stay private, as a rule. */
export const bytes = hidingRuleOf('bytes', (value) => value instanceof Uint8Array && value.length > 0);

/** A number of bytes. */
export function secretBytes(length: number): OptionRule {
  return hidingRuleOf(`${length} bytes`, (value) => value instanceof Uint8Array && value.length === length);
}

/** True or false. */
export const flag = ruleOf('true or false', (value) => typeof value === 'boolean');

/** Any object, e.g. one that the caller implements. */
export const object = ruleOf('an object', (value) => typeof value === 'object' && value !== null);

/** PEM. */
export const pem = hidingRuleOf(
  'PEM as text or bytes',
  (value) => (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0,
);

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
