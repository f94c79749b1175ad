import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from '../data-files/is-there';

/** What `require` adds to a name until it is a file. */
const fileEndings = ['', '.js', '.json', '.node'] as const;
const indexNames = ['index.js', 'index.json', 'index.node'] as const;

/**
 * The file that `require` runs for a folder, which is how the shim starts chaincode: `main` may name a file without its ending, or a
 * folder with an index. Undefined where there is none, or no package.json that can be read. Node's own search remembers what it found
 * and would give yesterday's file to a network that runs for days.
 */
export async function findMainFile(path: string): Promise<string | undefined> {
  let main: unknown;
  try {
    ({ main } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as { main?: unknown });
  } catch {
    return undefined;
  }
  const named = typeof main === 'string' && main !== '' ? [join(path, main)] : [];
  const candidates = [
    ...named.flatMap((entry) => fileEndings.map((ending) => `${entry}${ending}`)),
    ...[...named, path].flatMap((entry) => indexNames.map((name) => join(entry, name))),
  ];
  for (const candidate of candidates) if (await isFile(candidate)) return candidate;
  return undefined;
}
