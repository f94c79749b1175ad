import { Field } from '../validation/field';
import { assetId, digest, mspId, sequence } from '../validation/identifiers';

/** `shipment:OfferCustody`: the custodian offers the shipment to another company. Offers count from 1. */
export class CustodyOffer {
  @Field(assetId) shipmentId!: string;
  @Field(sequence) sequence!: number;
  @Field(mspId) to!: string;
}

/** `shipment:WithdrawOffer`: the custodian takes an open offer back. */
export class CustodyWithdrawal {
  @Field(assetId) shipmentId!: string;
  @Field(sequence) sequence!: number;
}

/** `shipment:AcceptCustody`: the company to which it was offered takes the shipment. */
export class CustodyAcceptance extends CustodyWithdrawal {}

/** Body of `custody.offered`: from whom to whom, and the digest of the fact of custody before. */
export class CustodyOffered {
  @Field(mspId) from!: string;
  @Field(mspId) to!: string;
  @Field(digest) previous!: string;
}

/** Body of `custody.withdrawn`: who offered and withdraws, and the digest of the offer. */
export class CustodyWithdrawn {
  @Field(mspId) from!: string;
  @Field(digest) offer!: string;
}

/** Body of `custody.accepted`: both custodians and the digest of the offer. */
export class CustodyAccepted {
  @Field(mspId) from!: string;
  @Field(mspId) to!: string;
  @Field(digest) offer!: string;
}
