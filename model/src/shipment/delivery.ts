import { Field } from '../validation/field';
import { assetId, digest, mspId, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';

/** `shipment:Deliver`: the consignee, who has custody, states that the journey is over. */
export class Delivery {
  @Field(assetId) shipmentId!: string;
  @Field(time) at!: number;
  @Field(placeCode) place!: string;
}

/** Body of `shipment.delivered`; `previous` is the digest of the fact of custody before. */
export class ShipmentDelivered {
  @Field(mspId) consignee!: string;
  @Field(digest) previous!: string;
  @Field(time) at!: number;
  @Field(placeCode) place!: string;
}
