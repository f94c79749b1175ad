import { common } from '@hyperledger/fabric-protos';
import { type Clock, NetworkError } from '@kontti/fabric-protocol/base';
import type { ChannelLedger } from '../ledger/types';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { createBlockCutter } from './block-cutter';
import type { BatchOptions, BlockCutter, BlockCutting } from './block-cutter';
import { signBlock } from './block-writer';
import { createBlock } from '@kontti/fabric-protocol/envelopes';
import { checkBroadcast, isAdministration } from './broadcast-checks';
import type { BroadcastCheckOptions, BroadcastStatus } from './broadcast-checks';
import { ordererLimits } from './limits';

interface OrdererOptions extends BroadcastCheckOptions {
  /** host:port, for error details. */
  readonly address: string;
  readonly ledger: ChannelLedger;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly batch: BatchOptions;
  readonly blocks: BlockCutting;
  /** Called when a block could not be committed: from then on nothing is ordered. */
  readonly onFailure: (error: unknown) => void;
}

/** The sequencer of a channel: transactions are committed in the order in which they arrive. */
export interface Orderer {
  readonly mspId: string;
  readonly address: string;
  /** Accepts or refuses a transaction; its block comes later. @throws NetworkError ORDERER_UNREACHABLE */
  broadcast(envelope: common.Envelope): BroadcastStatus;
  /**
   * Settles when all that was accepted before is committed, in a block that is cut now if need be.
   * @throws NetworkError ORDERER_UNREACHABLE
   */
  cutBlock(): Promise<void>;
  /** Until the returned function is called, every transaction gets a block at once, where blocks are cut automatically. */
  hurry(): () => void;
  /**
   * Until the returned function is called, nobody reaches the orderer and it cuts no block. With `losesPending` it forgets
   * what it accepted and has not put into a block yet, as an orderer does that crashes.
   */
  suspend(options: { losesPending: boolean }): () => void;
  /** Settles when the blocks that were cut are committed. */
  settled(): Promise<void>;
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
  readonly #startMs: number;
  readonly #suspensions = new Set<object>();
  #commits: Promise<void> = Promise.resolve();
  #queued = 0;
  #heldBytes = 0;
  #hurries = 0;
  #state: 'running' | 'failed' | 'stopped' = 'running';
  #cancelTimer: (() => void) | undefined;

  constructor(options: OrdererOptions) {
    this.mspId = options.signer.mspId;
    this.address = options.address;
    this.#options = options;
    this.#startMs = options.clock.nowMs();
    const unlimited = { messagesMax: Infinity, timeoutMs: Infinity, preferredBytesMax: Infinity };
    this.#cutter = createBlockCutter(this.#isAutomatic ? options.batch : unlimited);
  }

  get #isAutomatic(): boolean {
    return this.#options.blocks === 'automatic';
  }

  broadcast(envelope: common.Envelope): BroadcastStatus {
    this.#checkReachable();
    if (this.#state !== 'running' || this.#queued >= ordererLimits.queuedMessagesMax) {
      return { status: common.Status.SERVICE_UNAVAILABLE, info: `the orderer is ${this.#state}` };
    }
    const refusal = checkBroadcast(envelope, this.#options);
    if (refusal !== undefined) {
      return refusal;
    }
    const message = envelope.serializeBinary();
    return this.#isAutomatic ? this.#collect(message) : this.#hold(envelope, message);
  }

  async cutBlock(): Promise<void> {
    this.#checkReachable();
    this.#cutPending();
    await this.#commits;
  }

  hurry(): () => void {
    if (!this.#isAutomatic) {
      return () => undefined;
    }
    this.#hurries += 1;
    let active = true;
    this.#cutPending();
    return () => {
      this.#hurries -= active ? 1 : 0;
      active = false;
    };
  }

  suspend({ losesPending }: { losesPending: boolean }): () => void {
    const suspension = {};
    this.#suspensions.add(suspension);
    this.#stopTimer();
    if (losesPending) {
      this.#queued -= this.#takePending().length;
    }
    return () => {
      if (this.#suspensions.delete(suspension) && this.#suspensions.size === 0) {
        this.#startTimer();
      }
    };
  }

  settled(): Promise<void> {
    return this.#commits;
  }

  async stop(): Promise<void> {
    if (this.#state === 'running') {
      this.#state = 'stopped';
    }
    this.#stopTimer();
    await this.#commits;
  }

  #checkReachable(): void {
    if (this.#suspensions.size > 0) {
      const message = `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ${this.address}: connect: connection refused"`;
      throw new NetworkError({ code: 'ORDERER_UNREACHABLE', message });
    }
  }

  #collect(message: Uint8Array): BroadcastStatus {
    this.#queued += 1;
    for (const data of this.#cutter.add(message)) {
      this.#stopTimer();
      this.#order(data);
    }
    if (this.#hurries > 0) {
      this.#cutPending();
    } else {
      this.#startTimer();
    }
    return success;
  }

  #hold(envelope: common.Envelope, message: Uint8Array): BroadcastStatus {
    if (isAdministration(envelope)) {
      this.#queued += 1;
      this.#order([message]);
      return success;
    }
    if (this.#heldBytes + message.length > ordererLimits.heldBytesMax) {
      const info = `${this.#heldBytes} bytes wait for a block: have it cut first`;
      return { status: common.Status.SERVICE_UNAVAILABLE, info };
    }
    this.#queued += 1;
    this.#heldBytes += message.length;
    this.#cutter.add(message);
    this.#startTimer();
    return success;
  }

  async #write(data: readonly Uint8Array[]): Promise<void> {
    const { ledger, signer, randomBytes } = this.#options;
    const { height, currentBlockHash } = ledger.chainInfo();
    const block = createBlock({ number: height, previousHash: currentBlockHash, data });
    signBlock({ block, signer, nonce: randomBytes(24), lastConfigNumber: 0 });
    await ledger.commit(block);
  }

  #order(data: readonly Uint8Array[]): void {
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

  #takePending(): readonly Uint8Array[] {
    this.#heldBytes = 0;
    return this.#cutter.cut();
  }

  #cutPending(): void {
    this.#stopTimer();
    if (this.#cutter.hasPending) {
      this.#order(this.#takePending());
    }
  }

  /** How long what was collected waits; undefined when nothing but a hand cuts it. */
  #waitMs(): number | undefined {
    const { blocks, batch, clock } = this.#options;
    if (blocks === 'automatic') {
      return batch.timeoutMs;
    }
    return blocks === 'by-hand'
      ? undefined
      : blocks.everyMs - ((clock.nowMs() - this.#startMs) % blocks.everyMs);
  }

  #startTimer(): void {
    const isWaiting = this.#state === 'running' && this.#cutter.hasPending;
    const delayMs = isWaiting ? this.#waitMs() : undefined;
    if (delayMs === undefined) {
      return;
    }
    const onElapsed = (): void => {
      this.#cutPending();
    };
    this.#cancelTimer ??= this.#options.clock.startTimer({ delayMs, onElapsed });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
