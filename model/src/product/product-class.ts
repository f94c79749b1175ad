import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, memberPath, setOf } from '../validation/field';
import { gtin } from '../validation/gs1';
import { assetId, digest, ledgerKey, mspId, seriesNumber, time } from '../validation/identifiers';
import { integer, oneOf, text } from '../validation/rule';

/**
 * How it is prevented that two companies say what cannot both be true of an item. `enforced`: each step of an item is a number of a
 * series in its maker's seals, so the ledger refuses the second one. `challenged`: anybody says what it did with items, and anybody proves
 * afterwards that two statements contradict each other; a million items cost a thousand transactions.
 */
export const PRODUCT_REGIMES = ['enforced', 'challenged'] as const;

/** One of {@link PRODUCT_REGIMES}. */
export type ProductRegime = (typeof PRODUCT_REGIMES)[number];

/** Body of `product.class`: one version of a class of products. Items keep the version under which they were made. */
@Check<ProductClass>(({ regime, runLength }, field) => {
  if (regime === 'challenged' || runLength === undefined) return;
  throw new ModelError({
    code: 'FIELD_CONFLICT',
    field: memberPath(field, 'runLength'),
    rule: 'runs have no markers of single items',
  });
})
export class ProductClass {
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  @OptionalField(gtin) gtin?: string;
  @Field(oneOf(PRODUCT_REGIMES)) regime!: ProductRegime;
  /** MSP ids of the companies that report steps of enforced items, beside the maker. */
  @Field(setOf(mspId, { min: 0, max: LIMITS.partnersMax })) reporters!: string[];
  /** Serial numbers of a run start at a multiple of it, so that two runs of a class never overlap. */
  @OptionalField(integer(1, LIMITS.runLengthMax)) runLength?: number;
  /** SHA-256 of the document that says what a passport of these products contains. */
  @OptionalField(digest) passportSchema?: string;
}

/** `product:SetClass`: version `version` (0 for the first) of a class, for what is made from then on. */
export class ProductClassChange extends ProductClass {
  @Field(assetId) classId!: string;
  @Field(seriesNumber) version!: number;
}

/** `product:GetClass`: the version in force, or the one that is asked for. */
export class ProductClassRequest {
  @Field(assetId) classId!: string;
  @OptionalField(seriesNumber) version?: number;
}

/** One version of a class of products. */
export class ProductClassRecord extends ProductClassChange {
  @Field(time) since!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
