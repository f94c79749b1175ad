import type { ChannelLedger } from '../ledger/types';
import type { ValidationCode } from '../validation/verdict';

interface CommittedStatus {
  readonly code: ValidationCode;
  readonly blockNumber: number;
}

/** Knows when transactions are committed, also ones that nobody has seen yet. Mirrors internal/pkg/gateway/commit. */
export interface CommitWatcher {
  /** Settles when the transaction is committed; `undefined` when the signal aborts first. */
  status(options: { txId: string; signal: AbortSignal }): Promise<CommittedStatus | undefined>;
  close(): void;
}

type Listener = (status: CommittedStatus | undefined) => void;

export function createCommitWatcher(ledger: ChannelLedger): CommitWatcher {
  const waiting = new Map<string, Set<Listener>>();

  function report(txId: string, status: CommittedStatus | undefined): void {
    const listeners = waiting.get(txId);
    waiting.delete(txId);
    listeners?.forEach((listener) => {
      listener(status);
    });
  }

  const unsubscribe = ledger.onCommit(({ block, outcomes }) => {
    const blockNumber = block.getHeader()?.getNumber() ?? 0;
    for (const { txId, code } of outcomes) {
      report(txId, { code, blockNumber });
    }
  });

  function watch(options: { txId: string; signal: AbortSignal }): {
    readonly committed: Promise<CommittedStatus | undefined>;
    readonly stop: () => void;
  } {
    const { txId, signal } = options;
    let stop: () => void = () => undefined;
    const committed = new Promise<CommittedStatus | undefined>((resolve) => {
      const listener: Listener = resolve;
      const listeners = waiting.get(txId) ?? new Set();
      waiting.set(txId, listeners.add(listener));
      const onAbort = (): void => {
        resolve(undefined);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      stop = () => {
        signal.removeEventListener('abort', onAbort);
        listeners.delete(listener);
        if (listeners.size === 0 && waiting.get(txId) === listeners) {
          waiting.delete(txId);
        }
      };
    });
    return { committed, stop };
  }

  return {
    status: async ({ txId, signal }) => {
      const { committed, stop } = watch({ txId, signal });
      try {
        const known = await ledger.getTransaction(txId);
        if (known !== undefined) {
          return { code: known.code, blockNumber: known.blockNumber };
        }
        return signal.aborted ? undefined : await committed;
      } finally {
        stop();
      }
    },
    close: () => {
      unsubscribe();
      for (const txId of [...waiting.keys()]) {
        report(txId, undefined);
      }
    },
  };
}
