import type { ClassConstructor } from 'class-transformer';
import { ModelError } from './errors';
import { parseJson } from './json';
import { LIMITS } from './limits';
import { Field, OptionalField } from './validation/field';
import { ledgerKey } from './validation/identifiers';
import { parseFields } from './validation/parse';
import { checkText, integer, isRecord, oneOf, text } from './validation/rule';

/** What every paginated query carries. */
export class PageRequest {
  /** How many records a page has at most. */
  @Field(integer(1, LIMITS.pageSizeMax)) pageSize!: number;
  /** Where the page before ended; absent for the first page. */
  @OptionalField(text(LIMITS.bookmarkLengthMax)) bookmark?: string;
}

/**
 * Why a record was not returned: a seal is missing, the fact does not match its seals, its type or version is not known to this
 * software, or it does not follow from what held before it.
 */
export const REJECTIONS = ['unsealed', 'altered', 'unknown', 'void'] as const;

/** One of {@link REJECTIONS}. */
export type Rejection = (typeof REJECTIONS)[number];

/** A key that a query met and that does not hold. */
export class RejectedKey {
  /** The key that the query met. */
  @Field(ledgerKey) key!: string;
  /** Why nothing holds there. */
  @Field(oneOf(REJECTIONS)) reason!: Rejection;
}

/** A page of verified records. `bookmark` is `''` on the last page. */
export interface Page<T> {
  /** The records, each verified. */
  readonly records: T[];
  /** Where the next page begins; `''` on the last page. */
  readonly bookmark: string;
  /** What the query met that does not hold; never shown as a record. */
  readonly rejected: RejectedKey[];
}

/**
 * The page of records that a paginated query answered with. See {@link parseRecord}.
 * @throws ModelError
 */
export function parsePage<T extends object>(type: ClassConstructor<T>, json: string): Page<T> {
  const page = parseJson(json, LIMITS.responseBytesMax);
  if (!isRecord(page)) throw new ModelError({ code: 'FIELD_TYPE', field: '', rule: 'object' });
  const { records, bookmark, rejected, ...others } = page;
  const unknown = Object.keys(others).length > 0;
  if (unknown) {
    throw new ModelError({ code: 'FIELD_UNKNOWN', field: '', rule: 'records, bookmark, rejected' });
  }
  return {
    records: parseList(type, records, 'records'),
    bookmark: checkText(bookmark, 'bookmark', { min: 0, max: LIMITS.bookmarkLengthMax }),
    rejected: parseList(RejectedKey, rejected, 'rejected'),
  };
}

function parseList<T extends object>(type: ClassConstructor<T>, value: unknown, field: string): T[] {
  if (!Array.isArray(value)) throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'list' });
  return value.map((entry: unknown, index) => parseFields(type, entry, `${field}[${index}]`));
}
