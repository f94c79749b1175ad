import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath } from '../validation/field';
import { digest, recordId, ref } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';

/** What a counterparty says about a record: that it has it, that it agrees to it, that it does not. */
export const ACKNOWLEDGEMENT_KINDS = ['received', 'accepted', 'rejected'] as const;

/** One of {@link ACKNOWLEDGEMENT_KINDS}. */
export type AcknowledgementKind = (typeof ACKNOWLEDGEMENT_KINDS)[number];

/** A record can be received once, and accepted or rejected once. */
export type AcknowledgementStage = 'receipt' | 'answer';

/** The stage to which a kind belongs. */
export function stageOf(kind: AcknowledgementKind): AcknowledgementStage {
  return kind === 'received' ? 'receipt' : 'answer';
}

/** What the counterparty says about one record. */
export class Acknowledgement {
  /** Id of the record, `<MSP id>/<ref>/<n>`. */
  @Field(recordId) recordId!: string;
  /** SHA-256 of the document, or the root, that the counterparty itself computed of what it has. */
  @Field(digest) content!: string;
  /** `received` once, and `accepted` or `rejected` once. */
  @Field(oneOf(ACKNOWLEDGEMENT_KINDS)) as!: AcknowledgementKind;
  /** Why, in up to 512 characters; absent where the counterparty does not say. */
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
}

/** An acknowledgement, and the digest of the fact that anchored the record. */
export class AcknowledgementEntry extends Acknowledgement {
  /** SHA-256 of the fact that anchored the record, in hex. */
  @Field(digest) anchored!: string;
}

function demandOnePerStage(entries: readonly Acknowledgement[], field: string): void {
  const idOf = ({ recordId: id, as }: Acknowledgement): string => `${id} ${stageOf(as)}`;
  demandDistinct(entries, { field: memberPath(field, 'acknowledgements'), idOf });
}

/** Body of `record.acknowledged`. */
@Check<RecordsAcknowledged>(({ acknowledgements }, field) => demandOnePerStage(acknowledgements, field))
export class RecordsAcknowledged {
  /** 1 to 100 acknowledgements. */
  @Field(listOf(() => AcknowledgementEntry, { min: 1, max: LIMITS.bulkMax }))
  acknowledgements!: AcknowledgementEntry[];
}

/** `record:Acknowledge`: the calling company is the counterparty of each record. */
@Check<RecordAcknowledging>(({ acknowledgements }, field) => demandOnePerStage(acknowledgements, field))
export class RecordAcknowledging {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** 1 to 100 acknowledgements of records that name the own company as counterparty. */
  @Field(listOf(() => Acknowledgement, { min: 1, max: LIMITS.bulkMax }))
  acknowledgements!: Acknowledgement[];
}
