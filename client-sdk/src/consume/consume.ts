import type { KonttiClient } from '../client';
import { createError } from '../errors';
import { SYSTEM_TIMERS } from '../gateway/timers';
import type { Timers } from '../gateway/timers';
import { CONSUMER_DELAY_MS, CONSUMER_DELAY_MS_MAX, HANDLER_ATTEMPTS } from '../limits';
import { checkOptions } from '../options/check-options';
import { toKonttiError } from '../to-kontti-error';
import { withTypedErrors } from '../typed-errors';
import { CONSUME_OPTIONS } from './consume-options';
import type { ConsumeOptions } from './consume-options';
import { ConsumedStream } from './consumed-stream';

/** Faults that no pause mends. */
const LASTING: ReadonlySet<string> = new Set(['OPTIONS_INVALID', 'POSITION_OF_OTHER_LEDGER']);

/**
 * Gives each proven event of the ledger to a handler, in the ledger's order, with exactly one effect each: the position is kept in the handler's
 * own transaction. Goes on by itself after outages, until the signal aborts; what a handler cannot handle becomes a dead letter.
 * @example
 * await consume({
 *   from: () => connect(options),
 *   store: await openSqliteConsumer({ file: 'erp.db' }),
 *   handler: async (event, sql) => {
 *     await sql.run('INSERT INTO happened (id, type) VALUES (?, ?)', [event.id, event.type]);
 *   },
 * });
 * @throws OPTIONS_INVALID, POSITION_OF_OTHER_LEDGER
 */
export const consume: <T>(options: ConsumeOptions<T>) => Promise<void> = withTypedErrors(consumeEvents);

async function consumeEvents<T>(options: ConsumeOptions<T>): Promise<void> {
  checkOptions<ConsumeOptions<never>>(CONSUME_OPTIONS, options);
  const {
    timers = SYSTEM_TIMERS,
    signal = new AbortController().signal,
    onPause = () => undefined,
  } = options;
  const stream = new ConsumedStream<T>({
    ...options,
    name: options.name ?? 'default',
    filter: options.filter ?? {},
    attempts: options.attempts ?? HANDLER_ATTEMPTS,
    timers,
    signal,
  });
  for (let failures = 1; !isAborted(signal); failures += 1) {
    const handled = stream.handled;
    const reason = await follow(stream, options.from).catch(toKonttiError);
    if (isAborted(signal)) {
      return;
    }
    if (reason !== undefined && LASTING.has(reason.code)) {
      throw reason;
    }
    failures = stream.handled > handled ? 1 : failures;
    // Another process that consumes the same is no fault: this one goes on behind it.
    if (reason?.code !== 'CONSUMER_MOVED') {
      onPause(reason ?? createError('EVENTS_INTERRUPTED', { stage: 'events' }));
    }
    await timers.delay(pauseMs(failures, timers), signal);
  }
}

/** Follows the ledger with one client until the stream ends. */
async function follow<T>(stream: ConsumedStream<T>, from: () => Promise<KonttiClient>): Promise<undefined> {
  const client = await from();
  try {
    await stream.follow(client);
  } finally {
    client.close();
  }
}

function pauseMs(failures: number, timers: Timers): number {
  const wholeMs = Math.min(CONSUMER_DELAY_MS * 2 ** (failures - 1), CONSUMER_DELAY_MS_MAX);
  return Math.ceil(wholeMs * (0.5 + timers.random() / 2));
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
