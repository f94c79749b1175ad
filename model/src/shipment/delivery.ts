import { Field, OptionalField } from '../validation/field';
import { assetId, digest, mspId, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';

/** `shipment:Deliver`: the consignee, who has custody, states that the journey is over. */
export class Delivery {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** When it was delivered. */
  @Field(time) at!: number;
  /** Code of the place, in the directory of the company that names it. */
  @Field(placeCode) place!: string;
  /** Digest of the move that surrendered the title; where the shipment is delivered against one. */
  @OptionalField(digest) surrender?: string;
}

/** Body of `shipment.delivered`; `previous` is the digest of the fact of custody before. */
export class ShipmentDelivered {
  /** MSP id of the company that receives the goods. */
  @Field(mspId) consignee!: string;
  /** Digest of the fact of custody before. */
  @Field(digest) previous!: string;
  /** When it was delivered. */
  @Field(time) at!: number;
  /** Code of the place, in the directory of the company that names it. */
  @Field(placeCode) place!: string;
  /** Digest of the move that surrendered the title; where the shipment is delivered against one. */
  @OptionalField(digest) surrender?: string;
}
