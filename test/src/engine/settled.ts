type AnyFunction = (...args: unknown[]) => unknown;

function settledFunction(call: AnyFunction, owner: object, settle: () => Promise<unknown>): AnyFunction {
  return new Proxy(call, {
    get: (target, name) => settledValue(target, name, settle),
    apply(target, _this, args: unknown[]) {
      const result = Reflect.apply(target, owner, args);
      return result instanceof Promise
        ? result.then(async (value: unknown) => {
            await settle();
            return value;
          })
        : result;
    },
  });
}

function settledValue(owner: object, name: PropertyKey, settle: () => Promise<unknown>): unknown {
  const value: unknown = Reflect.get(owner, name);
  if (typeof value === 'function') {
    return settledFunction(value as AnyFunction, owner, settle);
  }
  return typeof value === 'object' && value !== null ? settled(value, settle) : value;
}

/**
 * The same client, whose calls resolve only when `settle` has: real peers take a block each at its own pace, and what one company
 * knows to be committed, another company's peer may not have yet.
 */
export function settled<T extends object>(client: T, settle: () => Promise<unknown>): T {
  return new Proxy(client, { get: (target, name) => settledValue(target, name, settle) });
}
