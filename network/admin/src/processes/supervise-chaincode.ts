import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, NetworkError } from '@kontti/fabric-protocol/base';
import { createChaincodeProcesses, type ChaincodeEnd, type ProcessRequest } from './chaincode-processes';
import { supervisionLimits } from './limits';

export type SupervisionEvent =
  | { readonly kind: 'started' | 'reloaded'; readonly pid: number }
  | ({ readonly kind: 'ended' } & ChaincodeEnd)
  | { readonly kind: 'failed'; readonly message: string };

interface SupervisionOptions {
  readonly chaincode: ProcessRequest;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: SupervisionEvent) => void;
  /** Called with each line that the chaincode writes. */
  readonly onOutput?: (line: string) => void;
  /** Before the first new start after a failure. */
  readonly delayMs?: number;
}

/** A chaincode that is kept running. */
export interface SupervisedChaincode {
  /** Starts its process anew, with the code as it is now. */
  reload(): void;
  /** Settles once it was stopped. @throws NetworkError CHAINCODE_START_FAILED when it fails again and again */
  readonly ended: Promise<void>;
}

type Cause = 'aborted' | 'reload' | ChaincodeEnd;

function delayOf(failures: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), supervisionLimits.delayMsMax);
}

/** Causes one after the other; of those that come while nobody waits the first is kept. */
function createCauses(signal: AbortSignal): { push: (cause: Cause) => void; next: () => Promise<Cause> } {
  let wake: ((cause: Cause) => void) | undefined;
  let kept: Cause | undefined;
  const push = (cause: Cause): void => {
    if (wake === undefined) kept ??= cause;
    else wake(cause);
    wake = undefined;
  };
  signal.addEventListener('abort', () => {
    push('aborted');
  });
  return {
    push,
    next: async () => {
      const earlier = signal.aborted ? 'aborted' : kept;
      kept = undefined;
      if (earlier !== undefined) return earlier;
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
  };
}

/**
 * Runs a chaincode as a service and starts it again when it ends by itself; a first start that fails is reported at once.
 * @example
 * const chaincode = { name: 'basic', path: 'chaincode', address: '127.0.0.1:9999', packageId, mspId: 'Org1MSP' };
 * const { ended } = await superviseChaincode({ chaincode, clock: systemClock, signal, onEvent: console.log });
 * await ended;
 * @throws NetworkError CHAINCODE_START_FAILED
 */
export async function superviseChaincode(options: SupervisionOptions): Promise<SupervisedChaincode> {
  const { chaincode, clock, signal, onEvent, delayMs = supervisionLimits.delayMs } = options;
  const causes = createCauses(signal);
  const processes = createChaincodeProcesses({
    onOutput: (_chaincode, line) => options.onOutput?.(line),
    onExit: (_chaincode, end) => {
      causes.push(end);
    },
  });
  const pid = (): number => processes.pidOf(chaincode.packageId) ?? 0;
  async function startAgain(kind: 'started' | 'reloaded', failedBefore: number): Promise<void> {
    for (let failures = failedBefore; ; failures += 1) {
      if (failures > 0) await delay(delayOf(failures, delayMs), undefined, { signal });
      try {
        await processes.restart(() => true);
        onEvent({ kind, pid: pid() });
        return;
      } catch (error) {
        if (!(error instanceof NetworkError) || failures >= supervisionLimits.failuresMax) throw error;
        onEvent({ kind: 'failed', message: error.message });
      }
    }
  }
  async function supervise(): Promise<void> {
    let sinceMs = clock.nowMs();
    let failures = 0;
    for (;;) {
      const cause = await causes.next();
      if (cause === 'aborted') return;
      if (cause === 'reload') await startAgain('reloaded', 0);
      else {
        onEvent({ kind: 'ended', ...cause });
        failures = clock.nowMs() - sinceMs >= supervisionLimits.stableMs ? 1 : failures + 1;
        await startAgain('started', failures);
      }
      sinceMs = clock.nowMs();
    }
  }
  async function run(): Promise<void> {
    try {
      await supervise();
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await processes.stop();
    }
  }
  await processes.start(chaincode);
  onEvent({ kind: 'started', pid: pid() });
  return {
    reload: () => {
      causes.push('reload');
    },
    ended: run(),
  };
}
