import type { KonttiError, ReadingRow } from '@kontti/client-sdk';
import { cellsToReading } from '../columns';
import type { Cells, RowForm } from '../columns';

/** A row of a file. */
export interface FileRow {
  /** Number of its line, from 1. */
  readonly line: number;
  /** Bytes of the file up to its end, nearly. */
  readonly bytes: number;
  /** The row as the file has it. */
  readonly text: string;
  /** Its cells, unless it cannot be read. */
  readonly cells: Cells | undefined;
  /** Why it cannot be read. */
  readonly problem?: KonttiError;
}

/**
 * Makes readings of a file's rows: what `recordReadings` takes as `toReading`.
 * @example const toReading = fileRowToReading({ shipmentId: 'Org1MSP/S-1' });
 * @throws READINGS_INVALID or ROW_UNREADABLE, from the function that is returned, for a row that makes no reading
 */
export function fileRowToReading(form: RowForm = {}): (row: FileRow) => ReadingRow {
  return ({ cells, problem }) => {
    if (cells === undefined) throw problem ?? new TypeError('a row without cells has a problem');
    return cellsToReading(cells, form);
  };
}
