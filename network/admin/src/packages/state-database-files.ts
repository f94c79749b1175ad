import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { ArchiveFiles } from './archive';
import { isIndexDefinition } from './index-definition';
import { packageLimits } from './limits';

const folder = ['META-INF', 'statedb'];

/**
 * The files of a chaincode's folder that are meant for the peer's state database: the CouchDB indexes under `META-INF/statedb`, by
 * their names in a package. Empty when there are none. @throws NetworkError PACKAGE_INVALID for one that is no index
 */
export async function readStateDatabaseFiles(path: string): Promise<ArchiveFiles> {
  const root = join(path, ...folder);
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const files = new Map<string, Uint8Array>();
  for (const name of names.filter((each) => each.endsWith('.json')).toSorted()) {
    const bytes = await readFile(join(root, name));
    checkIndex(join(root, name), bytes);
    files.set([...folder, ...name.split(sep)].join('/'), bytes);
    if (files.size > packageLimits.packageEntriesMax) {
      throw new NetworkError({ code: 'PACKAGE_INVALID', message: `${root} holds too many files.` });
    }
  }
  return files;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function checkIndex(file: string, bytes: Uint8Array): void {
  if (isIndexDefinition(parseJson(bytes))) return;
  const message = `${file} is no index: it needs {"index":{"fields":[…]},"ddoc":"…","name":"…","type":"json"}.`;
  throw new NetworkError({ code: 'PACKAGE_INVALID', message, details: { file } });
}
