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
  @Field(assetId) claimId!: string;
}

/** `loyalty:QueryClaims`: claims between companies. */
export class ClaimQuery extends PageRequest {
  @OptionalField(mspId) debtor?: string;
  @OptionalField(mspId) creditor?: string;
  @OptionalField(oneOf(['open', 'settled'])) status?: 'open' | 'settled';
}

/** What an issuer owes a partner for one redemption. */
export class ClaimRecord {
  @Field(assetId) claimId!: string;
  @Field(assetId) programme!: string;
  @Field(mspId) debtor!: string;
  @Field(mspId) creditor!: string;
  @Field(amount) points!: bigint;
  @Field(amountOrZero) minor!: bigint;
  @Field(currency) currency!: string;
  @Field(time) at!: number;
  @Field(oneOf(['open', 'settled'])) status!: 'open' | 'settled';
  @OptionalField(assetId) settlementId?: string;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
