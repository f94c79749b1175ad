import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath, nested } from '../validation/field';
import { digest, ledgerKey, ref } from '../validation/identifiers';
import { integer, text } from '../validation/rule';

/** A fact of any subject, or one entry of its list. */
export class FactReference {
  @Field(ledgerKey) key!: string;
  @Field(digest) digest!: string;
  /** Which entry is meant; absent for the whole fact. */
  @OptionalField(integer(0, LIMITS.placesMax - 1)) index?: number;
}

/** That what a company vouched for is wrong, why, and what takes its place; without that it is taken back. */
export class Correction extends FactReference {
  @Field(text(LIMITS.textLengthMax)) reason!: string;
  @OptionalField(nested(() => FactReference)) replacedBy?: FactReference;
}

/** Body of `record.corrected`. */
@Check<FactsCorrected>(({ corrections }, field) => {
  const idOf = ({ digest: corrected, index }: Correction): string => `${corrected}/${index ?? ''}`;
  demandDistinct(corrections, { field: memberPath(field, 'corrections'), idOf });
})
export class FactsCorrected {
  @Field(listOf(() => Correction, { min: 1, max: LIMITS.bulkMax })) corrections!: Correction[];
}

/** `record:Correct`: the calling company vouched for each of the facts. */
export class FactCorrecting extends FactsCorrected {
  @Field(ref) ref!: string;
}
