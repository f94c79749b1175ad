import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error';
import type { RpcMethod } from './rpc';

/** Counts what runs. */
class Slots {
  #taken = 0;
  readonly #service: string;
  readonly #max: number;

  constructor(options: { service: string; max: number }) {
    this.#service = options.service;
    this.#max = options.max;
  }

  /** @throws RpcError UNKNOWN, as Fabric does */
  take(): void {
    if (this.#taken >= this.#max) {
      const message = `too many requests for ${this.#service}, exceeding concurrency limit (${this.#max})`;
      throw new RpcError({ code: status.UNKNOWN, message });
    }
    this.#taken += 1;
  }

  give(): void {
    this.#taken -= 1;
  }
}

async function* holding<T>(
  slots: Slots,
  responses: () => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  slots.take();
  try {
    yield* responses();
  } finally {
    slots.give();
  }
}

function limited(method: RpcMethod, slots: Slots): RpcMethod {
  switch (method.kind) {
    case 'unary':
      return {
        ...method,
        handle: async (bytes: Uint8Array, signal: AbortSignal) => {
          slots.take();
          try {
            return await method.handle(bytes, signal);
          } finally {
            slots.give();
          }
        },
      };
    case 'serverStream':
      return {
        ...method,
        handle: (bytes: Uint8Array, signal: AbortSignal) =>
          holding(slots, () => method.handle(bytes, signal)),
      };
    case 'rawStream':
      return method;
    case 'duplex':
      return {
        ...method,
        handle: (requests: AsyncIterable<Uint8Array>, signal: AbortSignal) =>
          holding(slots, () => method.handle(requests, signal)),
      };
  }
}

/** At most so many calls of these methods run at a time. Mirrors internal/peer/node/grpc_limiters.go. */
export function limitConcurrency(options: {
  service: string;
  methods: readonly RpcMethod[];
  max: number;
}): readonly RpcMethod[] {
  const slots = new Slots(options);
  return options.methods.map((method) => limited(method, slots));
}
