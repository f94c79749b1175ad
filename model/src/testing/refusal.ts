import { AssertionError } from 'chai';
import { ModelError } from '../errors';

/** What a call was refused with, as `CODE field`; fails when it was not refused by a model error, or when that names no rule. */
export function refusalOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    if (error.rule === '') throw new AssertionError(`expected ${error.code} to name the rule`);
    return `${error.code} ${error.field}`.trimEnd();
  }
  throw new AssertionError('expected a refusal');
}
