import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '@kontti/fabric-protocol/base';
import { downloadFailure } from './failure';
import { releaseLimits } from './limits';

export interface FetchProgress {
  readonly bytes: number;
  /** Undefined when the server does not say. */
  readonly bytesTotal: number | undefined;
}

interface FetchOptions {
  readonly url: string;
  readonly sha256: string;
  /** Grows with what arrives; what is there already is not asked for again. */
  readonly file: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly silenceTimeoutMs?: number;
}

const partialStatus = 206;
const rangeNotSatisfiable = 416;

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

/** Aborts when nothing happens for a while. */
function createWatchdog(timeoutMs: number): { signal: AbortSignal; feed: () => void; stop: () => void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearTimeout(timer);
  };
  const feed = (): void => {
    stop();
    timer = setTimeout(() => {
      controller.abort(new Error(`nothing arrived for ${timeoutMs} ms`));
    }, timeoutMs);
  };
  feed();
  return { signal: controller.signal, feed, stop };
}

async function request(url: string, from: number, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal, headers: from === 0 ? {} : { range: `bytes=${from}-` } });
  } catch (cause) {
    throw downloadFailure(
      `${url} cannot be reached: check the connection, name a mirror with --url, or put Fabric's programs into a folder and set FABRIC_BIN to it.`,
      cause,
    );
  }
}

function totalOf(response: Response, from: number): number | undefined {
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  return Number.isSafeInteger(length) ? from + length : undefined;
}

async function receive(options: {
  response: Response;
  output: FileHandle;
  from: number;
  feed: () => void;
  fetchOptions: FetchOptions;
}): Promise<void> {
  const { response, output, from, feed, fetchOptions } = options;
  const { url, onProgress = () => undefined } = fetchOptions;
  const bytesTotal = totalOf(response, from);
  let bytes = from;
  const broken = (cause?: unknown): Error =>
    downloadFailure(
      `The download of ${url} broke off after ${bytes} of ${bytesTotal ?? 'unknown many'} bytes: run the same command again, it goes on from there.`,
      cause,
    );
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      feed();
      bytes += chunk.length;
      if (bytes > releaseLimits.archiveBytesMax) break;
      await output.write(chunk);
      onProgress({ bytes, bytesTotal });
    }
  } catch (cause) {
    throw broken(cause);
  }
  if (bytes > releaseLimits.archiveBytesMax) {
    throw downloadFailure(`${url} is too large to be an archive of Fabric.`);
  }
  if (bytesTotal !== undefined && bytes < bytesTotal) throw broken();
}

async function download(options: FetchOptions): Promise<void> {
  const { url, file, silenceTimeoutMs = releaseLimits.silenceTimeoutMs } = options;
  const watchdog = createWatchdog(silenceTimeoutMs);
  try {
    const present = await sizeOf(file);
    const response = await request(url, present, watchdog.signal);
    // All of it is here already, or more: the checksum says.
    if (present > 0 && response.status === rangeNotSatisfiable) return;
    if (!response.ok) {
      throw downloadFailure(
        `${url} answers ${response.status}: check the version, or name a mirror with --url.`,
      );
    }
    // A server that does not know ranges sends everything.
    const from = response.status === partialStatus ? present : 0;
    const output = await open(file, from === 0 ? 'w' : 'a');
    try {
      await receive({ response, output, from, feed: watchdog.feed, fetchOptions: options });
    } finally {
      await output.close();
    }
  } finally {
    watchdog.stop();
  }
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/**
 * Downloads a file, goes on where an earlier attempt broke off, and returns only when its bytes are those that were pinned; others are
 * deleted. @throws NetworkError FABRIC_DOWNLOAD_FAILED
 */
export async function fetchArchive(options: FetchOptions): Promise<void> {
  const { url, sha256, file } = options;
  await makeFolder(dirname(file));
  if ((await sizeOf(file)) > 0 && (await hashFile(file)) === sha256) return;
  await download(options);
  const found = await hashFile(file);
  if (found === sha256) return;
  await rm(file, { force: true });
  throw downloadFailure(
    `${url} is not what was pinned: its SHA-256 is ${found}, not ${sha256}. It was deleted; run the command again, and if that repeats do not use the archive.`,
  );
}
