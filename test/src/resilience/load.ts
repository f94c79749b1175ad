import type { KonttiClient } from '@kontti/client-sdk';

/** A submit that was reported to its client as committed. */
interface Reported {
  readonly ref: string;
  readonly transactionId: string;
}

/** One company's client that submits without rest. */
export interface Load {
  readonly reported: readonly Reported[];
  /** Why a submit failed; the load ends with the first. */
  readonly failures: readonly unknown[];
  /** Longest time in which nothing was reported as committed, since it was last taken. */
  takePauseMs(): number;
  /** Settles when so many more submits are reported. @throws what a submit failed with */
  progress(count: number): Promise<void>;
  /** Longest time that one submit took. */
  readonly longestSubmitMs: number;
  /** Submits nothing more, and settles when what is under way has ended. */
  stop(): Promise<void>;
}

interface LoadOptions {
  readonly client: KonttiClient;
  /** Submits under way at once. */
  readonly workers: number;
  /** Submits at most: a load that is never stopped ends. */
  readonly submitsMax: number;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function letter(index: number): string {
  return letters.charAt(index % letters.length);
}

/** A place of its own for each number, so that nothing conflicts. */
function numberToCode(number: number): string {
  const base = letters.length;
  return `FI${letter(Math.floor(number / base / base))}${letter(Math.floor(number / base))}${letter(number)}`;
}

/** Starts submitting: each submit is a sealed fact under a reference of its own. */
export function startLoad({ client, workers, submitsMax }: LoadOptions): Load {
  const reported: Reported[] = [];
  const failures: unknown[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  let begun = 0;
  let isStopped = false;
  let longestPauseMs = 0;
  let longestSubmitMs = 0;
  let lastAtMs = performance.now();
  const submitNext = async (): Promise<void> => {
    const number = begun;
    begun += 1;
    const ref = `load-${number}`;
    const place = { code: numberToCode(number), name: ref, latitudeE6: number, longitudeE6: number };
    const begunAtMs = performance.now();
    const { transactionId } = await client.companies.registerPlaces({ ref, places: [place] });
    reported.push({ ref, transactionId });
    longestPauseMs = Math.max(longestPauseMs, performance.now() - lastAtMs);
    lastAtMs = performance.now();
    longestSubmitMs = Math.max(longestSubmitMs, lastAtMs - begunAtMs);
    wake();
  };
  const work = async (): Promise<void> => {
    while (!isStopped && begun < submitsMax) await submitNext();
  };
  const run = async (): Promise<void> => {
    await work().catch((error: unknown) => {
      failures.push(error);
      isStopped = true;
    });
    wake();
  };
  const ended = Promise.all(Array.from({ length: workers }, run));
  return {
    reported,
    failures,
    takePauseMs() {
      const pauseMs = longestPauseMs;
      longestPauseMs = 0;
      return pauseMs;
    },
    get longestSubmitMs() {
      return longestSubmitMs;
    },
    progress(count) {
      const wanted = reported.length + count;
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (reported.length < wanted && failures.length === 0 && begun < submitsMax) return;
          waiting.delete(look);
          if (reported.length >= wanted) resolve();
          else {
            reject(failures[0] instanceof Error ? failures[0] : new Error(`${submitsMax} submits are over`));
          }
        };
        waiting.add(look);
        look();
      });
    },
    async stop() {
      isStopped = true;
      await ended;
    },
  };
}
