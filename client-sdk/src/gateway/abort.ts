interface Watcher {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const watchers = new WeakMap<AbortSignal, Watcher>();

/**
 * Calls back once when the signal aborts; returns how to stop waiting. However many calls share a signal, it gets one listener, so
 * that Node sees no leak in it, and none once no call waits: Node keeps a signal that was made of others for as long as it has one.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const watcher = watchers.get(signal) ?? watch(signal);
  watcher.callbacks.add(callback);
  return () => {
    watcher.callbacks.delete(callback);
    if (watcher.callbacks.size === 0 && watchers.get(signal) === watcher) {
      watchers.delete(signal);
      signal.removeEventListener('abort', watcher.listener);
    }
  };
}

function watch(signal: AbortSignal): Watcher {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    watchers.delete(signal);
    for (const each of callbacks) {
      each();
    }
    callbacks.clear();
  };
  signal.addEventListener('abort', listener, { once: true });
  const watcher = { callbacks, listener };
  watchers.set(signal, watcher);
  return watcher;
}
