import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, listOf, memberPath, nested, setOf } from '../validation/field';
import {
  amount,
  assetId,
  currency,
  digest,
  ledgerKey,
  mspId,
  seriesNumber,
  time,
} from '../validation/identifiers';
import { integer } from '../validation/rule';

/** From `delayMinutesMin` minutes late on, a traveller gets `points`. */
export class CompensationTier {
  @Field(integer(1, LIMITS.delayMinutesMax)) delayMinutesMin!: number;
  @Field(amount) points!: bigint;
}

/** What a partner may claim from the issuer for redeemed points, in minor units of a currency per 1000 points. */
export class PointValue {
  @Field(currency) currency!: string;
  @Field(amount) minorPer1000Points!: bigint;
}

/** Body of `loyalty.terms`: one version of a programme's terms. Tiers ascend by delay. */
@Check<ProgrammeTerms>((terms, field) => {
  terms.compensation.forEach((tier, index) => {
    const before = terms.compensation[index - 1];
    if (before !== undefined && before.delayMinutesMin >= tier.delayMinutesMin) {
      const path = memberPath(field, `compensation[${index}].delayMinutesMin`);
      throw new ModelError({ code: 'FIELD_CONFLICT', field: path, rule: 'ascending tiers' });
    }
  });
})
export class ProgrammeTerms {
  /** Thousandths of a point for each kilometre. */
  @Field(integer(0, LIMITS.milliPointsPerKmMax)) milliPointsPerKm!: number;
  @Field(listOf(() => CompensationTier, { min: 0, max: LIMITS.compensationTiersMax }))
  compensation!: CompensationTier[];
  @Field(integer(1, LIMITS.validityDaysMax)) validityDays!: number;
  @Field(nested(() => PointValue)) pointValue!: PointValue;
  /** MSP ids of the companies where points can be redeemed. */
  @Field(setOf(mspId, { min: 0, max: LIMITS.partnersMax })) partners!: string[];
}

/** `loyalty:SetTerms`: version `version` (0 for the first) of the terms, in force from then on. */
export class TermsChange extends ProgrammeTerms {
  @Field(assetId) programme!: string;
  @Field(seriesNumber) version!: number;
}

/** `loyalty:GetTerms`: the terms in force. */
export class TermsRequest {
  @Field(assetId) programme!: string;
}

/** `loyalty:GetTermsVersion`: what was booked under a version keeps it. */
export class TermsVersionRequest extends TermsRequest {
  @Field(seriesNumber) version!: number;
}

/** A sealed version of a programme's terms; in force from ledger time `at`. */
export class TermsRecord extends ProgrammeTerms {
  @Field(assetId) programme!: string;
  @Field(seriesNumber) version!: number;
  @Field(time) at!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
