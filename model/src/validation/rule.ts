import type { ClassConstructor } from 'class-transformer';
import { ModelError } from '../errors';

/** What a field's value has to be. Rules never convert a value of the wrong type into one of the right type. */
export interface Rule {
  /** @throws ModelError that names `field` when the value breaks the rule. */
  readonly check: (value: unknown, field: string) => void;
  /** The class of the object, or of the list's entries, where the value holds objects. */
  readonly type?: () => ClassConstructor<object>;
  /** Turns the checked wire value into what code works with (a decimal string into a `bigint`). */
  readonly revive?: (value: unknown) => unknown;
}

/** A JSON object: neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string without U+0000 and without lone surrogates, of `min` to `max` UTF-16 units. */
export function text(max: number, min = 1): Rule {
  return { check: (value, field) => void checkText(value, field, { min, max }) };
}

/** A string that `form` matches; `rule` names the form in errors. */
export function matching(form: RegExp, rule: string): Rule {
  return {
    check: (value, field) => {
      const checked = checkText(value, field, { min: 1, max: 512 });
      if (!form.test(checked)) throw new ModelError({ code: 'FIELD_FORMAT', field, rule });
    },
  };
}

/** @throws ModelError `FIELD_TYPE`, `FIELD_RANGE`, `FIELD_FORMAT` unless the value is a clean text within the bounds. */
export function checkText(value: unknown, field: string, bounds: { min: number; max: number }): string {
  if (typeof value !== 'string') throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'string' });
  if (value.length < bounds.min || value.length > bounds.max) {
    throw new ModelError({ code: 'FIELD_RANGE', field, rule: `length ${bounds.min}..${bounds.max}` });
  }
  if (value.includes('\u0000')) throw new ModelError({ code: 'FIELD_FORMAT', field, rule: 'no U+0000' });
  if (/\p{Surrogate}/u.test(value)) {
    throw new ModelError({ code: 'FIELD_FORMAT', field, rule: 'no lone surrogates' });
  }
  return value;
}

/** A safe integer from `min` to `max`; negative zero is refused, as it has no canonical form of its own. */
export function integer(min: number, max: number): Rule {
  return {
    check: (value, field) => {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || Object.is(value, -0)) {
        throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'integer' });
      }
      if (value < min || value > max) {
        throw new ModelError({ code: 'FIELD_RANGE', field, rule: `${min}..${max}` });
      }
    },
  };
}

/** One of the given words. */
export function oneOf(words: readonly string[]): Rule {
  return {
    check: (value, field) => {
      if (typeof value !== 'string') throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'string' });
      if (!words.includes(value)) {
        throw new ModelError({ code: 'FIELD_FORMAT', field, rule: words.join('|') });
      }
    },
  };
}

/** `true` or `false`. */
export const flag: Rule = {
  check: (value, field) => {
    if (typeof value !== 'boolean') throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'boolean' });
  },
};
