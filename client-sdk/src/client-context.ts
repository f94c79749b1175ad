import { createError } from './errors';
import type { OperationContext } from './operation';

const contexts = new WeakMap<object, OperationContext>();

/** Remembers what a client is made of, for those who call its operations in another way. */
export function rememberContext<C extends object>(client: C, context: OperationContext): C {
  contexts.set(client, context);
  return client;
}

/** What a client is made of. @throws OPTIONS_INVALID for what `connect` did not make */
export function contextOf(client: object): OperationContext {
  const context = contexts.get(client);
  if (context === undefined) {
    throw createError('OPTIONS_INVALID', { because: 'connect has to return a client that connect() made' });
  }
  return context;
}
