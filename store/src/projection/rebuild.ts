import { KonttiError, type KonttiClient, type KonttiEvent } from '@kontti/client-sdk';
import { storeLimits } from '../limits';
import { comparePositions, partsOf } from './positions';
import type { Projection } from './projection';

/** What is built anew, and from which ledger. */
export interface RebuildOptions {
  /** Nothing may be consumed into it meanwhile. */
  readonly projection: Projection;
  /** Makes the client whose company's peers are asked. */
  readonly from: () => Promise<KonttiClient>;
  /** The last block that is read; that of the projection's position unless given. */
  readonly toBlock?: bigint;
  /** Called with the number of events that were read so far. */
  readonly onProgress?: (events: number) => void;
}

/** What was built. */
export interface RebuiltProjection {
  /** Events in the tables. */
  readonly events: number;
  /** Events that could not be projected: they are dead letters of the projection's consumer. */
  readonly deadLetters: number;
  /** Of the last event; `undefined` where there is none. */
  readonly position: string | undefined;
}

/**
 * Empties a projection and fills it again from the ledger's first block. Where that is interrupted, `consume` goes on with the rest.
 * @example const { events } = await rebuildProjection({ projection, from: () => connect(options) });
 * @throws STORE_BUSY, STORE_FAILED, and what `from` and `events` throw
 */
export async function rebuildProjection(options: RebuildOptions): Promise<RebuiltProjection> {
  const { projection, from, onProgress } = options;
  const until = await projection.position();
  const [blockOfPosition = 0n] = until === undefined ? [] : partsOf(until);
  const toBlock = options.toBlock ?? blockOfPosition;
  const client = await from();
  try {
    await projection.reset();
    const filling = new Filling(projection);
    for await (const event of client.events({ fromBlock: 0, toBlock })) {
      const isBehind = options.toBlock === undefined && until !== undefined;
      if (isBehind && comparePositions(event.position, until) > 0) break;
      await filling.add(event);
      onProgress?.(filling.events);
    }
    return await filling.end();
  } finally {
    client.close();
  }
}

/** Writes events, many in one transaction. */
class Filling {
  events = 0;
  #deadLetters = 0;
  #waiting: KonttiEvent[] = [];
  #position: string | undefined;

  constructor(private readonly projection: Projection) {}

  async add(event: KonttiEvent): Promise<void> {
    this.#waiting.push(event);
    this.events += 1;
    if (this.#waiting.length >= storeLimits.eventsTogether) await this.#write();
  }

  async end(): Promise<RebuiltProjection> {
    await this.#write();
    return { events: this.events, deadLetters: this.#deadLetters, position: this.#position };
  }

  async #write(): Promise<void> {
    const events = this.#waiting;
    this.#waiting = [];
    try {
      await this.#advance(events);
    } catch (error) {
      if (isOfStore(error)) throw error;
      for (const event of events) await this.#writeAlone(event);
    }
  }

  async #writeAlone(event: KonttiEvent): Promise<void> {
    try {
      await this.#advance([event]);
    } catch (error) {
      if (isOfStore(error)) throw error;
      this.#deadLetters += 1;
      const reason = error instanceof Error ? error.message : String(error);
      await this.#advance([], event, reason);
    }
  }

  async #advance(events: readonly KonttiEvent[], dead?: KonttiEvent, reason = ''): Promise<void> {
    const to = dead?.position ?? events.at(-1)?.position;
    if (to === undefined) return;
    const { store, name, handler } = this.projection.consumer;
    await store.advance({
      ...{ consumer: name, from: this.#position, to },
      work: async (sql) => {
        for (const event of events) await handler(event, sql);
      },
      ...(dead && {
        letter: {
          position: to,
          eventId: dead.id,
          event: JSON.stringify(dead, toText),
          reason,
          addedMs: Date.now(),
        },
      }),
    });
    this.#position = to;
  }
}

function toText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function isOfStore(error: unknown): boolean {
  return error instanceof KonttiError && error.code.startsWith('STORE_');
}
