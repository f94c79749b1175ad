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
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  @OptionalField(mediaType) mediaType?: string;
  @OptionalField(digest) sha256?: string;
  @OptionalField(digest) root?: string;
  /** How many leaves the root is over. */
  @OptionalField(integer(1, Number.MAX_SAFE_INTEGER)) leaves?: number;
  /** Where the content is kept. */
  @OptionalField(text(LIMITS.textLengthMax)) store?: string;
  @Field(setOf(reference, { min: 0, max: LIMITS.referencesMax })) references!: string[];
  /** The company that acknowledges the record. */
  @OptionalField(mspId) counterparty?: string;
}

/** Body of `record.anchored`. */
export class RecordsAnchored {
  @Field(listOf(() => Anchor, { min: 1, max: LIMITS.bulkMax })) anchors!: Anchor[];
}

/** `record:Anchor`: the calling company states what it keeps. */
export class RecordAnchoring extends RecordsAnchored {
  @Field(ref) ref!: string;
}

/** The digest by which a record's content is known: that of a document, or the root. */
export function contentOf({ sha256, root }: Pick<Anchor, 'sha256' | 'root'>): string {
  return sha256 ?? root ?? '';
}
