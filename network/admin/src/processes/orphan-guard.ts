/**
 * Loaded into a chaincode process before anything else: when the process that started it is gone, in whatever way, so is the
 * chaincode. The channel to the parent does not keep the process alive by itself.
 */
process.once('disconnect', () => {
  process.exit(0);
});
process.channel?.unref();
