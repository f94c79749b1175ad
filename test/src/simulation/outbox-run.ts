import { openOutbox, type Outbox, type OutboxStore } from '@kontti/client-sdk';
import { MemoryDisk } from '@kontti/client-sdk/testing/memory-outbox-store';
import { createClient, createSemaphore, type Timers } from '@kontti/client-sdk/testing/session';
import { accessDisk } from './disk';
import { SimulatedLedger } from './ledger';
import type { Played } from './run-many';
import { createSimulatedSession } from './session';
import { Process, World } from './world';

/** A run of programs that record orders, end at random steps and start again. */
export interface OutboxRunOptions {
  readonly seed: number;
  /** Times that a program ends before its work is done. */
  readonly crashes: number;
  /** A store with a defect, to see that the run finds it. */
  readonly spoil?: ((store: OutboxStore) => OutboxStore) | undefined;
}

const KEYS = ['Org1MSP/a', 'Org1MSP/b', 'Org1MSP/refused', 'Org1MSP/c'];
const ORDERS_OF_KEY = 3;
const POLL_MS = 50;
/** Steps within which a program ends. */
const CRASH_STEPS_MAX = 90;

interface Order {
  readonly id: string;
  readonly key: string;
  readonly request: { readonly shipmentId: string; readonly sequence: number };
}

/** Orders of the keys in turn. */
const ORDERS: readonly Order[] = Array.from({ length: ORDERS_OF_KEY }, (_, index) =>
  KEYS.map((key) => ({ id: `${key}#${index + 1}`, key, request: { shipmentId: key, sequence: index + 1 } })),
).flat();

/** Plays programs of a company, one after the other or overlapping, until everything is recorded. */
export async function runOutboxSimulation(options: OutboxRunOptions): Promise<Played> {
  const run = new OutboxRun(options);
  return await run.play();
}

class OutboxRun {
  readonly #world: World;
  readonly #ledger: SimulatedLedger;
  readonly #disk = new MemoryDisk();
  /** Orders that were reported to a program as on disk: they must never be lost. */
  readonly #acknowledged = new Set<string>();
  readonly #options: OutboxRunOptions;
  #isDone = false;
  #failure: Error | undefined;

  constructor(options: OutboxRunOptions) {
    this.#options = options;
    this.#world = new World(options.seed);
    this.#ledger = new SimulatedLedger(this.#world);
  }

  async play(): Promise<Played> {
    const { random } = this.#world;
    const isOver = (): boolean => this.#isDone || this.#failure !== undefined;
    let crashes = 0;
    let process = this.#start();
    while (crashes < this.#options.crashes && !isOver()) {
      const end = this.#world.steps + 1 + random.int(CRASH_STEPS_MAX);
      await this.#world.run(() => isOver() || this.#world.steps >= end);
      if (isOver()) break;
      crashes += 1;
      // A program that only lost its lease goes on beside the next one, for a while.
      const isZombie = random.once(3);
      if (isZombie) {
        const zombie = process;
        this.#world.after(random.int(400), () => zombie.kill());
        this.#disk.holder = undefined;
      } else {
        process.kill();
      }
      process = this.#start();
    }
    await this.#world.run(isOver);
    if (this.#failure !== undefined) throw this.#failure;
    // What is on its way arrives: a transaction that was sent twice shows only then.
    await this.#world.drain();
    return { violations: this.#violations(), crashes };
  }

  #start(): Process {
    const process = new Process(this.#world);
    this.#program(process).catch((error: unknown) => {
      if (process.isAlive) this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    return process;
  }

  /** What a company runs: adds its orders, sends them, and drops what is refused. */
  async #program(process: Process): Promise<void> {
    const timers = process.timers();
    const store = this.#disk.open((apply, kind) => accessDisk(process, apply, kind));
    process.onEnd(() => void store.close());
    const outbox = openOutbox({ store: this.#options.spoil?.(store) ?? store, timers });
    const ends = new AbortController();
    const running = outbox.run({ connect: () => this.#connect(process, timers), signal: ends.signal });
    for (const { id, key, request } of ORDERS) {
      await outbox.add({ id, key, operation: 'shipments.acceptCustody', request });
      this.#acknowledged.add(id);
    }
    await this.#dropRefused(outbox, timers);
    ends.abort();
    await running;
    this.#isDone = true;
  }

  /** Another program may add an order again that this one dropped, so it looks until nothing is left. */
  async #dropRefused(outbox: Outbox, timers: Timers): Promise<void> {
    for (;;) {
      for await (const { id, key } of outbox.failed()) {
        if (key.endsWith('refused')) await outbox.drop({ id }).catch(() => undefined);
      }
      const { waiting, sent, failed } = await outbox.count();
      if (waiting + sent + failed === 0) return;
      await timers.delay(POLL_MS, undefined);
    }
  }

  #connect(process: Process, timers: Timers) {
    const session = createSimulatedSession(this.#ledger, process);
    const guard = {
      requireAccepted: () => undefined,
      requireEndorsedUnder: () => Promise.resolve(),
      requireFresh: () => Promise.resolve(),
      isDisowned: () => false,
    };
    const submits = createSemaphore({ runningMax: 64, waitingMax: 100, timers });
    return Promise.resolve(createClient({ session, guard: guard as never, submits }));
  }

  #violations(): string[] {
    const found: string[] = [];
    for (const { id, key, request } of ORDERS) {
      const args = this.#ledger.effects.filter(
        (effect) =>
          effect.key === key && (JSON.parse(effect.args) as Order['request']).sequence === request.sequence,
      );
      const expected = key.endsWith('refused') ? 0 : 1;
      if (args.length < expected) found.push(`${id} is lost`);
      if (args.length > expected) found.push(`${id} is recorded ${args.length} times`);
    }
    for (const key of KEYS) {
      const order = this.#ledger.effects.flatMap((effect) =>
        effect.key === key ? [(JSON.parse(effect.args) as Order['request']).sequence] : [],
      );
      if (order.join() !== order.toSorted((a, b) => a - b).join()) {
        found.push(`${key} is out of order: ${order.join()}`);
      }
    }
    for (const [transactionId, digests] of this.#ledger.bytes) {
      if (digests.size > 1) found.push(`${transactionId} was sent with other bytes`);
    }
    return found;
  }
}
