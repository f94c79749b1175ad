import { KonttiError, ERRORS, type KonttiClient } from '@kontti/client-sdk';
import type { Latency, Process } from './world';

/** Before the colon of each position. */
export const LEDGER = 'a'.repeat(16);
/** How long a peer takes for a block, and a handler for what it reads elsewhere. */
export const READ: Latency = { minMs: 1, maxMs: 8 };
/** So long that a consumer keeps its position though nothing was to be handled. */
const QUIET_MS = 6_000;
/** Of so many blocks one comes after a time without any. */
const QUIET_ONCE_IN = 20;
/** Of so many blocks one comes from a stream that breaks before it, and of so many events one from a stream that breaks within its block. */
const BREAK_ONCE_IN = 12;
const BREAK_WITHIN_ONCE_IN = 40;
const BEHIND = 999_999_999;

/** What a stream needs to know of an event. */
interface StreamedEvent {
  readonly position: string;
}

/** Where an event of a block is; each block has one transaction. */
export function positionOf(block: number, event: number): string {
  return `${LEDGER}:${block}.0.${event}`;
}

/** A client of one process whose stream of events breaks now and then; blocks without events follow those that are given, for ever. */
export function createStreamingClient(
  process: Process,
  blocks: readonly (readonly StreamedEvent[])[],
): KonttiClient {
  const { world } = process;
  const { random } = world;
  const next = <T>(answer: () => T): Promise<T> => {
    const quietMs = random.once(QUIET_ONCE_IN) ? QUIET_MS : 0;
    return process.later(quietMs + world.latencyOf(READ), answer);
  };
  async function* events(options: {
    readonly after?: string;
    readonly toBlock?: bigint;
    readonly onBlock?: (position: string) => Promise<void>;
  }): AsyncGenerator<StreamedEvent> {
    const [, from = '0', event = '-1'] = /:(\d+)\.\d+\.(\d+)$/.exec(options.after ?? '') ?? [];
    for (let block = Number(from); block <= (options.toBlock ?? Infinity); block += 1) {
      const found = await next(() => {
        if (random.once(BREAK_ONCE_IN)) throw interrupted();
        return blocks[block] ?? [];
      });
      const seen = block === Number(from) ? Number(event) : -1;
      for (const each of found.slice(seen + 1)) {
        if (random.once(BREAK_WITHIN_ONCE_IN)) throw interrupted();
        yield each;
      }
      await options.onBlock?.(`${LEDGER}:${block}.${BEHIND}.${BEHIND}`);
    }
  }
  return { events, close: () => undefined } as unknown as KonttiClient;
}

function interrupted(): KonttiError {
  const { text, remedy } = ERRORS.EVENTS_INTERRUPTED;
  return new KonttiError({ code: 'EVENTS_INTERRUPTED', stage: 'events', message: text, details: { remedy } });
}
