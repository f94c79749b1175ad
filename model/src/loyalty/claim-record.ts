import { PageRequest } from '../page';
import { Field, OptionalField } from '../validation/field';
import {
  amount,
  amountOrZero,
  assetId,
  currency,
  digest,
  ledgerKey,
  mspId,
  time,
} from '../validation/identifiers';
import { oneOf } from '../validation/rule';

/** `loyalty:GetClaim`. */
export class ClaimRequest {
  /** Id of the claim, that of its redemption: `<issuer's MSP id>/<reference>`. */
  @Field(assetId) claimId!: string;
}

/** `loyalty:QueryClaims`: claims between companies. */
export class ClaimQuery extends PageRequest {
  /** MSP id of the company that owes. */
  @OptionalField(mspId) debtor?: string;
  /** MSP id of the company that is owed. */
  @OptionalField(mspId) creditor?: string;
  /** What state it is in. */
  @OptionalField(oneOf(['open', 'settled'])) status?: 'open' | 'settled';
}

/** What an issuer owes a partner for one redemption. */
export class ClaimRecord {
  /** Id of the claim, that of its redemption: `<issuer's MSP id>/<reference>`. */
  @Field(assetId) claimId!: string;
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** MSP id of the issuer. */
  @Field(mspId) debtor!: string;
  /** MSP id of the partner that redeemed. */
  @Field(mspId) creditor!: string;
  /** How many points were redeemed. */
  @Field(amount) points!: bigint;
  /** Amount in minor units of the currency. */
  @Field(amountOrZero) minor!: bigint;
  /** ISO 4217 code of the currency. */
  @Field(currency) currency!: string;
  /** Ledger time of the redemption. */
  @Field(time) at!: number;
  /** Whether a settlement closed it. */
  @Field(oneOf(['open', 'settled'])) status!: 'open' | 'settled';
  /** Id of the settlement that closed it; absent while it is open. */
  @OptionalField(assetId) settlementId?: string;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
