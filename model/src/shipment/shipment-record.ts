import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { containerNumber } from '../validation/container';
import { Field, OptionalField, nested } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, seriesNumber, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { flag, integer, oneOf } from '../validation/rule';
import { Shipment } from './consignment';

/** The states of a shipment: with its consignor, offered to another company, under way, delivered, taken back before it went anywhere. */
export const SHIPMENT_STATUSES = ['consigned', 'offered', 'inTransit', 'delivered', 'cancelled'] as const;

/** One of {@link SHIPMENT_STATUSES}. */
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];

/** `shipment:GetShipment`. */
export class ShipmentRequest {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
}

/** `shipment:QueryShipments`: all conditions hold together; `from` and `to` bound the ledger time of the consignment. */
export class ShipmentQuery extends PageRequest {
  /** Consignor or consignee or custodian. */
  @OptionalField(mspId) company?: string;
  /** Number of the container (ISO 6346). */
  @OptionalField(containerNumber) container?: string;
  /** Origin or destination. */
  @OptionalField(placeCode) place?: string;
  /** Id of a transport that it rides on. */
  @OptionalField(assetId) transport?: string;
  /** What state it is in. */
  @OptionalField(oneOf(SHIPMENT_STATUSES)) status?: ShipmentStatus;
  /** Only what is late, or only what is not. */
  @OptionalField(flag) late?: boolean;
  /** Earliest ledger time of the consignment. */
  @OptionalField(time) from?: number;
  /** Latest ledger time of the consignment. */
  @OptionalField(time) to?: number;
}

/** A shipment: what was consigned, and what follows from the facts by now. */
export class ShipmentRecord {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** MSP id of the company that consigned the goods. */
  @Field(mspId) consignor!: string;
  /** What was consigned, after its amendments. */
  @Field(nested(() => Shipment)) shipment!: Shipment;
  /** What state it is in. */
  @Field(oneOf(SHIPMENT_STATUSES)) status!: ShipmentStatus;
  /** MSP id of the company that has custody. */
  @Field(mspId) custodian!: string;
  /** To whom custody is offered. */
  @OptionalField(mspId) offeredTo?: string;
  /** Number of the latest move (an offer, an amendment or the end), 0 without one; the next one has the next number. */
  @Field(seriesNumber) moves!: number;
  /** True when a transport that it rides on is late. */
  @Field(flag) late!: boolean;
  /** The largest known delay among its legs; absent while none is known. */
  @OptionalField(integer(-LIMITS.delayMinutesMax, LIMITS.delayMinutesMax)) delayMinutes?: number;
  /** Ledger time of the consignment. */
  @Field(time) consignedAt!: number;
  /** When it was delivered; absent before. */
  @OptionalField(time) deliveredAt?: number;
  /** Ledger time of the latest amendment; absent without one. */
  @OptionalField(time) amendedAt?: number;
  /** Ledger time of the cancellation; absent without one. */
  @OptionalField(time) cancelledAt?: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
