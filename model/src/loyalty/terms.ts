import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, listOf, memberPath, nested, setOf } from '../validation/field';
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
import { Discount, EarningRule, Tier } from './earning';

/** From `delayMinutesMin` minutes late on, a traveller gets `points`. */
export class CompensationTier {
  /** From how many minutes late on. */
  @Field(integer(1, LIMITS.delayMinutesMax)) delayMinutesMin!: number;
  /** How many points a traveller gets. */
  @Field(amount) points!: bigint;
}

/** What a partner may claim from the issuer for redeemed points, in minor units of a currency per 1000 points. */
export class PointValue {
  /** ISO 4217 code of the currency. */
  @Field(currency) currency!: string;
  /** Minor units for 1000 points. */
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
  (terms.tiers ?? []).forEach((tier, index, tiers) => {
    const before = tiers[index - 1];
    if (before !== undefined && BigInt(before.pointsMin) >= BigInt(tier.pointsMin)) {
      const path = memberPath(field, `tiers[${index}].pointsMin`);
      throw new ModelError({ code: 'FIELD_CONFLICT', field: path, rule: 'ascending tiers' });
    }
  });
})
export class ProgrammeTerms {
  /** Thousandths of a point for each kilometre. */
  @Field(integer(0, LIMITS.milliPointsPerKmMax)) milliPointsPerKm!: number;
  /** What late travellers get; the highest tier that is reached counts. */
  @Field(listOf(() => CompensationTier, { min: 0, max: LIMITS.compensationTiersMax }))
  compensation!: CompensationTier[];
  /** After how many days points expire. */
  @Field(integer(1, LIMITS.validityDaysMax)) validityDays!: number;
  /** What a partner may claim for points. */
  @Field(nested(() => PointValue)) pointValue!: PointValue;
  /** MSP ids of the companies where points can be redeemed. */
  @Field(setOf(mspId, { min: 0, max: LIMITS.partnersMax })) partners!: string[];
  /** What earns otherwise than by distance alone: by fare, tier, partner and period; the first rule that fits counts. */
  @OptionalField(listOf(() => EarningRule, { min: 0, max: LIMITS.earningRulesMax })) rules?: EarningRule[];
  /** What is cheaper in points at partners, in a period; the first one that fits counts. */
  @OptionalField(listOf(() => Discount, { min: 0, max: LIMITS.earningRulesMax })) discounts?: Discount[];
  /** Tiers of travellers, ascending. */
  @OptionalField(listOf(() => Tier, { min: 0, max: LIMITS.tiersMax })) tiers?: Tier[];
}

/** `loyalty:SetTerms`: version `version` (0 for the first) of the terms, in force from then on. */
export class TermsChange extends ProgrammeTerms {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Number of the version, from 0; the next one has to follow the latest. */
  @Field(seriesNumber) version!: number;
}

/** `loyalty:GetTerms`: the terms in force. */
export class TermsRequest {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
}

/** `loyalty:GetTermsVersion`: what was booked under a version keeps it. */
export class TermsVersionRequest extends TermsRequest {
  /** Number of the version, from 0. */
  @Field(seriesNumber) version!: number;
}

/** A sealed version of a programme's terms; in force from ledger time `at`. */
export class TermsRecord extends ProgrammeTerms {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Number of the version, from 0. */
  @Field(seriesNumber) version!: number;
  /** Ledger time from which on the terms are in force. */
  @Field(time) at!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
