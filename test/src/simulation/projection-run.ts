import {
  consume,
  KonttiError,
  type ConsumerStore,
  type KonttiClient,
  type KonttiEvent,
} from '@kontti/client-sdk';
import { rebuildProjection, type Projection } from '@kontti/store';
import {
  openProjection,
  varyStore,
  type Sql,
  type SqlDatabase,
} from '@kontti/store/testing/projection-parts';
import { CompiledSql, openAtOnce } from './compiled-sql';
import { createStreamingClient, positionOf } from './event-stream';
import { killPrograms } from './kill-programs';
import type { Played } from './run-many';
import { SaidEvents } from './projected-events';
import { SqlDisk } from './sql-disk';
import { World, type Process } from './world';

/** A run of programs that fill a projection, end at random steps and start again. */
interface ProjectionRunOptions {
  readonly seed: number;
  /** Times that a program ends before its work is done. */
  readonly crashes: number;
  /** Commits the position before the rows, to see that the run finds it. */
  readonly isApart?: boolean;
}

/** What a program meets without a fault of its own: the disk, the stream, another program that still runs. */
const OUTAGES = /^(?:STORE_|EVENTS_INTERRUPTED$|CONSUMER_MOVED$)/;
/** Of so many programs one builds the projection anew before it goes on, and one has it forget what events said before a time. */
const TASK_ONCE_IN = 6;
const BLOCKS = 24;
/** In so many blocks without events behind these a program keeps its position a hundred times, and tries to scrub as often. */
const SCRUBBED_BLOCK = BLOCKS + 100 * 64;
const EVENTS_OF_BLOCK_MAX = 4;
/** Steps within which a program ends; it opens the tables in 75. */
const KILL_STEPS_MAX = 200;
/** Several times as long as that takes. */
const OVERLAP_MS_MAX = 1_200;

/** Plays programs of a company, one after the other or overlapping, until each event is in the tables. */
export async function runProjectionSimulation(options: ProjectionRunOptions): Promise<Played> {
  return await new ProjectionRun(options).play();
}

class ProjectionRun {
  readonly #options: ProjectionRunOptions;
  readonly #world: World;
  readonly #disk: SqlDisk;
  readonly #blocks: readonly (readonly KonttiEvent[])[];
  /** The one that the projection's position names. */
  #block = -1;
  /** Events of the table that say that something was erased. */
  #erasures = 0;
  #hasErasedBytes = false;

  constructor(options: ProjectionRunOptions) {
    this.#options = options;
    this.#world = new World(options.seed);
    this.#disk = new SqlDisk(this.#world, {
      onCommit: () => this.#look(),
      onScrub: () => (this.#hasErasedBytes = false),
    });
    const said = new SaidEvents(this.#world.random);
    this.#blocks = Array.from({ length: BLOCKS }, (_, block) => this.#createBlock(block, said));
  }

  async play(): Promise<Played> {
    const crashes = await killPrograms({
      world: this.#world,
      kills: this.#options.crashes,
      killStepsMax: KILL_STEPS_MAX,
      overlapMsMax: OVERLAP_MS_MAX,
      program: (process) => this.#fill(process),
      isDone: () => this.#block >= (this.#hasErasedBytes ? SCRUBBED_BLOCK : BLOCKS - 1),
    });
    return { violations: await this.#violations(), crashes };
  }

  #createBlock(block: number, said: SaidEvents): KonttiEvent[] {
    // The last block has an event, by which the run ends.
    const count = block === BLOCKS - 1 ? 1 : this.#world.random.int(EVENTS_OF_BLOCK_MAX + 1);
    return Array.from({ length: count }, (_, event) => {
      const { type, key, vouchers, body } = said.next();
      return {
        ...{ proven: true, type, key, vouchers, body, id: `${type}:${key}`, index: undefined },
        ...{ block: BigInt(block), tx: 0, position: positionOf(block, event), transactionId: `t${block}` },
        ...{ ref: 'x', digest: 'a'.repeat(64), ledgerTime: timeOf(this.#world.random.int(block + 1)) },
      } as unknown as KonttiEvent;
    });
  }

  /** The program, which outages end only before it consumes. */
  async #fill(process: Process): Promise<void> {
    const database = this.#disk.open(process);
    const from = (): Promise<KonttiClient> => Promise.resolve(createStreamingClient(process, this.#blocks));
    const projection = await this.#prepare(database, from).catch((error: unknown) => {
      if (!(error instanceof KonttiError && OUTAGES.test(error.code))) throw error;
      process.kill();
      return undefined;
    });
    if (projection === undefined) return;
    const { store } = projection.consumer;
    await consume({
      ...{ ...projection.consumer, from, timers: process.timers() },
      store: this.#options.isApart === true ? keepApart(store, database) : store,
      // However often programs end, no event is to blame.
      attempts: this.#options.crashes + 1,
    });
  }

  /** Opens the projection, and sometimes builds it anew or has it forget something, though another program may fill it yet. */
  async #prepare(database: SqlDatabase, from: () => Promise<KonttiClient>): Promise<Projection> {
    const { random } = this.#world;
    const projection = await openProjection(database);
    if (random.once(TASK_ONCE_IN)) await projection.forget({ before: timeOf(random.int(BLOCKS)) });
    if (random.once(TASK_ONCE_IN)) await rebuildProjection({ projection, from });
    return projection;
  }

  #look(): void {
    const { sql } = this.#disk;
    const [row] = sql.all("SELECT position FROM kontti_consumer WHERE name = 'projection'");
    const [, block = -1] = /:(\d+)\./.exec(String(row?.['position'])) ?? [];
    this.#block = Number(block);
    const erasures =
      row === undefined ? 0 : sql.all("SELECT tx FROM event WHERE type = 'record.erased'").length;
    if (erasures > this.#erasures) this.#hasErasedBytes = true;
    this.#erasures = erasures;
  }

  async #violations(): Promise<string[]> {
    const all = this.#blocks.flat();
    await using found = await openProjection(openAtOnce(this.#disk.sql));
    await using expected = await openProjection(openAtOnce(new CompiledSql()));
    await fillAtOnce(expected, all);
    const before = (await found.forgotten()) ?? timeOf(0);
    await expected.forget({ before });
    const [digests, expectedDigests] = [await found.digests(), await expected.digests()];
    const tables = Object.keys(expectedDigests).filter((table) => digests[table] !== expectedDigests[table]);
    const letters = await found.query('SELECT event_id, reason FROM kontti_dead_letter');
    const rows = await found.query('SELECT event_id FROM event ORDER BY block, tx, event');
    const ids = rows.map(({ event_id }) => String(event_id)).join();
    const expectedIds = all.filter(({ ledgerTime }) => ledgerTime >= before).map(({ id }) => id);
    return [
      ...tables.map((table) => `table ${table} is not as without an end`),
      ...letters.map(({ event_id, reason }) => `${String(event_id)} is a dead letter: ${String(reason)}`),
      ...(this.#hasErasedBytes ? ['what was erased is on the disk yet'] : []),
      ...(ids === expectedIds.join() ? [] : [`events: ${ids} instead of ${expectedIds.join()}`]),
    ];
  }
}

/** When a block comes, or what its clients say of another one's time. */
function timeOf(block: number): Date {
  return new Date(Date.UTC(2026, 0, 1, block));
}

/** Fills a projection as one program does that nothing ends, an event at a time. */
async function fillAtOnce(projection: Projection, events: readonly KonttiEvent[]): Promise<void> {
  const { store, name: consumer, handler } = projection.consumer;
  let from: string | undefined;
  for (const event of events) {
    const to = event.position;
    await store.advance({ consumer, from, to, work: (sql) => handler(event, sql) });
    from = to;
  }
}

/** Moves the consumer before the handler's rows are written, in a transaction of its own. */
function keepApart(store: ConsumerStore<Sql>, database: SqlDatabase): ConsumerStore<Sql> {
  return varyStore(store, {
    async advance({ work, ...step }) {
      await store.advance(step);
      if (work !== undefined) await database.transaction(work);
    },
  });
}
