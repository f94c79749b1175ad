import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Answer, World } from './world';

/** What a CouchDB answered to the queries of a world, in their order. */
export interface RecordedWorld {
  readonly seed: number;
  readonly world: World;
  readonly answers: readonly Answer[];
}

/** The CouchDB whose answers are in `test/vectors`. */
export const recordedCouchdb = 'couchdb-3.4.3';

const file = join(resolve(__dirname, '..', '..', 'vectors'), recordedCouchdb, 'selectors.json');

export function readRecordedWorlds(): readonly RecordedWorld[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RecordedWorld[]) : [];
}

export async function writeRecordedWorlds(worlds: readonly RecordedWorld[]): Promise<string> {
  const lines = worlds.map(({ seed, world, answers }) => JSON.stringify({ seed, world, answers }));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `[\n${lines.join(',\n')}\n]\n`);
  return file;
}
