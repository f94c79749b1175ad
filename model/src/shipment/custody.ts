import { Field } from '../validation/field';
import { assetId, digest, mspId, sequence } from '../validation/identifiers';

/** `shipment:OfferCustody`: the custodian offers the shipment to another company. Offers count from 1. */
export class CustodyOffer {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** Number of the move: `moves` of the shipment plus one. */
  @Field(sequence) sequence!: number;
  /** MSP id of the company to which it is offered. */
  @Field(mspId) to!: string;
}

/** `shipment:WithdrawOffer`: the custodian takes an open offer back. */
export class CustodyWithdrawal {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** Number of the offer. */
  @Field(sequence) sequence!: number;
}

/** `shipment:AcceptCustody`: the company to which it was offered takes the shipment. */
export class CustodyAcceptance extends CustodyWithdrawal {}

/** Body of `custody.offered`: from whom to whom, and the digest of the fact of custody before. */
export class CustodyOffered {
  /** MSP id of the company that offers. */
  @Field(mspId) from!: string;
  /** MSP id of the company to which it is offered. */
  @Field(mspId) to!: string;
  /** Digest of the fact of custody before. */
  @Field(digest) previous!: string;
}

/** Body of `custody.withdrawn`: who offered and withdraws, and the digest of the offer. */
export class CustodyWithdrawn {
  /** MSP id of the company that offered. */
  @Field(mspId) from!: string;
  /** Digest of the offer. */
  @Field(digest) offer!: string;
}

/** Body of `custody.accepted`: both custodians and the digest of the offer. */
export class CustodyAccepted {
  /** MSP id of the company that had custody. */
  @Field(mspId) from!: string;
  /** MSP id of the company that has it now. */
  @Field(mspId) to!: string;
  /** Digest of the offer. */
  @Field(digest) offer!: string;
}
