import { common, gateway } from '@hyperledger/fabric-protos';
import { sealHash } from '@kontti/model';
import type { FactContent } from '@kontti/model';
import type { Session } from '../gateway/session';
import { DEFAULT_TIMEOUTS } from '../limits';
import { craftBlock, craftEnvelope, definedAt, recordedFact } from './crafted-block';
import type { CraftedSet, CraftedTransaction } from './crafted-block';
import { craftCommit, craftDefinition } from './crafted-definition';

/** A fact as an honest contract records it. */
type Recorded = ReturnType<typeof recordedFact>;

/**
 * The own peer of a company over a ledger that a test writes: blocks with any content, any definition, and a state that has the facts
 * which the test says it has. Delays take no time but the clock's; idle ones last until the session closes.
 */
export class CraftedLedger {
  readonly blocks: (readonly CraftedTransaction[])[] = [[]];
  /** Definition in force and the place of its commit. */
  definition = { sequence: 0, policy: '', collections: ['seal_A'] };
  place: readonly [block: number, tx: number] = [0, 0];
  nowMs = 0;
  /** Keys and hashes of the seals that were asked for, in order. */
  readonly asked: string[] = [];
  /** Called whenever somebody waits for a while. */
  onDelay = (): void => undefined;
  /** Most questions to the chaincode that were under way at once. */
  busiest = 0;
  readonly #seals = new Map<string, Recorded>();
  readonly #closing = new AbortController();
  #held: (() => void)[] | undefined;
  #running = 0;

  /** Appends a block with one transaction for each of these sets, endorsed under the definition in force; returns its number. */
  append(...sets: readonly CraftedSet[]): number {
    const { place } = this;
    return this.blocks.push(sets.map((set) => ({ sets: [definedAt(...place), set] }))) - 1;
  }

  /** Commits a definition. */
  commitDefinition(policy: string): void {
    const { collections, sequence } = this.definition;
    const read = sequence === 0 ? 'absent' : this.place;
    const block = this.blocks.push([craftCommit({ sequence: sequence + 1, policy, collections, read })]) - 1;
    this.definition = { sequence: sequence + 1, policy, collections };
    this.place = [block, 0];
  }

  /** A fact, which the state has from now on where `isInState` says so. */
  record(
    content: FactContent,
    options: { attachments?: readonly Uint8Array[]; isInState?: boolean } = {},
  ): Recorded {
    const recorded = recordedFact(content, options.attachments);
    if (options.isInState !== false) {
      this.show(recorded);
    }
    return recorded;
  }

  /** Lets the state have a fact under all of its keys. */
  show(recorded: Recorded): void {
    this.#seals.set(sealHash(recorded.digest), recorded);
    for (const { name, keys } of recorded.set.collections ?? []) {
      for (const { key, value } of keys) {
        if (value !== undefined) {
          this.#seals.set(`${name} ${key}`, recorded);
        }
      }
    }
  }

  /** Answers to what is asked of the definition from now on wait until they are called, in whatever order. */
  holdDefinitions(): readonly (() => void)[] {
    return (this.#held = []);
  }

  close(): void {
    this.#closing.abort();
  }

  session(): Session {
    const session = {
      mspId: 'AMSP',
      channelName: 'mychannel',
      chaincodeName: 'kontti',
      timeouts: { ...DEFAULT_TIMEOUTS, outageMs: 0 },
      closed: this.#closing.signal,
      requireOpen: () => undefined,
      contract: this.#contract(''),
      network: {
        getContract: (name: string) => this.#contract(name),
        getBlockEvents: ({ startBlock }: { startBlock: bigint }) => Promise.resolve(this.#stream(startBlock)),
      },
      timers: {
        nowMs: () => this.nowMs,
        random: () => 1,
        delay: (delayMs: number, signal: AbortSignal | undefined, options?: { readonly isIdle?: boolean }) =>
          this.#delay(delayMs, signal, options?.isIdle === true),
      },
    };
    return session as unknown as Session;
  }

  /** Only what waits for the clock or for a caller's own time goes on by itself. */
  #delay(delayMs: number, signal: AbortSignal | undefined, isIdle: boolean): Promise<void> {
    if (!isIdle && delayMs < 1_000) {
      this.nowMs += delayMs;
      this.onDelay();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #contract(contract: string) {
    return {
      newProposal: (name: string, options: { arguments: readonly (string | Uint8Array)[] }) => ({
        getTransactionId: () => 'tx',
        evaluate: () => this.#evaluate(`${contract === '' ? '' : `${contract}:`}${name}`, options.arguments),
        endorse: () => Promise.resolve({ getBytes: () => this.endorsed() }),
      }),
    };
  }

  /** A transaction that the own peer endorses now, before it is sent. */
  endorsed(): Uint8Array {
    const prepared = new gateway.PreparedTransaction();
    const bytes = craftEnvelope('tx', { sets: [definedAt(...this.place)] });
    prepared.setEnvelope(common.Envelope.deserializeBinary(bytes));
    return prepared.serializeBinary();
  }

  async #evaluate(name: string, args: readonly (string | Uint8Array)[]): Promise<Uint8Array> {
    if (name === '_lifecycle:QueryChaincodeDefinition') {
      const bytes = craftDefinition(this.definition).serializeBinary();
      const held = this.#held;
      if (held !== undefined) await new Promise<void>((resolve) => held.push(resolve));
      return bytes;
    }
    if (name === 'qscc:GetBlockByNumber') {
      return this.#block(Number(args[1])).serializeBinary();
    }
    if (name === 'qscc:GetChainInfo') {
      const info = new common.BlockchainInfo();
      info.setHeight(this.blocks.length);
      return info.serializeBinary();
    }
    this.#running += 1;
    this.busiest = Math.max(this.busiest, this.#running);
    await new Promise((resolve) => setImmediate(resolve));
    this.#running -= 1;
    const question = JSON.parse(String(args[0])) as SealQuestion;
    this.asked.push('hash' in question ? question.hash : question.key);
    return Buffer.from(JSON.stringify(this.#readSeal(question)));
  }

  #readSeal(question: SealQuestion): object {
    const id = 'hash' in question ? question.hash : `seal_${question.mspId} ${question.key}`;
    const recorded = this.#seals.get(id);
    if (recorded !== undefined) {
      return { status: 'sealed', json: Buffer.from(recorded.bytes).toString() };
    }
    return { status: 'hash' in question ? 'altered' : 'absent' };
  }

  #block(number: number): common.Block {
    return craftBlock(number, this.blocks[number] ?? []);
  }

  #stream(startBlock: bigint) {
    const { blocks } = this;
    const blockAt = (number: number): common.Block => this.#block(number);
    return {
      close: () => undefined,
      async *[Symbol.asyncIterator](): AsyncGenerator<common.Block> {
        for (let number = Number(startBlock); number < blocks.length; number += 1) {
          yield await Promise.resolve(blockAt(number));
        }
      },
    };
  }
}

type SealQuestion = { readonly hash: string } | { readonly mspId: string; readonly key: string };

/** The registration of a company, one of many. */
export function registrationOf(number: number): FactContent<'company.registered'> {
  return {
    ...{ type: 'company.registered', key: `company/AMSP/${number}`, ref: 'r', at: 1 },
    body: { name: 'A', gln: '6400001000018', jurisdiction: 'FI' },
  };
}
