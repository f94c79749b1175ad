import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { requireColumns } from '../columns';
import type { RowForm } from '../columns';
import { sourceLimits } from '../limits';
import { rowError } from '../row-error';
import type { FileRow } from './file-row';
import { Lines, tooLong } from './lines';
import type { FileLine } from './lines';

/** How a file of CSV is read. */
export interface CsvOptions extends RowForm {
  /** Between two cells; a comma unless given. */
  readonly delimiter?: string | undefined;
}

/**
 * Yields the rows of CSV (RFC 4180), whose first line names the columns. Each row is one line, so that a quote too many spoils no other row. Rows that
 * cannot be read are among them, with the reason.
 * @example
 * const rows = readCsv(createReadStream('readings.csv'));
 * await recordReadings({ client, rows, toReading: fileRowToReading(), signerOf });
 * @throws OPTIONS_INVALID for a column that means nothing here, and what the stream throws
 */
export async function* readCsv(
  source: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
  options: CsvOptions = {},
): AsyncGenerator<FileRow, void, undefined> {
  const lines = new Lines();
  const table = new Table(options);
  for await (const chunk of source) {
    for (const line of lines.add(chunk)) {
      const row = table.read(line);
      if (row !== undefined) yield row;
    }
  }
  for (const line of lines.end()) {
    const row = table.read(line);
    if (row !== undefined) yield row;
  }
}

class Table {
  readonly #options: CsvOptions;
  readonly #delimiter: string;
  #names: readonly string[] | undefined;

  constructor(options: CsvOptions) {
    this.#options = options;
    this.#delimiter = options.delimiter ?? ',';
  }

  /** `undefined` for the line that names the columns. */
  read(line: FileLine): FileRow | undefined {
    const names = this.#names;
    if (names === undefined) {
      this.#names = this.#requireNames(this.#cut(line.text));
      return undefined;
    }
    const place = { line: line.line, bytes: line.bytes, text: line.text };
    if (line.isTooLong) {
      return { ...place, cells: undefined, problem: rowError('ROW_UNREADABLE', tooLong(line)) };
    }
    try {
      return { ...place, cells: toCells(this.#cut(line.text), names) };
    } catch (error) {
      const because = `line ${line.line}: ${error instanceof Error ? error.message : String(error)}`;
      const rule = error instanceof CsvError ? error.code : `${names.length} cells`;
      return { ...place, cells: undefined, problem: rowError('ROW_UNREADABLE', { because, rule }) };
    }
  }

  #cut(text: string): readonly string[] {
    if (!text.includes('"')) {
      return text.split(this.#delimiter).map((cell) => cell.trim());
    }
    const [cells = []] = parse(text, { delimiter: this.#delimiter, trim: true }) as unknown as string[][];
    return cells;
  }

  #requireNames(names: readonly string[]): readonly string[] {
    requireColumns(names, this.#options);
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined || names.length > sourceLimits.columnsMax) {
      throw rowError('OPTIONS_INVALID', {
        because:
          repeated === undefined ? 'there are too many columns' : `the column ${repeated} is there twice`,
        option: 'columns',
      });
    }
    return names;
  }
}

function toCells(cells: readonly string[], names: readonly string[]): Record<string, string> {
  if (cells.length !== names.length) {
    throw new RangeError(`it has ${cells.length} cells instead of ${names.length}`);
  }
  const row: Record<string, string> = {};
  for (const [index, name] of names.entries()) row[name] = cells[index] ?? '';
  return row;
}
