import { LIMITS } from '../limits';
import { Field, OptionalField, setOf } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, seriesNumber, time } from '../validation/identifiers';
import { flag, integer, oneOf, text } from '../validation/rule';

/** What lots are: quantities that an issuer answers for, the title to a shipment, a debt of the issuer, a right to use something. */
export const CLASS_KINDS = ['points', 'reward', 'giftCard', 'title', 'obligation', 'licence'] as const;

/** One of {@link CLASS_KINDS}. */
export type ClassKind = (typeof CLASS_KINDS)[number];

/** Who can have lots. */
export const HOLDER_KINDS = ['wallet', 'company', 'both'] as const;

/** One of {@link HOLDER_KINDS}. */
export type HolderKind = (typeof HOLDER_KINDS)[number];

/** To whom lots can go: to anybody, to and from the issuer alone, to the issuer and the partners, to nobody. */
export const TRANSFER_KINDS = ['free', 'issuer', 'partners', 'none'] as const;

/** One of {@link TRANSFER_KINDS}. */
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** Body of `lot.class`: one version of a class. A lot keeps the version under which it was issued. */
export class LotClass {
  /** What its lots are. */
  @Field(oneOf(CLASS_KINDS)) kind!: ClassKind;
  /** What one is: a point, a minor unit of EUR, a month of use. */
  @Field(text(32)) unit!: string;
  /** To whom lots can belong. */
  @Field(oneOf(HOLDER_KINDS)) holders!: HolderKind;
  /** To whom lots can go. */
  @Field(oneOf(TRANSFER_KINDS)) transfer!: TransferKind;
  /** MSP ids of the companies to which lots can go where `transfer` is `partners`. */
  @Field(setOf(mspId, { min: 0, max: LIMITS.partnersMax })) partners!: string[];
  /** MSP ids of the companies that redeem lots of wallets, beside the issuer. */
  @Field(setOf(mspId, { min: 0, max: LIMITS.partnersMax })) redeemAt!: string[];
  /** True for a budget: its lots only go on to wallets. */
  @OptionalField(flag) toWalletsOnly?: boolean;
  /** Days of 24 hours after which a lot expires; for ever without. */
  @OptionalField(integer(1, LIMITS.validityDaysMax)) validityDays?: number;
  /** Days of 24 hours in which the issuer can take back what a wallet did not spend; never without. */
  @OptionalField(integer(1, LIMITS.validityDaysMax)) reversalDays?: number;
}

/** `lot:SetClass`: version `version` (0 for the first) of a class, for what is issued from then on. */
export class LotClassChange extends LotClass {
  /** Id of the class, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Number of the version, from 0; the next one has to follow the latest. */
  @Field(seriesNumber) version!: number;
}

/** `lot:GetClass`: the version in force, or the one that is asked for. */
export class LotClassRequest {
  /** Id of the class, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Number of the version, from 0; the one in force unless given. */
  @OptionalField(seriesNumber) version?: number;
}

/** One version of a class. */
export class LotClassRecord extends LotClassChange {
  /** Ledger time at which this version was set. */
  @Field(time) since!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
