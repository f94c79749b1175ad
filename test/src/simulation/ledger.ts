import { createHash } from 'node:crypto';
import { StatusCode } from '@hyperledger/fabric-gateway';
import type { World } from './world';

/** What a transaction asks for, as its signed bytes say. */
export interface Envelope {
  readonly transactionId: string;
  readonly name: string;
  readonly args: string;
  /** Number of the write of its key that the endorsers read. */
  readonly read: number;
}

/** A transaction in a block. */
interface Recorded {
  readonly envelope: Envelope;
  readonly block: number;
  readonly code: number;
}

/** What a valid transaction did. */
interface Effect {
  /** The key that it is about. */
  readonly key: string;
  readonly args: string;
}

const { VALID, DUPLICATE_TXID, MVCC_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE } = StatusCode;

/** Of so many transactions one loses to another company's. */
const RACE_ONCE_IN = 8;
/** Of so many transactions one meets a policy that changed. */
const POLICY_ONCE_IN = 25;
const BLOCK_MS = 20;

/**
 * Orderers and the own peer. Its chaincode recognises no repeats, so that each valid transaction counts: what is recorded twice shows.
 */
export class SimulatedLedger {
  readonly effects: Effect[] = [];
  /** First transaction of each id. */
  readonly recorded = new Map<string, Recorded>();
  /** Digests of the bytes that were sent under an id. */
  readonly bytes = new Map<string, Set<string>>();
  readonly #versions = new Map<string, number>();
  #waiting: Envelope[] = [];
  #height = 1;
  #onBlock: (() => void)[] = [];

  constructor(readonly world: World) {}

  versionOf(args: string): number {
    return this.#versions.get(keyOf(args)) ?? 0;
  }

  /** The orderers have a transaction; a block comes a moment later. */
  order(bytes: Uint8Array, envelope: Envelope): void {
    const seen = this.bytes.get(envelope.transactionId) ?? new Set();
    this.bytes.set(envelope.transactionId, seen.add(createHash('sha256').update(bytes).digest('hex')));
    this.#waiting.push(envelope);
    if (this.#waiting.length === 1) this.world.after(BLOCK_MS, () => this.#cutBlock());
  }

  /** Calls back with each block. */
  onBlock(callback: () => void): void {
    this.#onBlock.push(callback);
  }

  #cutBlock(): void {
    const block = this.#height;
    this.#height += 1;
    for (const envelope of this.#waiting) {
      const code = this.#validate(envelope);
      if (!this.recorded.has(envelope.transactionId)) {
        this.recorded.set(envelope.transactionId, { envelope, block, code });
      }
    }
    this.#waiting = [];
    const waiting = this.#onBlock;
    this.#onBlock = [];
    for (const callback of waiting) callback();
  }

  #validate({ transactionId, args, read }: Envelope): number {
    const { random } = this.world;
    if (this.recorded.has(transactionId)) return DUPLICATE_TXID;
    if (random.once(POLICY_ONCE_IN)) return ENDORSEMENT_POLICY_FAILURE;
    const key = keyOf(args);
    // Somebody else changes the same record first.
    if (random.once(RACE_ONCE_IN)) this.#versions.set(key, this.versionOf(args) + 1);
    if (read !== this.versionOf(args)) return MVCC_READ_CONFLICT;
    this.#versions.set(key, read + 1);
    this.effects.push({ key, args });
    return VALID;
  }
}

/** The shipment that a request is about. */
export function keyOf(args: string): string {
  return (JSON.parse(args) as { readonly shipmentId: string }).shipmentId;
}
