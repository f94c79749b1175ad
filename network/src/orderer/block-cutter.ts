import { ordererLimits } from './limits';

/** When a block is full. */
export interface BatchOptions {
  /** Transactions in a block. */
  readonly messagesMax: number;
  /** How long the first transaction of a block waits for others; the block is also cut by hand. */
  readonly timeoutMs: number;
  readonly preferredBytesMax?: number;
}

/** Collects messages into batches. Mirrors orderer/common/blockcutter/blockcutter.go. */
export interface BlockCutter {
  readonly hasPending: boolean;
  /** The batches that this message completed: none, one or two. */
  add(message: Uint8Array): readonly (readonly Uint8Array[])[];
  /** What is collected so far. */
  cut(): readonly Uint8Array[];
}

export function createBlockCutter(options: BatchOptions): BlockCutter {
  const bytesMax = options.preferredBytesMax ?? ordererLimits.preferredBytesMax;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;

  function cut(): readonly Uint8Array[] {
    const batch = pending;
    pending = [];
    pendingBytes = 0;
    return batch;
  }

  return {
    get hasPending() {
      return pending.length > 0;
    },
    cut,
    add: (message) => {
      const batches: (readonly Uint8Array[])[] = [];
      if (pending.length > 0 && pendingBytes + message.length > bytesMax) {
        batches.push(cut());
      }
      pending.push(message);
      pendingBytes += message.length;
      if (message.length > bytesMax || pending.length >= options.messagesMax) {
        batches.push(cut());
      }
      return batches;
    },
  };
}
