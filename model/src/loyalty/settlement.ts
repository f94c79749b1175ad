import { LIMITS } from '../limits';
import { Field, listOf, setOf } from '../validation/field';
import { amount, assetId, currency, digest, ledgerKey, mspId, ref, time } from '../validation/identifiers';
import { integer, oneOf } from '../validation/rule';

/** What one company owes another after netting, in minor units. A currency that nets to nothing has no entry. */
export class Net {
  /** ISO 4217 code of the currency. */
  @Field(currency) currency!: string;
  /** MSP id of the company that has to pay. */
  @Field(mspId) debtor!: string;
  /** MSP id of the company that is paid. */
  @Field(mspId) creditor!: string;
  /** Amount in minor units of the currency. */
  @Field(amount) minor!: bigint;
}

/** Body of `loyalty.settlementProposed`. A claim's id is that of its redemption: `<issuer>/<ref>`. Nets by currency. */
export class SettlementProposed {
  /** MSP id of the other company. */
  @Field(mspId) counterparty!: string;
  /** Ids of the claims. */
  @Field(setOf(assetId, { min: 1, max: LIMITS.settlementClaimsMax })) claims!: string[];
  /** What remains to pay, by currency. */
  @Field(listOf(() => Net, { min: 0, max: LIMITS.netsMax })) nets!: Net[];
}

/** `loyalty:ProposeSettlement`: the calling company proposes to net claims with `counterparty`. */
export class SettlementProposal {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** MSP id of the other company. */
  @Field(mspId) counterparty!: string;
  /** Ids of the claims. */
  @Field(setOf(assetId, { min: 1, max: LIMITS.settlementClaimsMax })) claims!: string[];
}

/** `loyalty:AcceptSettlement`: the counterparty agrees. A settlement's id is `<proposer>/<ref>`. */
export class SettlementAcceptance {
  /** Id of the settlement, `<proposer's MSP id>/<reference>`. */
  @Field(assetId) settlementId!: string;
}

/** The number under which both companies mark a claim as settled. */
export class SettledMark {
  /** Id of the claim. */
  @Field(assetId) claim!: string;
  /** Number of the mark, from 0. */
  @Field(integer(0, LIMITS.settlementMarksMax - 1)) number!: number;
}

/** Body of `loyalty.settled`: marks of the proposal's claims, in the same order. */
export class Settled {
  /** MSP id of the company that agreed. */
  @Field(mspId) counterparty!: string;
  /** Digest of the proposal. */
  @Field(digest) proposal!: string;
  /** Under which number each claim is marked. */
  @Field(listOf(() => SettledMark, { min: 1, max: LIMITS.settlementClaimsMax })) marks!: SettledMark[];
}

/** `loyalty:GetSettlement`. */
export class SettlementRequest extends SettlementAcceptance {}

/** A settlement and how far it is. */
export class SettlementRecord extends SettlementProposed {
  /** Id of the settlement, `<proposer's MSP id>/<reference>`. */
  @Field(assetId) settlementId!: string;
  /** MSP id of the company that proposed it. */
  @Field(mspId) proposer!: string;
  /** What state it is in. */
  @Field(oneOf(['proposed', 'settled'])) status!: 'proposed' | 'settled';
  /** Ledger time of the proposal, or of the agreement once there is one. */
  @Field(time) at!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
