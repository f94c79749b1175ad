import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { unreadableFile } from '@kontti/fabric-admin/data-files';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { networkLimits } from './limits';
import type { Terminal } from '../options/terminal';
import { findNetwork } from '../control/find-network';

export interface NetworkLogsOptions {
  readonly dir: string;
  readonly name: string;
  readonly lines: number;
  readonly follow?: boolean;
}

async function findLog({ dir, name }: NetworkLogsOptions): Promise<string> {
  const { nodes = [] } = await (await findNetwork(resolve(dir))).status();
  const log = nodes.find((node) => node.name === name)?.log;
  if (log !== undefined) return log;
  const names = nodes.map((node) => node.name);
  throw new NetworkError({
    code: 'ARGUMENT_INVALID',
    message: `There is no log of ${name}: ${names.length === 0 ? 'this network keeps none' : `choose one of ${names.join(', ')}`}.`,
    details: { name, names },
  });
}

/** Fabric colours its logs even into files. */
// eslint-disable-next-line no-control-regex -- colours begin with ESC, a control character
const colourPattern = /\u001b\[[0-9;]*m/g;

/** Whole lines are written; what is not ended yet waits for its end. */
function createLineWriter(terminal: Terminal): (bytes: Uint8Array) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (bytes) => {
    const lines = (rest + decoder.write(Buffer.from(bytes))).split('\n');
    rest = lines.pop() ?? '';
    for (const coloured of lines) {
      const line = coloured.replaceAll(colourPattern, '');
      terminal.result({ text: line, json: { event: 'line', line } });
    }
  };
}

/** The last lines of what is in a file, and how far it was read. */
async function readTail(file: FileHandle, lines: number): Promise<{ bytes: Uint8Array; end: number }> {
  const { size } = await file.stat();
  const start = Math.max(0, size - networkLimits.logTailBytesMax);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
  const read = buffer.subarray(0, bytesRead);
  const newline = 0x0a;
  let from = read.lastIndexOf(newline);
  for (let count = 0; count < lines && from > 0; count += 1) from = read.lastIndexOf(newline, from - 1);
  return { bytes: read.subarray(from + 1), end: start + bytesRead };
}

/** Writes what is appended, until the process is asked to end. */
async function follow(options: {
  file: FileHandle;
  from: number;
  write: (bytes: Uint8Array) => void;
}): Promise<never> {
  const { file, write } = options;
  let position = options.from;
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(networkLimits.logTailBytesMax), { position });
    position += bytesRead;
    if (bytesRead > 0) write(buffer.subarray(0, bytesRead));
    else await delay(networkLimits.logPollIntervalMs);
  }
}

/**
 * Writes the end of a program's log, and with `follow` what comes after it.
 * @throws NetworkError ARGUMENT_INVALID, NETWORK_ABSENT, DIRECTORY_UNUSABLE
 */
export async function networkLogs(options: NetworkLogsOptions, terminal: Terminal): Promise<void> {
  const path = await findLog(options);
  const file = await open(path, 'r').catch((cause: unknown): never => {
    throw unreadableFile({ file: path, what: 'The log', cause });
  });
  const write = createLineWriter(terminal);
  try {
    const { bytes, end } = await readTail(file, options.lines);
    write(bytes);
    if (options.follow === true) await follow({ file, from: end, write });
  } finally {
    await file.close();
  }
}
