import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createError, KonttiError } from '../errors';
import { readBounded } from '../files/read-file';
import { DEFINITION_FILE_BYTES_MAX, DISOWNED_MAX } from '../limits';
import type { Acceptance } from './acceptance';
import { definitionToDigest } from './definition';
import type { PinnedDefinition } from './definition';

/** What a file holds as accepted; `undefined` when there is no file. @throws DEFINITION_FILE_UNREADABLE */
export async function readAccepted(path: string): Promise<Acceptance | undefined> {
  try {
    const content = await readBounded(path, DEFINITION_FILE_BYTES_MAX);
    return content === undefined ? undefined : toAcceptance(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Says which file and why. The text of a file is not quoted, as the parser of JSON does. */
function unreadable(path: string, cause: unknown): KonttiError {
  // Why a file cannot be read is the cause of the error that says so.
  const origin = cause instanceof KonttiError && cause.cause instanceof Error ? cause.cause : cause;
  const code = origin instanceof Error && 'code' in origin ? String(origin.code) : '';
  const said = origin instanceof Error ? origin.message : String(origin);
  const because = `${path}: ${REASONS[code] ?? (origin instanceof SyntaxError ? 'it is not JSON' : said)}`;
  return createError('DEFINITION_FILE_UNREADABLE', { because, details: { path }, cause });
}

/** What the system calls these; its own message names the file again, or the draft that nobody gave. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'what should be its folder is none',
  EISDIR: 'it is a folder',
  EACCES: 'this process may not read or write it',
  EPERM: 'this process may not read or write it',
  EROFS: 'its file system cannot be written',
  ENOSPC: 'the disk is full',
};

const FIELDS: ReadonlySet<string> = new Set([
  'digest',
  'sequence',
  'definition',
  'earlier',
  'disowned',
] satisfies (keyof Acceptance)[]);

/** Files that earlier versions wrote have neither a sequence nor lists. What is not understood may restrict, so it is not dropped. */
function toAcceptance(content: unknown): Acceptance {
  if (typeof content !== 'object' || content === null) {
    throw new TypeError('it holds no accepted definition');
  }
  const given = content as Readonly<Partial<Record<keyof Acceptance, unknown>>>;
  const unknown = Object.keys(given).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) {
    throw new TypeError(`${unknown} is no field of an accepted definition`);
  }
  const { sequence, earlier = [], disowned = [] } = given;
  const definition = given.definition as PinnedDefinition;
  const digest = definitionToDigest(definition);
  if (given.digest !== digest) {
    throw new TypeError('the digest is not that of the definition');
  }
  if (sequence !== undefined && !Number.isSafeInteger(sequence)) {
    throw new TypeError('the sequence is no number');
  }
  return {
    ...{ digest, sequence: sequence as number | undefined, definition },
    ...{ earlier: toTexts(earlier), disowned: toTexts(disowned) },
  };
}

function toTexts(list: unknown): string[] {
  if (!Array.isArray(list) || list.length > DISOWNED_MAX) {
    throw new TypeError('a list is missing or too long');
  }
  return list.map((entry: unknown) => {
    if (typeof entry !== 'string') {
      throw new TypeError('an entry of a list is no text');
    }
    return entry;
  });
}

/** Replaces the file as a whole and only after the new content is on disk. @throws DEFINITION_FILE_UNREADABLE */
export async function writeAccepted(path: string, content: Acceptance): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeAndSync(draft, `${JSON.stringify(content, null, 2)}\n`);
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(draft).catch(() => undefined);
    throw unreadable(path, cause);
  }
}

async function writeAndSync(path: string, content: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(content);
  await file.sync();
}

/** Makes the new name durable. Windows cannot open folders; there the rename alone has to do. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  await using folder = await open(path, 'r');
  await folder.sync();
}
