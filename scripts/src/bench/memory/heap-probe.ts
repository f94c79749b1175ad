// Preloaded into the network's process, beside `--expose-gc`: prints what is left after a full collection whenever it is asked.
process.on('message', () => {
  // What the first one finalizes, the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  process.send?.({ heapUsed, external, arrayBuffers, rss });
});
// Its channel does not keep the process alive.
process.channel?.unref();
