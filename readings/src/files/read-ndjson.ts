import type { Cells } from '../columns';
import { sourceLimits } from '../limits';
import { rowError } from '../row-error';
import type { FileRow } from './file-row';
import { Lines, tooLong } from './lines';
import type { FileLine } from './lines';

/**
 * Yields the rows of NDJSON: an object a line, whose members are the columns. Rows that cannot be read are among them, with the reason.
 * @example for await (const { line, problem } of readNdjson(createReadStream('readings.ndjson'))) console.log(line, problem?.message);
 * @throws what the stream throws
 */
export async function* readNdjson(
  source: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
): AsyncGenerator<FileRow, void, undefined> {
  const lines = new Lines();
  for await (const chunk of source) {
    for (const line of lines.add(chunk)) yield toRow(line);
  }
  for (const line of lines.end()) yield toRow(line);
}

function toRow(line: FileLine): FileRow {
  const { text } = line;
  const place = { line: line.line, bytes: line.bytes, text };
  if (line.isTooLong) {
    return { ...place, cells: undefined, problem: rowError('ROW_UNREADABLE', tooLong(line)) };
  }
  return { ...place, ...toCells(text, `line ${line.line}`) };
}

/** The cells of an object in JSON, or why it is none. */
function toCells(text: string, place: string): Pick<FileRow, 'cells' | 'problem'> {
  try {
    return valueToCells(JSON.parse(text), place);
  } catch {
    return unreadable(place, 'JSON');
  }
}

/** The cells of an object, or why it has none. */
export function valueToCells(value: unknown, place: string): Pick<FileRow, 'cells' | 'problem'> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return unreadable(place, 'an object');
  }
  const cells: Record<string, string | number> = {};
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  if (entries.length > sourceLimits.columnsMax) return unreadable(place, 'fewer members');
  for (const [name, member] of entries) {
    if (member === null) continue;
    if (typeof member !== 'string' && typeof member !== 'number') {
      return unreadable(place, `${name} as a text or a number`);
    }
    cells[name] = member;
  }
  return { cells: cells satisfies Cells };
}

function unreadable(place: string, rule: string): Pick<FileRow, 'cells' | 'problem'> {
  return {
    cells: undefined,
    problem: rowError('ROW_UNREADABLE', { because: `${place} is not ${rule}`, rule }),
  };
}
