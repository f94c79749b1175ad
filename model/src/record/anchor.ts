import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, listOf, memberPath, setOf } from '../validation/field';
import { digest, mspId, ref } from '../validation/identifiers';
import { integer, matching, text, type Rule } from '../validation/rule';

/** The number of an order, the id of a shipment: what a record is found by. */
export const reference: Rule = matching(
  new RegExp(`^[A-Za-z0-9._~/-]{1,${LIMITS.referenceLengthMax}}$`),
  'reference',
);

const mediaType: Rule = matching(
  /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/,
  'media type',
);

/**
 * What is kept elsewhere: a document by the SHA-256 of its bytes, or a table or database by the root (RFC 6962) over its rows and their
 * number. The ledger never sees the content.
 */
@Check<Anchor>(({ sha256, root, leaves }, field) => {
  if ((sha256 === undefined) === (root === undefined)) {
    const code = sha256 === undefined ? 'FIELD_MISSING' : 'FIELD_CONFLICT';
    throw new ModelError({ code, field: memberPath(field, 'sha256'), rule: 'sha256 or root' });
  }
  if ((root === undefined) === (leaves === undefined)) return;
  const code = leaves === undefined ? 'FIELD_MISSING' : 'FIELD_CONFLICT';
  throw new ModelError({ code, field: memberPath(field, 'leaves'), rule: 'with root' });
})
export class Anchor {
  /** What it is called, e.g. the name of the document or table; up to 128 characters. */
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  /** Media type of the document, e.g. `application/pdf`, in lower case; absent where nobody needs it. */
  @OptionalField(mediaType) mediaType?: string;
  /** SHA-256 of the document's bytes, in hex; absent for a table, which has `root` and `leaves`. */
  @OptionalField(digest) sha256?: string;
  /** Root (RFC 6962) over the rows of a table, in hex, as `createRecordTree` makes it; absent for a document. */
  @OptionalField(digest) root?: string;
  /** How many leaves the root is over. */
  @OptionalField(integer(1, Number.MAX_SAFE_INTEGER)) leaves?: number;
  /** Where the content is kept. */
  @OptionalField(text(LIMITS.textLengthMax)) store?: string;
  /** Up to 8 ids by which the record is found, e.g. of an order or a shipment, of up to 128 characters each; none twice. */
  @Field(setOf(reference, { min: 0, max: LIMITS.referencesMax })) references!: string[];
  /** The company that acknowledges the record. */
  @OptionalField(mspId) counterparty?: string;
}

/** Body of `record.anchored`. */
export class RecordsAnchored {
  /** 1 to 100 records; entry n is the record `<MSP id>/<ref>/<n>`. */
  @Field(listOf(() => Anchor, { min: 1, max: LIMITS.bulkMax })) anchors!: Anchor[];
}

/** `record:Anchor`: the calling company states what it keeps. */
export class RecordAnchoring extends RecordsAnchored {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
}

/** The digest by which a record's content is known: that of a document, or the root. */
export function contentOf({ sha256, root }: Pick<Anchor, 'sha256' | 'root'>): string {
  return sha256 ?? root ?? '';
}
