import { OPTION_TEXT_LENGTH_MAX, TIMEOUT_MS_MAX } from '../limits';
import { checkMembers, checkOptions, optionError, reading } from './check-options';
import type { OptionRule, OptionRules } from './check-options';

/** A rule that a predicate decides. A text in the place of something else may be a secret, of which only the kind is shown. */
function ruleOf(rule: string, isKept: (value: unknown) => boolean): OptionRule {
  return {
    check: (value, option) => {
      if (reading(option, () => isKept(value))) return;
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

/** A rule whose value may be a secret, or one that was put in the wrong place: of what breaks it only the kind is shown. */
function hidingRuleOf(rule: string, isKept: (value: unknown) => boolean): OptionRule {
  return {
    check: (value, option) => {
      if (!reading(option, () => isKept(value))) throw optionError({ option, rule, hidden: value });
    },
  };
}

/** The same rule for an option that has to be given. */
export function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true };
}

const textOfLength = textRuleOf(
  `a text of 1 to ${OPTION_TEXT_LENGTH_MAX} characters`,
  (value) => value.length > 0 && value.length <= OPTION_TEXT_LENGTH_MAX,
);

/** Lone surrogates all become the same character in UTF-8: two texts would have one hash, one key and one place. */
const wellFormed = textRuleOf('without lone surrogates', (value) => !/\p{Surrogate}/u.test(value));

/** A text that is not empty. */
export const text: OptionRule = {
  check: (value, option) => {
    textOfLength.check(value, option);
    wellFormed.check(value, option);
  },
};

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

/** A number that is no whole one, e.g. a speed. */
export const notNegative = ruleOf('a number, 0 or more', (value) => typeof value === 'number' && value >= 0);

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
    (typeof value === 'object' &&
      value !== null &&
      'aborted' in value &&
      ['addEventListener', 'removeEventListener'].every(
        (name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function',
      )),
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

/** 256 bits in hex that nobody may guess. */
export const salt = hidingRuleOf(
  '64 hex digits',
  (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
);

/** True or false. */
export const flag = ruleOf('true or false', (value) => typeof value === 'boolean');

/** Any object, e.g. one that the caller implements. */
export const object = ruleOf('an object', (value) => typeof value === 'object' && value !== null);

/** PEM. */
export const pem = hidingRuleOf(
  'PEM as text or bytes',
  (value) => (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0,
);

/** An object of which these members count; a record may have more. */
export function membersOf<T extends object>(rules: OptionRules<T>): OptionRule {
  return { check: (value, option) => checkMembers(rules, value, option) };
}

/** Options inside an option. */
export function nested<T extends object>(rules: OptionRules<T>): OptionRule {
  return { check: (value, option) => checkOptions(rules, value, option) };
}

/** The bounds of a list that is in memory already, and of which each entry is looked at once. */
export const ANY_NUMBER = { min: 0, max: Number.MAX_SAFE_INTEGER };

/** A list within bounds, each entry under the same rule. */
export function listOf(rule: OptionRule, bounds: { readonly min: number; readonly max: number }): OptionRule {
  const { min, max } = bounds;
  return {
    check: (value, option) => {
      if (!reading(option, () => Array.isArray(value) && value.length >= min && value.length <= max)) {
        throw optionError({ option, rule: `a list of ${min} to ${max} entries`, value });
      }
      const list = value as readonly unknown[];
      // Not `forEach`, which passes over gaps.
      for (let index = 0; index < list.length; index += 1) {
        const name = `${option}[${index}]`;
        rule.check(
          reading(name, () => list[index]),
          name,
        );
      }
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
