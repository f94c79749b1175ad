import { common } from '@hyperledger/fabric-protos';
import type { Clock } from '../clock';
import type { ChannelLedger } from '../ledger/types';
import type { Signer } from '../signer';
import { createBlockCutter } from './block-cutter';
import type { BatchOptions, BlockCutter } from './block-cutter';
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
  return new ChannelOrderer(options);
}

class ChannelOrderer implements Orderer {
  readonly mspId: string;
  readonly address: string;
  readonly #options: OrdererOptions;
  readonly #cutter: BlockCutter;
  #commits: Promise<void> = Promise.resolve();
  #queued = 0;
  #hurries = 0;
  #state: 'running' | 'failed' | 'stopped' = 'running';
  #cancelTimer: (() => void) | undefined;

  constructor(options: OrdererOptions) {
    this.mspId = options.signer.mspId;
    this.address = options.address;
    this.#options = options;
    this.#cutter = createBlockCutter(options.batch);
  }

  broadcast(envelope: common.Envelope): BroadcastStatus {
    if (this.#state !== 'running' || this.#queued >= ordererLimits.queuedMessagesMax) {
      return { status: common.Status.SERVICE_UNAVAILABLE, info: `the orderer is ${this.#state}` };
    }
    const refusal = checkBroadcast(envelope, this.#options);
    if (refusal !== undefined) {
      return refusal;
    }
    this.#queued += 1;
    for (const data of this.#cutter.add(envelope.serializeBinary())) {
      this.#order(data);
    }
    if (this.#hurries > 0) {
      this.#cutPending();
    } else if (this.#cutter.hasPending) {
      this.#startTimer();
    }
    return success;
  }

  cutBlock(): Promise<void> {
    this.#cutPending();
    return this.#commits;
  }

  hurry(): () => void {
    this.#hurries += 1;
    let active = true;
    this.#cutPending();
    return () => {
      this.#hurries -= active ? 1 : 0;
      active = false;
    };
  }

  async stop(): Promise<void> {
    if (this.#state === 'running') {
      this.#state = 'stopped';
    }
    this.#stopTimer();
    await this.#commits;
  }

  async #write(data: readonly Uint8Array[]): Promise<void> {
    const { ledger, signer, randomBytes } = this.#options;
    const { height, currentBlockHash } = ledger.chainInfo();
    const block = createBlock({ number: height, previousHash: currentBlockHash, data });
    signBlock({ block, signer, nonce: randomBytes(24), lastConfigNumber: 0 });
    await ledger.commit(block);
  }

  #order(data: readonly Uint8Array[]): void {
    this.#stopTimer();
    this.#commits = this.#commits.then(async () => {
      if (this.#state === 'failed') {
        return;
      }
      try {
        await this.#write(data);
      } catch (error) {
        this.#state = 'failed';
        this.#options.onFailure(error);
      } finally {
        this.#queued -= data.length;
      }
    });
  }

  #cutPending(): void {
    this.#stopTimer();
    if (this.#cutter.hasPending) {
      this.#order(this.#cutter.cut());
    }
  }

  #startTimer(): void {
    const { clock, batch } = this.#options;
    const onElapsed = (): void => {
      this.#cutPending();
    };
    this.#cancelTimer ??= clock.startTimer({ delayMs: batch.timeoutMs, onElapsed });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
