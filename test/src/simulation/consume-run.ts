import { consume, KonttiError, ERRORS, type KonttiClient, type KonttiEvent } from '@kontti/client-sdk';
import { ConsumerDisk, type MemoryTransaction } from '@kontti/client-sdk/testing/memory-consumer-store';
import { accessDisk } from './disk';
import { Process, World } from './world';

/** A run of programs that consume events, end at random steps and start again. */
export interface ConsumeRunOptions {
  readonly seed: number;
  /** Times that a program ends before its work is done. */
  readonly kills: number;
  /** Keeps the position apart from the effects, to see that the run finds it. */
  readonly isApart?: boolean;
}

/** What a run showed. */
export interface ConsumeRunResult {
  readonly violations: readonly string[];
  readonly kills: number;
}

const BLOCKS = 40;
const EVENTS_OF_BLOCK_MAX = 3;
const READ = { minMs: 1, maxMs: 8 };
const LEDGER = 'a'.repeat(16);
const BEHIND = 999_999_999;
/** Of so many blocks one comes from a stream that breaks. */
const BREAK_ONCE_IN = 12;
/** Of so many events one cannot be handled, and one ends each process that handles it. */
const POISON_ONCE_IN = 15;
/** Programs end so often that an event which is not to blame meets some of it. */
const ATTEMPTS = 7;
/** Steps within which a program ends. */
const KILL_STEPS_MAX = 60;

interface SimulatedEvent {
  readonly id: string;
  readonly kind: 'good' | 'poison' | 'killer';
  readonly position: string;
}

/** Plays programs of a company, one after the other or overlapping, until each event is handled. */
export async function runConsumeSimulation(options: ConsumeRunOptions): Promise<ConsumeRunResult> {
  return await new ConsumeRun(options).play();
}

class ConsumeRun {
  readonly #options: ConsumeRunOptions;
  readonly #world: World;
  readonly #disk = new ConsumerDisk();
  readonly #blocks: readonly (readonly SimulatedEvent[])[];
  /** Effects that are kept apart from the position. */
  readonly #apart: string[] = [];
  #failure: Error | undefined;

  constructor(options: ConsumeRunOptions) {
    this.#options = options;
    this.#world = new World(options.seed);
    this.#blocks = Array.from({ length: BLOCKS }, (_, block) => this.#createBlock(block));
  }

  async play(): Promise<ConsumeRunResult> {
    const { random } = this.#world;
    const end = `${LEDGER}:${BLOCKS - 1}.`;
    const isOver = (): boolean =>
      this.#failure !== undefined || this.#disk.state.position?.startsWith(end) === true;
    let kills = 0;
    let process = this.#start();
    while (!isOver()) {
      const until = this.#world.steps + 1 + random.int(KILL_STEPS_MAX);
      const isToBeKilled = kills < this.#options.kills;
      await this.#world.run(
        () => isOver() || !process.isAlive || (isToBeKilled && this.#world.steps >= until),
      );
      if (isOver()) break;
      if (process.isAlive) {
        kills += 1;
        const old = process;
        // Sometimes the next program starts while the last one still runs.
        if (random.once(3)) this.#world.after(random.int(100), () => old.kill());
        else old.kill();
      }
      process = this.#start();
    }
    process.kill();
    if (this.#failure !== undefined) throw this.#failure;
    await this.#world.drain();
    return { violations: this.#violations(), kills };
  }

  #createBlock(block: number): SimulatedEvent[] {
    const { random } = this.#world;
    // The last block has an event, by which the run ends.
    const count = block === BLOCKS - 1 ? 1 : random.int(EVENTS_OF_BLOCK_MAX + 1);
    return Array.from({ length: count }, (_, event) => {
      const isLast = block === BLOCKS - 1;
      const kind = isLast || !random.once(POISON_ONCE_IN) ? 'good' : random.once(3) ? 'killer' : 'poison';
      return { id: `${block}.${event}`, kind, position: `${LEDGER}:${block}.0.${event}` };
    });
  }

  #start(): Process {
    const process = new Process(this.#world);
    const access = <T>(apply: () => T, kind: 'read' | 'write'): Promise<T> =>
      accessDisk(process, apply, kind);
    consume<MemoryTransaction>({
      from: () => Promise.resolve(this.#createClient(process)),
      store: this.#disk.open(access),
      handler: (event, transaction) => this.#handle(process, event, transaction),
      attempts: ATTEMPTS,
      timers: process.timers(),
    }).catch((error: unknown) => {
      if (process.isAlive) this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    return process;
  }

  async #handle(process: Process, event: KonttiEvent, transaction: MemoryTransaction): Promise<void> {
    const { kind } = event as unknown as SimulatedEvent;
    if (this.#options.isApart === true) this.#apart.push(event.id);
    else transaction.write(event.id);
    await process.later(this.#world.latencyOf(READ), () => undefined);
    if (kind === 'poison') throw new Error('this one cannot be handled');
    if (kind === 'killer') {
      process.kill();
      await new Promise(() => undefined);
    }
  }

  #createClient(process: Process): KonttiClient {
    const { random } = this.#world;
    const blocks = this.#blocks;
    const next = <T>(answer: () => T): Promise<T> => process.later(this.#world.latencyOf(READ), answer);
    async function* events(options: {
      readonly after?: string;
      readonly onBlock: (position: string) => Promise<void>;
    }): AsyncGenerator<SimulatedEvent> {
      const [, from = '0', event = '-1'] = /:(\d+)\.\d+\.(\d+)$/.exec(options.after ?? '') ?? [];
      for (let block = Number(from); ; block += 1) {
        const found = await next(() => {
          if (random.once(BREAK_ONCE_IN)) throw interrupted();
          return blocks[block];
        });
        if (found === undefined) {
          await new Promise(() => undefined);
        }
        const seen = block === Number(from) ? Number(event) : -1;
        yield* (found ?? []).filter((_, index) => index > seen);
        await options.onBlock(`${LEDGER}:${block}.${BEHIND}.${BEHIND}`);
      }
    }
    return { events, close: () => undefined } as unknown as KonttiClient;
  }

  #violations(): string[] {
    const all = this.#blocks.flat();
    const good = all.filter(({ kind }) => kind === 'good').map(({ id }) => id);
    const bad = all.filter(({ kind }) => kind !== 'good').map(({ id }) => id);
    const effects = this.#options.isApart === true ? this.#apart : this.#disk.effects;
    const letters = this.#disk.letters.map(({ eventId }) => eventId);
    return [
      ...differences(
        'effects',
        good,
        effects.filter((id) => this.#options.isApart !== true || good.includes(id)),
      ),
      ...differences('dead letters', bad, letters),
    ];
  }
}

function differences(what: string, expected: readonly string[], found: readonly string[]): string[] {
  return expected.join(' ') === found.join(' ')
    ? []
    : [`${what}: ${found.join(' ')} instead of ${expected.join(' ')}`];
}

function interrupted(): KonttiError {
  const { text, remedy } = ERRORS.EVENTS_INTERRUPTED;
  return new KonttiError({ code: 'EVENTS_INTERRUPTED', stage: 'events', message: text, details: { remedy } });
}
