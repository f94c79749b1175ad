import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Outcome } from './play';

/** What Fabric's own peers made of a history: codes as they are, all else by its digest. */
export interface RecordedOutcome {
  readonly codes: Outcome['codes'];
  readonly drafts: readonly string[];
  readonly state: Readonly<Record<string, string>>;
}

export interface RecordedHistories {
  readonly fabric: string;
  /** The first history's seed; the next ones follow. */
  readonly seed: number;
  readonly lanes: number;
  readonly histories: readonly RecordedOutcome[];
}

const digestLength = 16;

function digest(value: unknown): string {
  // `undefined` becomes the same as in a file.
  const text = JSON.stringify(value) as string | undefined;
  return createHash('sha256')
    .update(text ?? 'null')
    .digest('hex')
    .slice(0, digestLength);
}

export const toRecorded = ({ codes, drafts, state }: Outcome): RecordedOutcome => ({
  codes,
  drafts: drafts.map(digest),
  state: Object.fromEntries(Object.entries(state).map(([name, value]) => [name, digest(value)])),
});

const toFile = (version: string): string =>
  join(resolve(__dirname, '..', '..', 'vectors'), version, 'differential.json');

/** The histories that were recorded from a version of Fabric; nothing where that was not done. */
export function readRecorded(version: string): RecordedHistories | undefined {
  const file = toFile(version);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RecordedHistories) : undefined;
}

export async function writeRecorded(recorded: RecordedHistories): Promise<string> {
  const { histories, ...head } = recorded;
  const lines = histories.map((each) => `    ${JSON.stringify(each)}`).join(',\n');
  const file = toFile(recorded.fabric);
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  await writeFile(file, `${start},\n  "histories": [\n${lines}\n  ]\n}\n`);
  return file;
}
