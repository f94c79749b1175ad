import { createError, KonttiError } from '../errors';

/** What a source of the caller's threw. A `KonttiError` of its own stays what it is. */
export function sourceFailure(option: string, cause: unknown): KonttiError {
  if (cause instanceof KonttiError) return cause;
  const because = `${option}${cause instanceof Error ? `: ${cause.message}` : ''}`;
  return createError('SOURCE_FAILED', { because, details: { option }, cause });
}

/** The values of a source, one by one. @throws SOURCE_FAILED with the option's name */
export function* valuesOf<T>(option: string, source: Iterable<T>): Generator<T, void, undefined> {
  try {
    yield* source;
  } catch (cause) {
    throw sourceFailure(option, cause);
  }
}
