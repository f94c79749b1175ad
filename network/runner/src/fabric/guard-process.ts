import { endRecordedProcesses } from './process-record';

/**
 * The guard of one network: when the process that started it is gone, in whatever way, it ends the programs that the network's record
 * names, and then itself. A parent that stops in order leaves it nothing to end.
 */
const [, , file] = process.argv;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => {
  void endRecordedProcesses(file ?? '').then(() => {
    process.exit(0);
  });
});
