import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, listOf, memberPath, nested, setOf } from '../validation/field';
import { containerNumber, uldNumber } from '../validation/container';
import { gtin, sscc } from '../validation/gs1';
import { assetId, digest, mspId } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { integer, text } from '../validation/rule';

/** An item with a serial number of its own. */
export class Item {
  @Field(text(64)) serial!: string;
  @OptionalField(text(LIMITS.textLengthMax)) description?: string;
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
  @OptionalField(integer(-273_150, 1_000_000)) temperatureMinMilliC?: number;
  @OptionalField(integer(-273_150, 1_000_000)) temperatureMaxMilliC?: number;
  @OptionalField(integer(0, 10_000_000)) shockMaxMilliG?: number;
  @OptionalField(integer(0, 100_000)) humidityMaxMilliPct?: number;
}

/** A document, anchored by the SHA-256 of its bytes. */
export class DocumentAnchor {
  @Field(text(LIMITS.nameLengthMax)) name!: string;
  @Field(digest) sha256!: string;
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
  const serials = shipment.items.map((item) => item.serial);
  if (new Set(serials).size !== serials.length) {
    throw new ModelError({
      code: 'FIELD_DUPLICATE',
      field: memberPath(field, 'items'),
      rule: 'distinct serials',
    });
  }
})
export class Shipment {
  @Field(mspId) consignee!: string;
  @OptionalField(containerNumber) container?: string;
  @OptionalField(uldNumber) uld?: string;
  @Field(setOf(sscc, { min: 0, max: LIMITS.ssccsMax })) ssccs!: string[];
  @Field(listOf(() => Item, { min: 0, max: LIMITS.itemsMax })) items!: Item[];
  /** Ids of the transports that it rides on, in order. */
  @Field(setOf(assetId, { min: 0, max: LIMITS.legsMax })) legs!: string[];
  @Field(placeCode) origin!: string;
  @Field(placeCode) destination!: string;
  @OptionalField(nested(() => Conditions)) conditions?: Conditions;
  @Field(listOf(() => DocumentAnchor, { min: 0, max: LIMITS.documentsMax })) documents!: DocumentAnchor[];
}

/** `shipment:Consign`: the calling company, which owns the id, hands goods to the chain. */
export class Consignment extends Shipment {
  @Field(assetId) shipmentId!: string;
}
