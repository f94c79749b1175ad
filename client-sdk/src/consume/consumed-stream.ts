import type { KonttiClient } from '../client';
import { toDecimals } from '../decimal-json';
import { KonttiError } from '../errors';
import type { KonttiEvent } from '../events/domain-event';
import { CONSUMER_DELAY_MS, SILENT_BLOCKS_MAX, SILENT_MS_MAX } from '../limits';
import type { ConsumeOptions } from './consume-options';
import { isWanted } from './filter';

/** Options with what is usual in the place of what was not given. */
type Consuming<T> = ConsumeOptions<T> &
  Required<Pick<ConsumeOptions<T>, 'name' | 'filter' | 'attempts' | 'timers' | 'signal'>>;

/** What a handler threw. */
class HandlerFailure extends Error {
  constructor(override readonly cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

/** One consumer's way along the ledger. */
export class ConsumedStream<T> {
  readonly #options: Consuming<T>;
  #position: string | undefined;
  /** Blocks, and when the first one came, since the position was kept. */
  #silentBlocks = 0;
  #silentSinceMs = 0;
  /** True once this process has given an event to the handler. */
  #hasBegun = false;
  /** Events that are handled together, once they are enough or their block ends. */
  #waiting: KonttiEvent[] = [];
  /** Events that were handled. */
  handled = 0;

  constructor(options: Consuming<T>) {
    this.#options = options;
  }

  /** Goes on behind what is on disk, until the stream ends. @throws what ends it */
  async follow(client: KonttiClient): Promise<undefined> {
    const { store, name, signal, filter, fromBlock = 0, onUnproven, timers } = this.#options;
    const { position, attempts } = await store.state(name);
    this.#position = position;
    this.#silentBlocks = 0;
    this.#silentSinceMs = timers.nowMs();
    this.#waiting = [];
    // Only of the first event of a process it is known whether earlier ones ended while it was handled.
    let earlier = this.#hasBegun ? undefined : attempts;
    const events = client.events({
      ...(position === undefined ? { fromBlock } : { after: position }),
      ...(onUnproven && { onUnproven }),
      onBlock: (behind) => this.#passBlock(behind),
      signal,
    });
    for await (const event of events) {
      if (isWanted(event, filter)) {
        this.#hasBegun = true;
        await this.#take(event, earlier);
        earlier = undefined;
      }
      if (signal.aborted) {
        return;
      }
    }
    await this.#handleWaiting();
  }

  /** Handles an event now, or with those that come behind it in its block. */
  async #take(event: KonttiEvent, earlier: number | undefined): Promise<void> {
    const { together = 1, store, name } = this.#options;
    if (together === 1 || (earlier ?? 0) > 0) {
      await this.#handle(event, earlier);
      return;
    }
    if (earlier !== undefined) {
      await store.countAttempt(name, this.#position);
    }
    this.#waiting.push(event);
    if (this.#waiting.length >= together) {
      await this.#handleWaiting();
    }
  }

  /** Handles events in one transaction; where one of them cannot be handled, each of them in its own. */
  async #handleWaiting(): Promise<void> {
    const events = this.#waiting;
    this.#waiting = [];
    const last = events.at(-1);
    if (last === undefined) {
      return;
    }
    try {
      await this.#advance(last.position, async (transaction) => {
        for (const event of events) {
          await this.#call(event, transaction);
        }
      });
      this.handled += events.length;
    } catch (error) {
      if (!(error instanceof HandlerFailure)) {
        throw error;
      }
      for (const event of events) {
        if (!this.#options.signal.aborted) {
          await this.#handle(event, undefined);
        }
      }
    }
  }

  /** Calls the handler. @throws HandlerFailure, and faults of the store as they are */
  async #call(event: KonttiEvent, transaction: T): Promise<void> {
    try {
      await this.#options.handler(event, transaction);
    } catch (cause) {
      throw isOfStore(cause) ? cause : new HandlerFailure(cause);
    }
  }

  /** Keeps the position now and then where nothing is to be handled, so that the same blocks are not read again and again. */
  async #passBlock(behind: string): Promise<void> {
    await this.#handleWaiting();
    const { timers } = this.#options;
    this.#silentBlocks += 1;
    const isLong = timers.nowMs() - this.#silentSinceMs >= SILENT_MS_MAX;
    if (this.#silentBlocks >= SILENT_BLOCKS_MAX || isLong) {
      await this.#advance(behind);
    }
  }

  /** Handles an event, or puts it aside after a number of tries. */
  async #handle(event: KonttiEvent, earlier: number | undefined): Promise<void> {
    const { store, name, attempts, timers, signal } = this.#options;
    let tried = earlier ?? 0;
    if (earlier !== undefined) {
      if (tried >= attempts) {
        await this.#putAside(event, new Error('the process ended each time while the event was handled'));
        return;
      }
      await store.countAttempt(name, this.#position);
    }
    for (;;) {
      try {
        await this.#advance(event.position, (transaction) => this.#call(event, transaction));
        this.handled += 1;
        return;
      } catch (error) {
        if (!(error instanceof HandlerFailure)) {
          throw error;
        }
        tried += 1;
        if (tried >= attempts) {
          await this.#putAside(event, error.cause);
          return;
        }
        await timers.delay(CONSUMER_DELAY_MS * 2 ** (tried - 1), signal);
        if (signal.aborted) {
          return;
        }
      }
    }
  }

  async #putAside(event: KonttiEvent, reason: unknown): Promise<void> {
    const { store, name, timers, onDeadLetter } = this.#options;
    const letter = {
      position: event.position,
      eventId: event.id,
      event: JSON.stringify(toDecimals(event)),
      reason: reason instanceof Error ? reason.message : String(reason),
      addedMs: timers.nowMs(),
    };
    await store.advance({ consumer: name, from: this.#position, to: event.position, letter });
    this.#moved(event.position);
    onDeadLetter?.(event, reason);
  }

  async #advance(to: string, work?: (transaction: T) => Promise<void>): Promise<void> {
    const { store, name } = this.#options;
    await store.advance({ consumer: name, from: this.#position, to, work });
    this.#moved(to);
  }

  #moved(position: string): void {
    this.#position = position;
    this.#silentBlocks = 0;
    this.#silentSinceMs = this.#options.timers.nowMs();
  }
}

/** A database that is locked or gone is no fault of the event. */
function isOfStore(error: unknown): boolean {
  return error instanceof KonttiError && error.code.startsWith('STORE_');
}
