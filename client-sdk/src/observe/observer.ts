import type { ConnectionNotice, Logger, ObserveOptions, RetryNotice } from './observe-options';
import { openTelemetry } from './telemetry';
import type { Telemetry } from './telemetry';

/** A call as observers see it. */
export interface ObservedCall {
  readonly kind: 'evaluate' | 'submit';
  /** e.g. `shipment:Consign`. */
  readonly operation: string;
}

/** Is informed of what a client does. */
export interface Observer {
  /** Runs a call, and says how it ended and how long it took. */
  call<T>(call: ObservedCall, work: () => Promise<T>): Promise<T>;
  /** Something is tried again. */
  retry(notice: RetryNotice): void;
  /** The connection changed. */
  connection(notice: ConnectionNotice): void;
}

/** Makes an observer of one client. */
export function createObserver(options: {
  readonly observe: ObserveOptions | undefined;
  readonly channel: string;
  readonly nowMs: () => number;
}): Observer | undefined {
  const { observe = {}, channel, nowMs } = options;
  const { logger, onRetry, onConnection } = observe;
  const telemetry = observe.telemetry === false ? undefined : openTelemetry();
  if (
    logger === undefined &&
    onRetry === undefined &&
    onConnection === undefined &&
    telemetry === undefined
  ) {
    return undefined;
  }
  return {
    call: (call, work) => observeCall({ logger, telemetry, channel, nowMs }, call, work),
    retry(notice) {
      const { reason, operation = '' } = notice;
      notify(() => telemetry?.retried({ 'kontti.operation': operation, 'kontti.reason': reason }));
      notify(() => logger?.warn({ ...notice }, 'tried again'));
      notify(() => onRetry?.(notice));
    },
    connection(notice) {
      const isLost = notice.state === 'disconnected';
      notify(() =>
        logger?.[isLost ? 'warn' : 'info']({ ...notice }, isLost ? 'no peer answers' : 'a peer answers'),
      );
      notify(() => onConnection?.(notice));
    },
  };
}

interface Observing {
  readonly logger: Logger | undefined;
  readonly telemetry: Telemetry | undefined;
  readonly channel: string;
  readonly nowMs: () => number;
}

async function observeCall<T>(
  { logger, telemetry, channel, nowMs }: Observing,
  { kind, operation }: ObservedCall,
  work: () => Promise<T>,
): Promise<T> {
  const startMs = nowMs();
  const attributes = { 'kontti.kind': kind, 'kontti.operation': operation, 'kontti.channel': channel };
  const end = (code: string | undefined): void => {
    const ms = nowMs() - startMs;
    const error = code === undefined ? {} : { 'error.type': code };
    notify(() => telemetry?.took(ms / 1_000, { ...attributes, ...error }));
    const fields = { kind, operation, ms, ...(code === undefined ? {} : { code }) };
    notify(() => (code === undefined ? logger?.debug(fields, 'call') : logger?.warn(fields, 'call failed')));
  };
  try {
    const result = await (telemetry === undefined
      ? work()
      : telemetry.call(`kontti.${kind} ${operation}`, attributes, work));
    end(undefined);
    return result;
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    end(typeof code === 'string' ? code : 'UNEXPECTED');
    throw error;
  }
}

/** An error of an observer does not fail the call. */
function notify(call: () => void): void {
  try {
    call();
  } catch {
    // There is no other observer to report it to.
  }
}
