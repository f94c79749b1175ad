import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { processLimits } from './limits';

/** The newest lines of a process's output. */
export interface OutputBuffer {
  attach(stream: Readable): void;
  lines(): readonly string[];
}

/** Keeps the newest lines and hands each on as it comes; long lines are cut. */
export function createOutputBuffer(onLine: (line: string) => void): OutputBuffer {
  const kept: string[] = [];
  return {
    attach(stream) {
      createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (text) => {
        const line = text.slice(0, processLimits.outputLineLengthMax);
        kept.push(line);
        if (kept.length > processLimits.outputLinesMax) kept.shift();
        onLine(line);
      });
    },
    lines: () => [...kept],
  };
}
