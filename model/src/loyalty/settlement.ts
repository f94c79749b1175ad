import { LIMITS } from '../limits';
import { Field, listOf, setOf } from '../validation/field';
import { amount, assetId, currency, digest, ledgerKey, mspId, ref, time } from '../validation/identifiers';
import { integer, oneOf } from '../validation/rule';

/** What one company owes another after netting, in minor units. A currency that nets to nothing has no entry. */
export class Net {
  @Field(currency) currency!: string;
  @Field(mspId) debtor!: string;
  @Field(mspId) creditor!: string;
  @Field(amount) minor!: bigint;
}

/** Body of `loyalty.settlementProposed`. A claim's id is that of its redemption: `<issuer>/<ref>`. Nets by currency. */
export class SettlementProposed {
  @Field(mspId) counterparty!: string;
  @Field(setOf(assetId, { min: 1, max: LIMITS.settlementClaimsMax })) claims!: string[];
  @Field(listOf(() => Net, { min: 0, max: LIMITS.netsMax })) nets!: Net[];
}

/** `loyalty:ProposeSettlement`: the calling company proposes to net claims with `counterparty`. */
export class SettlementProposal {
  @Field(ref) ref!: string;
  @Field(mspId) counterparty!: string;
  @Field(setOf(assetId, { min: 1, max: LIMITS.settlementClaimsMax })) claims!: string[];
}

/** `loyalty:AcceptSettlement`: the counterparty agrees. A settlement's id is `<proposer>/<ref>`. */
export class SettlementAcceptance {
  @Field(assetId) settlementId!: string;
}

/** The number under which both companies mark a claim as settled. */
export class SettledMark {
  @Field(assetId) claim!: string;
  @Field(integer(0, LIMITS.settlementMarksMax - 1)) number!: number;
}

/** Body of `loyalty.settled`: marks of the proposal's claims, in the same order. */
export class Settled {
  @Field(mspId) counterparty!: string;
  @Field(digest) proposal!: string;
  @Field(listOf(() => SettledMark, { min: 1, max: LIMITS.settlementClaimsMax })) marks!: SettledMark[];
}

/** `loyalty:GetSettlement`. */
export class SettlementRequest extends SettlementAcceptance {}

/** A settlement and how far it is. */
export class SettlementRecord extends SettlementProposed {
  @Field(assetId) settlementId!: string;
  @Field(mspId) proposer!: string;
  @Field(oneOf(['proposed', 'settled'])) status!: 'proposed' | 'settled';
  @Field(time) at!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
