import { common } from '@hyperledger/fabric-protos';
import type { Clock } from '../clock';
import type { ChannelLedger } from '../ledger/types';
import type { Signer } from '../signer';
import { createBlockCutter } from './block-cutter';
import type { BatchOptions } from './block-cutter';
import { createBlock, signBlock } from './block-writer';
import { checkBroadcast } from './broadcast-checks';
import type { BroadcastCheckOptions, BroadcastStatus } from './broadcast-checks';
import { ordererLimits } from './limits';

export interface OrdererOptions extends BroadcastCheckOptions {
  /** host:port, for error details. */
  readonly address: string;
  readonly ledger: ChannelLedger;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly batch: BatchOptions;
  /** Told when a block could not be committed: from then on nothing is ordered. */
  readonly onFailure: (error: unknown) => void;
}

/** The sequencer of a channel: transactions are committed in the order in which they arrive. */
export interface Orderer {
  readonly mspId: string;
  readonly address: string;
  /** Accepts or refuses a transaction; its block comes later. */
  broadcast(envelope: common.Envelope): BroadcastStatus;
  /** Settles when all that was accepted before is committed, in a block that is cut now if need be. */
  cutBlock(): Promise<void>;
  /** Until the returned function is called, every transaction gets a block at once. */
  hurry(): () => void;
  /** Cuts no further block by itself. */
  stop(): Promise<void>;
}

const success: BroadcastStatus = { status: common.Status.SUCCESS, info: '' };

export function createOrderer(options: OrdererOptions): Orderer {
  const { ledger, signer, clock, randomBytes, batch } = options;
  const cutter = createBlockCutter(batch);
  let commits: Promise<void> = Promise.resolve();
  let queued = 0;
  let hurries = 0;
  let state: 'running' | 'failed' | 'stopped' = 'running';
  let cancelTimer: (() => void) | undefined;

  async function write(data: readonly Uint8Array[]): Promise<void> {
    const { height, currentBlockHash } = ledger.chainInfo();
    const block = createBlock({ number: height, previousHash: currentBlockHash, data });
    signBlock({ block, signer, nonce: randomBytes(24), lastConfigNumber: 0 });
    await ledger.commit(block);
  }

  function order(data: readonly Uint8Array[]): void {
    stopTimer();
    commits = commits.then(async () => {
      if (state === 'failed') {
        return;
      }
      try {
        await write(data);
      } catch (error) {
        state = 'failed';
        options.onFailure(error);
      } finally {
        queued -= data.length;
      }
    });
  }

  function stopTimer(): void {
    cancelTimer?.();
    cancelTimer = undefined;
  }

  function cutPending(): void {
    stopTimer();
    if (cutter.hasPending) {
      order(cutter.cut());
    }
  }

  function startTimer(): void {
    cancelTimer ??= clock.startTimer({ delayMs: batch.timeoutMs, onElapsed: cutPending });
  }

  return {
    mspId: signer.mspId,
    address: options.address,
    broadcast: (envelope) => {
      if (state !== 'running' || queued >= ordererLimits.queuedMessagesMax) {
        return { status: common.Status.SERVICE_UNAVAILABLE, info: `the orderer is ${state}` };
      }
      const refusal = checkBroadcast(envelope, options);
      if (refusal !== undefined) {
        return refusal;
      }
      queued += 1;
      for (const data of cutter.add(envelope.serializeBinary())) {
        order(data);
      }
      if (hurries > 0) {
        cutPending();
      } else if (cutter.hasPending) {
        startTimer();
      }
      return success;
    },
    cutBlock: () => {
      cutPending();
      return commits;
    },
    hurry: () => {
      hurries += 1;
      let active = true;
      cutPending();
      return () => {
        hurries -= active ? 1 : 0;
        active = false;
      };
    },
    stop: async () => {
      if (state === 'running') {
        state = 'stopped';
      }
      stopTimer();
      await commits;
    },
  };
}
