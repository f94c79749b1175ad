import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { containerNumber } from '../validation/container';
import { Field, OptionalField, nested } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, seriesNumber, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { flag, integer, oneOf } from '../validation/rule';
import { Shipment } from './consignment';

/** The states of a shipment: with its consignor, offered to another company, under way, delivered. */
export const SHIPMENT_STATUSES = ['consigned', 'offered', 'inTransit', 'delivered'] as const;

/** One of {@link SHIPMENT_STATUSES}. */
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];

/** `shipment:GetShipment`. */
export class ShipmentRequest {
  @Field(assetId) shipmentId!: string;
}

/** `shipment:QueryShipments`: all conditions hold together; `from` and `to` bound the ledger time of the consignment. */
export class ShipmentQuery extends PageRequest {
  /** Consignor or consignee or custodian. */
  @OptionalField(mspId) company?: string;
  @OptionalField(containerNumber) container?: string;
  /** Origin or destination. */
  @OptionalField(placeCode) place?: string;
  @OptionalField(assetId) transport?: string;
  @OptionalField(oneOf(SHIPMENT_STATUSES)) status?: ShipmentStatus;
  @OptionalField(flag) late?: boolean;
  @OptionalField(time) from?: number;
  @OptionalField(time) to?: number;
}

/** A shipment: what was consigned, and what follows from the facts by now. */
export class ShipmentRecord {
  @Field(assetId) shipmentId!: string;
  @Field(mspId) consignor!: string;
  @Field(nested(() => Shipment)) shipment!: Shipment;
  @Field(oneOf(SHIPMENT_STATUSES)) status!: ShipmentStatus;
  @Field(mspId) custodian!: string;
  /** To whom custody is offered. */
  @OptionalField(mspId) offeredTo?: string;
  /** Number of the latest move of custody (an offer or the delivery), 0 without one; the next offer has the next number. */
  @Field(seriesNumber) moves!: number;
  /** True when a transport that it rides on is late. */
  @Field(flag) late!: boolean;
  /** The largest known delay among its legs; absent while none is known. */
  @OptionalField(integer(-LIMITS.delayMinutesMax, LIMITS.delayMinutesMax)) delayMinutes?: number;
  @Field(time) consignedAt!: number;
  @OptionalField(time) deliveredAt?: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
