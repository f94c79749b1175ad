import { contextOf } from '../client-context';
import type { KonttiClient } from '../client';
import type { KonttiError } from '../errors';
import type { Timers } from '../gateway/timers';
import type { Changes } from './changes';
import { runLeased } from './run-leased';
import type { OutboxStore } from './store';
import { runWorker } from './worker';

/** How rows are sent. */
export interface RunOptions {
  /** Makes the client that sends; it is called again, after a pause, when it fails, and when the client was closed. */
  readonly connect: () => Promise<KonttiClient>;
  /** Ends the sending; what is under way is left as it is. */
  readonly signal?: AbortSignal;
  /** Called when all rows wait, with the reason: no connection, a definition that is not accepted, a clock that is wrong, a store that is locked. */
  readonly onPause?: (reason: KonttiError) => void;
}

/** What an outbox is made of. */
export interface OutboxParts {
  readonly store: OutboxStore;
  readonly encryptionKey: Uint8Array | undefined;
  readonly timers: Timers;
  readonly changes: Changes;
  readonly keptMs: number;
}

/** Sends rows until the signal aborts, as the only process that does so. */
export async function runOutbox(parts: OutboxParts, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { connect, onPause = () => undefined } = options;
  await runLeased({
    ...{ store: parts.store, timers: parts.timers, connect, signal, onPause },
    work: (client, lease) => runWorker({ ...parts, lease, signal, onPause, context: contextOf(client) }),
  });
}
