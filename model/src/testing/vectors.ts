import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The content of a file in `model/vectors/`. Old bytes decode for ever: vectors are added, never rewritten. */
export function readVectors<T>(name: string): readonly T[] {
  const path = join(__dirname, '..', '..', 'vectors', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as T[];
}
