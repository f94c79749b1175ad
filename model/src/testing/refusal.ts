import { AssertionError } from 'chai';
import { ModelError } from '../errors';

/** What a call was refused with, as `CODE field`; fails when it was not refused by a model error. */
export function refusalOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof ModelError) return `${error.code} ${error.field}`.trimEnd();
    throw error;
  }
  throw new AssertionError('expected a refusal');
}
