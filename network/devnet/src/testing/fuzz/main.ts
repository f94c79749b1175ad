import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runFuzz } from './run';

const help = `Sends malformed messages to every gRPC method of a devnet and from a chaincode to it.

Usage: npm run fuzz -- [--messages 1000000] [--seed N] [--json]

Prints how the calls ended, by method, and the heap as it was left by a tenth of the messages and by all of them.
`;

interface Sample {
  readonly messages: number;
  readonly heapBytes: number;
}

/** Only with --expose-gc, which `npm run fuzz` sets, does the figure mean what is kept. */
function sampleHeap(messages: number): Sample {
  globalThis.gc?.();
  return { messages, heapBytes: process.memoryUsage().heapUsed };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const messages = Number(values.messages);
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontti-fuzz-'));
  const samples: Sample[] = [];
  try {
    const report = await runFuzz({
      messages,
      dataDirectory,
      seed: Number(values.seed),
      onProgress: (sent) => {
        if (sent < ((samples.length + 1) * messages) / 10) return;
        const sample = sampleHeap(sent);
        samples.push(sample);
        process.stderr.write(
          `${sample.messages} messages, heap ${(sample.heapBytes / 2 ** 20).toFixed(1)} MiB\n`,
        );
      },
    });
    const result = { ...report, samples };
    process.stdout.write(`${JSON.stringify(result, undefined, values.json ? undefined : 2)}\n`);
    const isSound = report.hangs === 0 && report.uncaught.length === 0 && report.worksAfterwards;
    process.exitCode = isSound ? 0 : 1;
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

void main();
