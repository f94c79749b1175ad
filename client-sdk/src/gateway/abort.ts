const watchers = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once when the signal aborts; returns how to stop waiting. However many calls share a signal, it gets one listener, so
 * that Node sees no leak in it.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let waiting = watchers.get(signal);
  if (waiting === undefined) {
    const callbacks = new Set<() => void>();
    signal.addEventListener(
      'abort',
      () => {
        for (const each of callbacks) {
          each();
        }
        callbacks.clear();
      },
      { once: true },
    );
    watchers.set(signal, callbacks);
    waiting = callbacks;
  }
  const callbacks = waiting;
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
  };
}
