import type { RpcMethod } from './rpc';
import type { RpcError } from './rpc-error';

/** Knows the calls that run, by kind, and ends them. */
export interface CallCuts<Kind> {
  /** Ends what runs of these kinds with an error of its own; until the returned function is called, new calls of them fail, too. */
  cut(options: { readonly kinds: readonly Kind[]; readonly error: () => RpcError }): () => void;
  /** The method as before, but such that it can be cut. */
  cuttable(method: RpcMethod): RpcMethod;
}

interface Cut<Kind> {
  readonly kinds: readonly Kind[];
  readonly error: () => RpcError;
}

interface RunningCall {
  readonly signal: AbortSignal;
  /** Settles as the promise does, or rejects when the call is cut; one at a time. */
  orCut<T>(promise: Promise<T>): Promise<T>;
  /** Why it was cut, once it was. */
  failure(): RpcError | undefined;
  done(): void;
}

/** Calls of methods of which `kindOf` knows no kind are never cut. */
export function createCallCuts<Kind>(kindOf: (method: RpcMethod) => Kind | undefined): CallCuts<Kind> {
  return new RunningCalls(kindOf);
}

class RunningCalls<Kind> implements CallCuts<Kind> {
  readonly #kindOf: (method: RpcMethod) => Kind | undefined;
  readonly #cuts = new Set<Cut<Kind>>();
  readonly #running = new Map<Kind, Set<(error: RpcError) => void>>();

  constructor(kindOf: (method: RpcMethod) => Kind | undefined) {
    this.#kindOf = kindOf;
  }

  cut(cut: Cut<Kind>): () => void {
    this.#cuts.add(cut);
    for (const kind of cut.kinds) {
      for (const drop of [...(this.#running.get(kind) ?? [])]) drop(cut.error());
    }
    return () => {
      this.#cuts.delete(cut);
    };
  }

  cuttable(method: RpcMethod): RpcMethod {
    const kind = this.#kindOf(method);
    if (kind === undefined) return method;
    switch (method.kind) {
      case 'rawStream':
        return method;
      case 'unary':
        return {
          ...method,
          handle: async (bytes: Uint8Array, signal: AbortSignal) => {
            const call = this.#start(kind, signal);
            try {
              return await call.orCut(method.handle(bytes, call.signal));
            } finally {
              call.done();
            }
          },
        };
      case 'serverStream':
        return {
          ...method,
          handle: (bytes: Uint8Array, signal: AbortSignal) =>
            this.#stream({ kind, signal }, (inner) => method.handle(bytes, inner)),
        };
      case 'duplex':
        return {
          ...method,
          handle: (requests: AsyncIterable<Uint8Array>, signal: AbortSignal) =>
            this.#stream({ kind, signal }, (inner) => method.handle(requests, inner)),
        };
    }
  }

  /** @throws RpcError while calls of the kind are cut */
  #start(kind: Kind, outer: AbortSignal): RunningCall {
    for (const cut of this.#cuts) {
      if (cut.kinds.includes(kind)) throw cut.error();
    }
    const controller = new AbortController();
    let failure: RpcError | undefined;
    let rejectWaiting: (error: RpcError) => void = () => undefined;
    const drop = (error: RpcError): void => {
      failure = error;
      controller.abort('the call was dropped');
      rejectWaiting(error);
    };
    const onAbort = (): void => {
      controller.abort('the call has ended');
    };
    if (outer.aborted) onAbort();
    outer.addEventListener('abort', onAbort, { once: true });
    const running = this.#running.get(kind) ?? new Set();
    this.#running.set(kind, running.add(drop));
    return {
      signal: controller.signal,
      orCut: (promise) =>
        new Promise((resolve, reject) => {
          rejectWaiting = reject;
          promise.then(resolve, reject);
          if (failure !== undefined) reject(failure);
        }),
      failure: () => failure,
      done: () => {
        running.delete(drop);
        outer.removeEventListener('abort', onAbort);
      },
    };
  }

  async *#stream<T>(
    options: { kind: Kind; signal: AbortSignal },
    handle: (signal: AbortSignal) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const call = this.#start(options.kind, options.signal);
    const responses = handle(call.signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await call.orCut(responses.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      call.done();
      // Left early it would close the client's half, and with it the way by which the client learns of the cut.
      if (call.failure() !== undefined) void drain(responses);
      else await responses.return?.();
    }
  }
}

/** Lets what was cut come to its own end. */
async function drain(responses: AsyncIterator<unknown>): Promise<void> {
  try {
    while ((await responses.next()).done !== true);
  } catch {
    // Nobody waits for it any more.
  }
}
