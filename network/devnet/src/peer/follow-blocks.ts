import type { ChannelLedger, CommittedBlock } from '../ledger/types';

/** Yields block after block from `start` on, waiting for those that do not exist yet, until the signal aborts. */
export async function* followBlocks(options: {
  ledger: ChannelLedger;
  start: number;
  signal: AbortSignal;
}): AsyncGenerator<CommittedBlock, void, undefined> {
  const { ledger, start, signal } = options;
  let wake: () => void = () => undefined;
  const onAbort = (): void => {
    wake();
  };
  const unsubscribe = ledger.onCommit(() => {
    wake();
  });
  signal.addEventListener('abort', onAbort, { once: true });
  const ended = (): boolean => signal.aborted;
  try {
    for (let number = start; !ended();) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const block = await ledger.getBlock(number);
      if (block !== undefined) {
        yield block;
        number += 1;
      } else if (!ended()) {
        await news;
      }
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}
