import { LIMITS } from './limits.js';
import { Field, OptionalField } from './validation/field.js';
import { ledgerKey } from './validation/identifiers.js';
import { integer, oneOf, text } from './validation/rule.js';

/** What every paginated query carries. */
export class PageRequest {
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
  @Field(ledgerKey) key!: string;
  @Field(oneOf(REJECTIONS)) reason!: Rejection;
}

/** A page of verified records. `bookmark` is `''` on the last page. */
export interface Page<T> {
  readonly records: T[];
  readonly bookmark: string;
  /** What the query met that does not hold; never shown as a record. */
  readonly rejected: RejectedKey[];
}
