import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath, nested } from '../validation/field';
import { digest, ledgerKey, ref } from '../validation/identifiers';
import { integer, text } from '../validation/rule';

/** A fact of any subject, or one entry of its list. */
export class FactReference {
  /** Key of the fact on the ledger, as receipts, records and events give it. */
  @Field(ledgerKey) key!: string;
  /** SHA-256 of the fact's bytes, in hex. */
  @Field(digest) digest!: string;
  /** Which entry is meant; absent for the whole fact. */
  @OptionalField(integer(0, LIMITS.placesMax - 1)) index?: number;
}

/** That what a company vouched for is wrong, why, and what takes its place; without that it is taken back. */
export class Correction extends FactReference {
  /** What is wrong, in up to 512 characters. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
  /** The fact, or the entry of one, that takes its place; absent for what is taken back. */
  @OptionalField(nested(() => FactReference)) replacedBy?: FactReference;
}

/** Body of `record.corrected`. */
@Check<FactsCorrected>(({ corrections }, field) => {
  const idOf = ({ digest: corrected, index }: Correction): string => `${corrected}/${index ?? ''}`;
  demandDistinct(corrections, { field: memberPath(field, 'corrections'), idOf });
})
export class FactsCorrected {
  /** 1 to 100 corrections, each fact or entry once. */
  @Field(listOf(() => Correction, { min: 1, max: LIMITS.bulkMax })) corrections!: Correction[];
}

/** `record:Correct`: the calling company vouched for each of the facts. */
export class FactCorrecting extends FactsCorrected {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
}
