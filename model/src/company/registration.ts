import { LIMITS } from '../limits';
import { Field } from '../validation/field';
import { gln } from '../validation/gs1';
import { digest, ledgerKey, mspId, time } from '../validation/identifiers';
import { jurisdiction } from '../validation/places';
import { text } from '../validation/rule';

/** `company:Register`: the calling company states who it is. Also the body of the fact `company.registered`. */
export class CompanyRegistration {
  /** Name of the company, for people. */
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  /** Global Location Number of GS1. */
  @Field(gln) gln!: string;
  /** ISO 3166 code of the country, or of its subdivision. */
  @Field(jurisdiction) jurisdiction!: string;
}

/** `company:GetCompany`. */
export class CompanyRequest {
  /** MSP id of the company. */
  @Field(mspId) mspId!: string;
}

/** A company as its own sealed registration states it. */
export class CompanyRecord extends CompanyRegistration {
  /** MSP id of the company. */
  @Field(mspId) mspId!: string;
  /** Ledger time of the registration. */
  @Field(time) registeredAt!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
