import { Field } from '../validation/field';
import { assetId, mspId } from '../validation/identifiers';

/** `shipment:GrantAccess`: the consignor lets another company attach readings to the shipment. */
export class ShipmentGrant {
  @Field(assetId) shipmentId!: string;
  @Field(mspId) company!: string;
}

/** Body of `shipment.granted`. */
export class ShipmentGranted {
  @Field(mspId) company!: string;
}
