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
  /** What the products are called, in up to 128 characters. */
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  /** GTIN of the products, with its check digit; absent for products without one. */
  @OptionalField(gtin) gtin?: string;
  /** `enforced`: the ledger refuses a second step of an item; `challenged`: anybody proves it afterwards. */
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
  /** Id of the class, `<maker's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Number of the version, from 0; the next one has to follow the latest. */
  @Field(seriesNumber) version!: number;
}

/** `product:GetClass`: the version in force, or the one that is asked for. */
export class ProductClassRequest {
  /** Id of the class, `<maker's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Number of the version, from 0; the one in force unless given. */
  @OptionalField(seriesNumber) version?: number;
}

/** One version of a class of products. */
export class ProductClassRecord extends ProductClassChange {
  /** Ledger time at which this version was set. */
  @Field(time) since!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
