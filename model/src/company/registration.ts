import { LIMITS } from '../limits';
import { Field } from '../validation/field';
import { gln } from '../validation/gs1';
import { digest, ledgerKey, mspId, time } from '../validation/identifiers';
import { jurisdiction } from '../validation/places';
import { text } from '../validation/rule';

/** `company:Register`: the calling company states who it is. Also the body of the fact `company.registered`. */
export class CompanyRegistration {
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  @Field(gln) gln!: string;
  @Field(jurisdiction) jurisdiction!: string;
}

/** `company:GetCompany`. */
export class CompanyRequest {
  @Field(mspId) mspId!: string;
}

/** A company as its own sealed registration states it. */
export class CompanyRecord extends CompanyRegistration {
  @Field(mspId) mspId!: string;
  @Field(time) registeredAt!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
