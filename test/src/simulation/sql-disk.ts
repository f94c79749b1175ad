import {
  SQLITE_DIALECT,
  storeError,
  type Sql,
  type SqlDatabase,
  type SqlRow,
} from '@kontti/store/testing/projection-parts';
import { CompiledSql } from './compiled-sql';
import { DISK, outliveProcess } from './disk';
import type { Process, World } from './world';

/** Of so many transactions one finds the database locked, and the commit of one fails. */
const FAULT_ONCE_IN = 40;
/** Of so many statements one fails, as on a disk that is full. */
const STATEMENT_FAULT_ONCE_IN = 400;

/** What somebody who looks at the disk is told. */
interface SqlDiskEvents {
  /** A transaction is on the disk. */
  readonly onCommit: () => void;
  /** Nothing that was erased is on the disk any more. */
  readonly onScrub: () => void;
}

/** A program's turn to have a transaction. */
interface Turn {
  readonly process: Process;
  readonly begin: () => void;
  /** True while nothing is committed or taken back. */
  isOpen: boolean;
  /** True once its commit happens though the program ends. */
  isSure: boolean;
}

/**
 * The disk on which programs keep a database. Transactions follow one another, also those of programs that overlap; one whose program ends is
 * taken back, unless its commit is under way: then chance decides.
 */
export class SqlDisk {
  /** What is on the disk, and what the transaction that is open wrote. */
  readonly sql = new CompiledSql();
  readonly #world: World;
  readonly #events: SqlDiskEvents;
  #turn: Turn | undefined;
  #waiting: Turn[] = [];

  constructor(world: World, events: SqlDiskEvents) {
    this.#world = world;
    this.#events = events;
  }

  open(process: Process): SqlDatabase {
    process.onEnd(() => {
      this.#waiting = this.#waiting.filter((turn) => turn.process !== process);
      if (this.#turn?.process === process && !this.#turn.isSure) this.#takeBack(this.#turn);
    });
    const transaction: SqlDatabase['transaction'] = (work) => this.#transaction(process, work);
    return {
      dialect: { ...SQLITE_DIALECT, scrub: () => this.#scrub(process) },
      transaction,
      all: (text, values) => transaction((sql) => sql.all(text, values)),
      run: (text, values) => transaction((sql) => sql.run(text, values)),
      lease: () => Promise.resolve(undefined),
      close: () => Promise.resolve(),
    };
  }

  async #transaction<T>(process: Process, work: (sql: Sql) => Promise<T>): Promise<T> {
    const turn = await this.#begin(process);
    const step = <R>(apply: () => R): Promise<R> =>
      process.later(this.#world.latencyOf(DISK), () => {
        if (this.#world.random.once(STATEMENT_FAULT_ONCE_IN)) throw storeError('STORE_FAILED');
        return apply();
      });
    try {
      const result = await work({
        all: (text, values) => step((): readonly SqlRow[] => this.sql.all(text, values)),
        run: (text, values) => step(() => this.sql.run(text, values)),
      });
      await this.#commit(turn);
      return result;
    } catch (error) {
      await process.later(this.#world.latencyOf(DISK), () => this.#takeBack(turn));
      throw error;
    }
  }

  #begin(process: Process): Promise<Turn> {
    const { random } = this.#world;
    return new Promise((resolve, reject) => {
      const turn: Turn = {
        process,
        isOpen: false,
        isSure: false,
        begin: () => {
          if (random.once(FAULT_ONCE_IN)) {
            this.#end(turn);
            reject(storeError('STORE_BUSY'));
            return;
          }
          this.sql.run('BEGIN');
          turn.isOpen = true;
          resolve(turn);
        },
      };
      this.#waiting.push(turn);
      this.#next();
    });
  }

  #commit(turn: Turn): Promise<void> {
    const { random } = this.#world;
    const doneMs = this.#world.latencyOf(DISK);
    const fault = random.once(FAULT_ONCE_IN) ? random.pick(['before', 'behind'] as const) : undefined;
    const apply = (): void => {
      if (fault === 'before') {
        this.#takeBack(turn);
      } else {
        this.sql.run('COMMIT');
        turn.isOpen = false;
        this.#end(turn);
        this.#events.onCommit();
      }
      if (fault !== undefined) throw storeError('STORE_FAILED');
    };
    turn.isSure = random.once(2);
    return turn.isSure ? outliveProcess(turn.process, { doneMs, apply }) : turn.process.later(doneMs, apply);
  }

  #takeBack(turn: Turn): void {
    if (turn.isOpen) this.sql.run('ROLLBACK');
    turn.isOpen = false;
    this.#end(turn);
  }

  #end(turn: Turn): void {
    if (this.#turn !== turn) return;
    this.#turn = undefined;
    this.#next();
  }

  /** Has one of those that wait begin. */
  #next(): void {
    if (this.#turn !== undefined || this.#waiting.length === 0) return;
    const turn = this.#world.random.pick(this.#waiting);
    this.#waiting = this.#waiting.filter((each) => each !== turn);
    this.#turn = turn;
    void turn.process.later(this.#world.latencyOf(DISK), turn.begin);
  }

  #scrub(process: Process): Promise<void> {
    const { random } = this.#world;
    return process.later(this.#world.latencyOf(DISK), () => {
      // Others read the log.
      if (random.once(2)) throw storeError('STORE_BUSY');
      if (random.once(FAULT_ONCE_IN)) throw storeError('STORE_FAILED');
      this.#events.onScrub();
    });
  }
}
