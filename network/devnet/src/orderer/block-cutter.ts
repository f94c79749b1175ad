import { ordererLimits } from './limits';

/** When a block is full. */
export interface BatchOptions {
  /** Transactions in a block. */
  readonly messagesMax: number;
  /** How long the first transaction of a block waits for others; the block is also cut by hand. */
  readonly timeoutMs: number;
  readonly preferredBytesMax?: number;
}

/**
 * What cuts blocks: `automatic` is Fabric's way, by count, bytes and time; `by-hand` waits until somebody says so; `everyMs`
 * cuts whatever is there at each multiple of that time since the start. Where blocks are not cut automatically,
 * administration of chaincode (`_lifecycle`) still gets a block of its own at once: what is deployed does not wait.
 */
export type BlockCutting =
  | 'automatic'
  | 'by-hand'
  | {
      /** Milliseconds between two blocks, a whole number from 1. */
      readonly everyMs: number;
    };

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
