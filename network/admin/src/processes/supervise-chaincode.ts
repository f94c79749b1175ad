import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, NetworkError } from '@kontti/fabric-protocol/base';
import {
  startChaincodeProcess,
  type ChaincodeExit,
  type ChaincodeProcess,
  type ChaincodeProcessOptions,
} from './chaincode-process';
import { supervisionLimits } from './limits';

export type SupervisionEvent =
  | { readonly kind: 'started' | 'reloaded'; readonly pid: number }
  | { readonly kind: 'ended'; readonly exit: ChaincodeExit; readonly lastLines: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };

export interface SupervisionOptions {
  readonly chaincode: ChaincodeProcessOptions;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: SupervisionEvent) => void;
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

type Cause = 'aborted' | 'reload' | 'exited';

function delayOf(failures: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), supervisionLimits.delayMsMax);
}

/**
 * Runs a chaincode as a service and starts it again when it ends by itself; a first start that fails is told at once.
 * @throws NetworkError CHAINCODE_START_FAILED
 */
export async function superviseChaincode(options: SupervisionOptions): Promise<SupervisedChaincode> {
  const { chaincode, clock, signal, onEvent, delayMs = supervisionLimits.delayMs } = options;
  let wake: (cause: Cause) => void = () => undefined;
  signal.addEventListener('abort', () => {
    wake('aborted');
  });
  const nextCause = (running: ChaincodeProcess): Promise<Cause> =>
    new Promise((resolve) => {
      wake = resolve;
      if (signal.aborted) resolve('aborted');
      void running.exited.then(() => {
        resolve('exited');
      });
    });
  const startAgain = async (
    kind: 'started' | 'reloaded',
    failedBefore: number,
  ): Promise<ChaincodeProcess> => {
    for (let failures = failedBefore; ; failures += 1) {
      if (failures > 0) await delay(delayOf(failures, delayMs), undefined, { signal });
      try {
        const running = await startChaincodeProcess(chaincode);
        onEvent({ kind, pid: running.pid });
        return running;
      } catch (error) {
        if (!(error instanceof NetworkError) || failures >= supervisionLimits.failuresMax) throw error;
        onEvent({ kind: 'failed', message: error.message });
      }
    }
  };
  const first = await startChaincodeProcess(chaincode);
  onEvent({ kind: 'started', pid: first.pid });
  const supervise = async (): Promise<void> => {
    let running = first;
    let sinceMs = clock.nowMs();
    let failures = 0;
    for (;;) {
      const cause = await nextCause(running);
      await running.stop();
      if (cause === 'aborted') return;
      if (cause === 'exited') {
        onEvent({ kind: 'ended', exit: await running.exited, lastLines: running.recentOutput() });
        failures = clock.nowMs() - sinceMs >= supervisionLimits.stableMs ? 1 : failures + 1;
      }
      running = await startAgain(
        cause === 'reload' ? 'reloaded' : 'started',
        cause === 'reload' ? 0 : failures,
      );
      sinceMs = clock.nowMs();
    }
  };
  const ended = supervise().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    reload: () => {
      wake('reload');
    },
    ended,
  };
}
