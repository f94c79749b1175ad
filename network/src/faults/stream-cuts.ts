import { status } from '@grpc/grpc-js';
import type { RpcMethod } from '../rpc';
import { RpcError } from '../rpc-error';
import type { StreamKind } from './types';

/** Knows the lasting calls of one endpoint, and ends them. */
export interface StreamCuts {
  /** Ends what runs of these kinds; until the returned function is called, new calls of them fail, too. */
  cut(kinds: readonly StreamKind[]): () => void;
  /** The method as before, but such that it can be cut. */
  cuttable(method: RpcMethod): RpcMethod;
}

interface RunningCall {
  readonly signal: AbortSignal;
  readonly isCut: () => boolean;
  done(): void;
}

function kindOf({ path }: RpcMethod): StreamKind | undefined {
  if (path.startsWith('/protos.Deliver/')) return 'deliver';
  if (path === '/gateway.Gateway/ChaincodeEvents') return 'chaincode-events';
  return path === '/gateway.Gateway/CommitStatus' ? 'commit-status' : undefined;
}

function dropped(): RpcError {
  return new RpcError({ code: status.UNAVAILABLE, message: 'the stream was dropped by a fault' });
}

class EndpointCuts implements StreamCuts {
  readonly #cuts = new Set<{ readonly kinds: readonly StreamKind[] }>();
  readonly #running = new Map<StreamKind, Set<() => void>>();

  cut(kinds: readonly StreamKind[]): () => void {
    const cut = { kinds };
    this.#cuts.add(cut);
    for (const kind of kinds) {
      for (const drop of [...(this.#running.get(kind) ?? [])]) drop();
    }
    return () => {
      this.#cuts.delete(cut);
    };
  }

  cuttable(method: RpcMethod): RpcMethod {
    const kind = kindOf(method);
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
              return await method.handle(bytes, call.signal);
            } catch (error) {
              throw call.isCut() ? dropped() : error;
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

  /** @throws RpcError UNAVAILABLE while calls of the kind are cut */
  #start(kind: StreamKind, outer: AbortSignal): RunningCall {
    if ([...this.#cuts].some(({ kinds }) => kinds.includes(kind))) throw dropped();
    const controller = new AbortController();
    let isCut = false;
    const drop = (): void => {
      isCut = true;
      controller.abort('the call was dropped');
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
      isCut: () => isCut,
      done: () => {
        running.delete(drop);
        outer.removeEventListener('abort', onAbort);
      },
    };
  }

  async *#stream<T>(
    options: { kind: StreamKind; signal: AbortSignal },
    handle: (signal: AbortSignal) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const call = this.#start(options.kind, options.signal);
    const responses = handle(call.signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await responses.next();
        if (call.isCut()) throw dropped();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      call.done();
      // Left early it would close the client's half, and with it the way by which the client is told of the cut.
      if (call.isCut()) void drain(responses);
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

export function createStreamCuts(): StreamCuts {
  return new EndpointCuts();
}
