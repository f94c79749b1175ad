import type { OperationContext } from './operation';

/** An operation as a client's caller sees it, without the context. */
type Bound<F> = F extends (context: OperationContext, ...rest: infer A) => infer R
  ? (...rest: A) => R
  : never;

/** The operations of a group, bound to one client. */
type BoundOperations<G> = { readonly [K in keyof G]: Bound<G[K]> };

type Operation = (context: OperationContext, ...rest: never[]) => unknown;

/** Binds the operations of a group to a client. */
export function bindOperations<G extends Readonly<Record<string, Operation>>>(
  context: OperationContext,
  operations: G,
): BoundOperations<G> {
  const bound = Object.entries(operations).map(([name, operation]) => [
    name,
    (...rest: never[]): unknown => operation(context, ...rest),
  ]);
  return Object.fromEntries(bound) as BoundOperations<G>;
}
