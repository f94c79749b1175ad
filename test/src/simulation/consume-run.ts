import { consume, type KonttiEvent } from '@kontti/client-sdk';
import { ConsumerDisk, type MemoryTransaction } from '@kontti/client-sdk/testing/memory-consumer-store';
import { accessDisk } from './disk';
import { createStreamingClient, LEDGER, positionOf, READ } from './event-stream';
import { killPrograms } from './kill-programs';
import type { Played } from './run-many';
import { World, type Process } from './world';

/** A run of programs that consume events, end at random steps and start again. */
interface ConsumeRunOptions {
  readonly seed: number;
  /** Times that a program ends before its work is done. */
  readonly crashes: number;
  /** Keeps the position apart from the effects, to see that the run finds it. */
  readonly isApart?: boolean;
}

const BLOCKS = 40;
const EVENTS_OF_BLOCK_MAX = 3;
/** Of so many events one cannot be handled, and one ends each process that handles it. */
const POISON_ONCE_IN = 15;
/** Programs end so often that an event which is not to blame meets some of it. */
const ATTEMPTS = 7;
/** Steps within which a program ends. */
const KILL_STEPS_MAX = 60;
const OVERLAP_MS_MAX = 100;

interface SimulatedEvent {
  readonly id: string;
  readonly kind: 'good' | 'poison' | 'killer';
  readonly position: string;
}

/** Plays programs of a company, one after the other or overlapping, until each event is handled. */
export async function runConsumeSimulation(options: ConsumeRunOptions): Promise<Played> {
  return await new ConsumeRun(options).play();
}

class ConsumeRun {
  readonly #options: ConsumeRunOptions;
  readonly #world: World;
  readonly #disk = new ConsumerDisk();
  readonly #blocks: readonly (readonly SimulatedEvent[])[];
  /** Effects that are kept apart from the position. */
  readonly #apart: string[] = [];

  constructor(options: ConsumeRunOptions) {
    this.#options = options;
    this.#world = new World(options.seed);
    this.#blocks = Array.from({ length: BLOCKS }, (_, block) => this.#createBlock(block));
  }

  async play(): Promise<Played> {
    const crashes = await killPrograms({
      world: this.#world,
      kills: this.#options.crashes,
      killStepsMax: KILL_STEPS_MAX,
      overlapMsMax: OVERLAP_MS_MAX,
      program: (process) => this.#consume(process),
      isDone: () => this.#disk.state.position?.startsWith(`${LEDGER}:${BLOCKS - 1}.`) === true,
    });
    return { violations: this.#violations(), crashes };
  }

  #createBlock(block: number): SimulatedEvent[] {
    const { random } = this.#world;
    // The last block has an event, by which the run ends.
    const count = block === BLOCKS - 1 ? 1 : random.int(EVENTS_OF_BLOCK_MAX + 1);
    return Array.from({ length: count }, (_, event) => {
      const isLast = block === BLOCKS - 1;
      const kind = isLast || !random.once(POISON_ONCE_IN) ? 'good' : random.once(3) ? 'killer' : 'poison';
      return { id: `${block}.${event}`, kind, position: positionOf(block, event) };
    });
  }

  #consume(process: Process): Promise<void> {
    const access = <T>(apply: () => T, kind: 'read' | 'write'): Promise<T> =>
      accessDisk(process, apply, kind);
    return consume<MemoryTransaction>({
      from: () => Promise.resolve(createStreamingClient(process, this.#blocks)),
      store: this.#disk.open(access),
      handler: (event, transaction) => this.#handle(process, event, transaction),
      attempts: ATTEMPTS,
      timers: process.timers(),
    });
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
