// Preloaded into chaincode processes: every second, what is in memory after a full collection, into a file of the process's own.
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const everyMs = 1_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const path = `${process.env['KONTTI_BENCH_PROBE'] ?? ''}/${process.pid}.json`;

setInterval(() => {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(`${path}.new`, JSON.stringify({ bytes: heapUsed + external }));
  renameSync(`${path}.new`, path);
}, everyMs).unref();
