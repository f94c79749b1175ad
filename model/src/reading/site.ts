import { LIMITS } from '../limits';
import { Conditions } from '../shipment/consignment';
import { Field, OptionalField, nested } from '../validation/field';
import { gln } from '../validation/gs1';
import { assetId, digest, ledgerKey, mspId, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { oneOf, text } from '../validation/rule';

/** Body of `site.registered`. */
export class SiteRegistered {
  /** Name of the site, for people. */
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  /** Global Location Number of GS1. */
  @OptionalField(gln) gln?: string;
  /** UN/LOCODE or airport's code of where it is. */
  @OptionalField(placeCode) place?: string;
  /** What is to be kept there; readings outside are excursions. */
  @OptionalField(nested(() => Conditions)) conditions?: Conditions;
}

/** `reading:RegisterSite`: a place of the calling company that readings are about. */
export class SiteRegistration extends SiteRegistered {
  /** Id of the site, `<own MSP id>/<local id>`. */
  @Field(assetId) siteId!: string;
}

/** `reading:GetSite`. */
export class SiteRequest {
  /** Id of the site, `<owner's MSP id>/<local id>`. */
  @Field(assetId) siteId!: string;
}

/** A site as its owner registered it. */
export class SiteRecord extends SiteRegistration {
  /** Ledger time of the registration. */
  @Field(time) registeredAt!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}

/** Of what another company can be let attach readings; of a shipment, `shipment:GrantAccess` does. */
const GRANTED_KINDS = ['site', 'agreement'] as const;

/** `reading:GrantReadings`: the owner of a site, or a party of an agreement, lets another company attach readings. */
export class ReadingsGrant {
  /** Whether `subjectId` is a site or an agreement. */
  @Field(oneOf(GRANTED_KINDS)) kind!: (typeof GRANTED_KINDS)[number];
  /** Id of the site, or of the deal that the agreement is. */
  @Field(assetId) subjectId!: string;
  /** MSP id of the company that may attach readings. */
  @Field(mspId) company!: string;
}

/** Body of `reading.granted`. */
export class ReadingsGranted {
  /** MSP id of the company that may attach readings. */
  @Field(mspId) company!: string;
}
