import { toKonttiError } from './to-kontti-error';

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * The same functions, also those in groups, of which each failure is a `KonttiError`: what is thrown at once, what a promise rejects
 * with, and what ends a generator.
 */
export function withTypedErrors<T>(api: T): T {
  if (typeof api === 'function') {
    const members = Object.entries(api).map(([name, member]) => [name, withTypedErrors<unknown>(member)]);
    const typed = (...args: unknown[]): unknown => callTyped(() => (api as unknown as AnyFunction)(...args));
    return Object.assign(typed, Object.fromEntries(members)) as T;
  }
  if (typeof api !== 'object' || api === null) {
    return api;
  }
  const members = Object.entries(api).map(([name, member]) => [name, withTypedErrors<unknown>(member)]);
  return Object.fromEntries(members) as T;
}

function callTyped(call: () => unknown): unknown {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    throw toKonttiError(error);
  }
  if (result instanceof Promise) {
    return result.catch((error: unknown) => {
      throw toKonttiError(error);
    });
  }
  return isAsyncGenerator(result) ? typedGenerator(result) : result;
}

function isAsyncGenerator(value: unknown): value is AsyncGenerator<unknown, unknown, undefined> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}

async function* typedGenerator(
  generator: AsyncGenerator<unknown, unknown, undefined>,
): AsyncGenerator<unknown, unknown, undefined> {
  try {
    return yield* generator;
  } catch (error) {
    throw toKonttiError(error);
  }
}
