import { Field } from '../validation/field';
import { assetId, mspId } from '../validation/identifiers';

/** `shipment:GrantAccess`: the consignor lets another company attach readings to the shipment. */
export class ShipmentGrant {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** MSP id of the company that may attach readings. */
  @Field(mspId) company!: string;
}

/** Body of `shipment.granted`. */
export class ShipmentGranted {
  /** MSP id of the company that may attach readings. */
  @Field(mspId) company!: string;
}
