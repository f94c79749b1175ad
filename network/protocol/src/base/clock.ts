/** Where time comes from: everything that waits or judges a date takes one. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Calls back once after the delay; the returned function cancels it. */
  startTimer(options: { delayMs: number; onElapsed: () => void }): () => void;
}

/** The machine's own clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  startTimer: ({ delayMs, onElapsed }) => {
    const timer = setTimeout(onElapsed, delayMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
