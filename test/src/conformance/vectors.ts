import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Observation } from './scenario';

/** The versions of Fabric whose answers are in `test/vectors`. Where they differ, the devnet follows the first. */
export const recordedVersions = ['v3.1.5', 'v2.5.16'] as const;

export type RecordedVersion = (typeof recordedVersions)[number];

export type Vectors = Readonly<Record<string, Observation>>;

const directory = resolve(__dirname, '..', '..', 'vectors');

/** The folder of what peers with CouchDB answered otherwise than peers with LevelDB. */
export function couchdbVersion(version: string): string {
  return `${version}-couchdb`;
}

const toFile = (version: string, group: string): string => join(directory, version, `${group}.json`);

/** What Fabric's own peers answered to the scenarios of a group; nothing where that was not recorded. */
export function readVectors(version: string, group: string): Vectors {
  const file = toFile(version, group);
  if (!existsSync(file)) {
    return {};
  }
  const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: Vectors };
  return scenarios;
}

export async function writeVectors(options: {
  version: string;
  group: string;
  scenarios: Vectors;
}): Promise<string> {
  const { version, group, scenarios } = options;
  const file = toFile(version, group);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ fabric: version, group, scenarios }, null, 2)}\n`);
  return file;
}
