import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createError } from '../errors';
import { readBounded } from '../files/read-file';
import { definitionToDigest } from './definition';
import type { PinnedDefinition } from './definition';

interface AcceptedFile {
  readonly digest: string;
  readonly definition: PinnedDefinition;
}

/** The definition that a file holds as accepted; `undefined` when there is no file. @throws DEFINITION_FILE_UNREADABLE */
export async function readAccepted(path: string): Promise<PinnedDefinition | undefined> {
  let content: Buffer | undefined;
  let accepted: AcceptedFile;
  try {
    content = await readBounded(path);
    if (content === undefined) {
      return undefined;
    }
    accepted = JSON.parse(content.toString('utf8')) as AcceptedFile;
    if (definitionToDigest(accepted.definition) !== accepted.digest) {
      throw new Error('the digest is not that of the definition');
    }
  } catch (cause) {
    throw createError('DEFINITION_FILE_UNREADABLE', { details: { path }, cause });
  }
  return accepted.definition;
}

/** Replaces the file as a whole and only after the new content is on disk. @throws DEFINITION_FILE_UNREADABLE */
export async function writeAccepted(path: string, definition: PinnedDefinition): Promise<void> {
  const content: AcceptedFile = { digest: definitionToDigest(definition), definition };
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeAndSync(draft, `${JSON.stringify(content, null, 2)}\n`);
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw createError('DEFINITION_FILE_UNREADABLE', { details: { path }, cause });
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
