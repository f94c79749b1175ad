import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath, nested, setOf } from '../validation/field';
import { containerNumber, uldNumber } from '../validation/container';
import { gtin, sscc } from '../validation/gs1';
import { assetId, digest, mspId, ref } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { flag, integer, oneOf, text } from '../validation/rule';

/** An item with a serial number of its own. */
export class Item {
  /** Serial number, once in a shipment. */
  @Field(text(64)) serial!: string;
  /** What it is, for people. */
  @OptionalField(text(LIMITS.textLengthMax)) description?: string;
  /** Global Trade Item Number of GS1. */
  @OptionalField(gtin) gtin?: string;
}

/** What the goods bear; readings outside are excursions. Units: 10⁻³ °C, 10⁻³ g, 10⁻³ % relative humidity. */
@Check<Conditions>((conditions, field) => {
  const { temperatureMinMilliC: min, temperatureMaxMilliC: max } = conditions;
  if (min !== undefined && max !== undefined && max < min) {
    throw new ModelError({
      code: 'FIELD_CONFLICT',
      field: memberPath(field, 'temperatureMaxMilliC'),
      rule: 'not below temperatureMinMilliC',
    });
  }
})
export class Conditions {
  /** Lowest temperature, in thousandths of a degree Celsius. */
  @OptionalField(integer(-273_150, 1_000_000)) temperatureMinMilliC?: number;
  /** Highest temperature, in thousandths of a degree Celsius. */
  @OptionalField(integer(-273_150, 1_000_000)) temperatureMaxMilliC?: number;
  /** Strongest shock, in thousandths of standard gravity. */
  @OptionalField(integer(0, 10_000_000)) shockMaxMilliG?: number;
  /** Highest relative humidity, in thousandths of a percent. */
  @OptionalField(integer(0, 100_000)) humidityMaxMilliPct?: number;
}

/** A document, anchored by the SHA-256 of its bytes. */
export class DocumentAnchor {
  /** Name of the document, for people. */
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  /** SHA-256 of its bytes, in hex. */
  @Field(digest) sha256!: string;
}

/** What a shipment is called elsewhere. */
export const REFERENCE_KINDS = ['booking', 'billOfLading', 'purchaseOrder', 'carrierReference'] as const;

/** One of {@link REFERENCE_KINDS}. */
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

/** A number under which others know the shipment. */
export class ShipmentReference {
  /** Whose number it is. */
  @Field(oneOf(REFERENCE_KINDS)) kind!: ReferenceKind;
  /** The number. */
  @Field(text(LIMITS.referenceLengthMax)) value!: string;
}

/** @throws ModelError `FIELD_DUPLICATE` when two items have the same serial number */
export function demandDistinctSerials(items: readonly Item[], field: string): void {
  const serials = items.map((item) => item.serial);
  if (new Set(serials).size === serials.length) return;
  throw new ModelError({
    code: 'FIELD_DUPLICATE',
    field: memberPath(field, 'items'),
    rule: 'distinct serials',
  });
}

/** Body of `shipment.consigned`. The consignor is the company that owns the shipment's id. */
@Check<Shipment>((shipment, field) => {
  if (shipment.container !== undefined && shipment.uld !== undefined) {
    throw new ModelError({
      code: 'FIELD_CONFLICT',
      field: memberPath(field, 'uld'),
      rule: 'container or uld',
    });
  }
  demandDistinctSerials(shipment.items, field);
})
export class Shipment {
  /** MSP id of the company that receives the goods. */
  @Field(mspId) consignee!: string;
  /** Number of the container (ISO 6346). */
  @OptionalField(containerNumber) container?: string;
  /** Number of the air freight container or pallet (IATA ULD). */
  @OptionalField(uldNumber) uld?: string;
  /** Serial Shipping Container Codes of GS1. */
  @Field(setOf(sscc, { min: 0, max: LIMITS.ssccsMax })) ssccs!: string[];
  /** Items with serial numbers. */
  @Field(listOf(() => Item, { min: 0, max: LIMITS.itemsMax })) items!: Item[];
  /** Ids of the transports that it rides on, in order. */
  @Field(setOf(assetId, { min: 0, max: LIMITS.legsMax })) legs!: string[];
  /** Code of the place where the journey begins, in the own directory. */
  @Field(placeCode) origin!: string;
  /** Code of the place where it ends, in the own directory. */
  @Field(placeCode) destination!: string;
  /** Numbers under which others know it: of a booking, a bill of lading, an order. */
  @OptionalField(listOf(() => ShipmentReference, { min: 1, max: LIMITS.referencesMax }))
  references?: ShipmentReference[];
  /** What the goods bear; readings outside are excursions. */
  @OptionalField(nested(() => Conditions)) conditions?: Conditions;
  /** Documents, anchored by their hashes. */
  @Field(listOf(() => DocumentAnchor, { min: 0, max: LIMITS.documentsMax })) documents!: DocumentAnchor[];
  /** True where the consignor issues a title, against whose surrender alone the shipment is delivered; without, it has none for ever. */
  @OptionalField(flag) againstTitle?: boolean;
}

/** `shipment:Consign`: the calling company, which owns the id, hands goods to the chain. */
export class Consignment extends Shipment {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
}

/** Body of `shipment.consignments`: several shipments of one consignor. */
@Check<ShipmentsConsigned>(({ consignments }, field) => {
  const path = memberPath(field, 'consignments');
  demandDistinct(consignments, { field: path, idOf: ({ shipmentId }) => shipmentId });
})
export class ShipmentsConsigned {
  /** 1 to 100 shipments. */
  @Field(listOf(() => Consignment, { min: 1, max: LIMITS.bulkMax })) consignments!: Consignment[];
}

/** `shipment:ConsignAll`: the calling company, which owns all ids, hands several shipments to the chain in one fact. */
export class ConsignmentList extends ShipmentsConsigned {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
}
