/** A table of a projection: columns with their types, the first ones of which name a row. */
export interface ProjectedTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, 'TEXT' | 'BIGINT' | 'TEXT NOT NULL' | 'BIGINT NOT NULL'>>;
  readonly key: readonly string[];
  /** Columns by which rows are looked for. */
  readonly indexes: readonly (readonly string[])[];
}

/** A column that every row has. */
export const text = 'TEXT NOT NULL';
/** A column of numbers that every row has. */
export const number = 'BIGINT NOT NULL';
