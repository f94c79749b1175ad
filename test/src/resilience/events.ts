import type { KonttiClient } from '@kontti/client-sdk';

/** What one client's stream of events reported. */
interface HeardEvents {
  /** Keys of the facts, in the stream's order. */
  readonly keys: readonly string[];
  /** Settles when the event of that fact has come. @throws what ended the stream */
  until(key: string): Promise<void>;
  /** Ends the stream. */
  stop(): Promise<void>;
}

/** Follows the events of the load from a block on. */
export function followEvents(client: KonttiClient, { fromBlock }: { fromBlock: number }): HeardEvents {
  const keys: string[] = [];
  const waiting = new Set<() => void>();
  const ending = new AbortController();
  let ended: { readonly cause: unknown } | undefined;
  const wake = (): void => {
    for (const look of waiting) look();
  };
  const follow = async (): Promise<void> => {
    for await (const event of client.events({ fromBlock, signal: ending.signal })) {
      if (event.type !== 'company.places') continue;
      keys.push(event.key);
      wake();
    }
  };
  const done = follow()
    .then(
      () => {
        ended = { cause: new Error('the stream ended') };
      },
      (cause: unknown) => {
        ended = { cause };
      },
    )
    .then(wake);
  return {
    keys,
    until: (key) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!keys.includes(key) && ended === undefined) return;
          waiting.delete(look);
          if (keys.includes(key)) resolve();
          else reject(ended?.cause instanceof Error ? ended.cause : new Error(String(ended?.cause)));
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      ending.abort();
      await done;
    },
  };
}
