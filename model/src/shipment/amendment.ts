import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, listOf, memberPath, nested, setOf } from '../validation/field';
import { sscc } from '../validation/gs1';
import { assetId, digest, mspId, sequence } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { flag, text } from '../validation/rule';
import { DocumentAnchor, Item, ShipmentReference, demandDistinctSerials, type Shipment } from './consignment';

/**
 * What of a shipment takes the place of what it was. Consignor, consignee, container, ULD and conditions never change: others have rights by them,
 * and readings are checked against them.
 */
@Check<ShipmentChanges>((changes, field) => {
  demandDistinctSerials(changes.items ?? [], field);
})
export class ShipmentChanges {
  /** Ids of the transports that it rides on, in order. */
  @OptionalField(setOf(assetId, { min: 0, max: LIMITS.legsMax })) legs?: string[];
  /** Numbers under which others know it. */
  @OptionalField(listOf(() => ShipmentReference, { min: 1, max: LIMITS.referencesMax }))
  references?: ShipmentReference[];
  /** Documents, anchored by their hashes. */
  @OptionalField(listOf(() => DocumentAnchor, { min: 0, max: LIMITS.documentsMax }))
  documents?: DocumentAnchor[];
  /** Serial Shipping Container Codes of GS1; before the first handover, and without a title. */
  @OptionalField(setOf(sscc, { min: 0, max: LIMITS.ssccsMax })) ssccs?: string[];
  /** The packing list; before the first handover, and without a title. */
  @OptionalField(listOf(() => Item, { min: 0, max: LIMITS.itemsMax })) items?: Item[];
  /** Code of the place where the journey begins; before the first handover, and without a title. */
  @OptionalField(placeCode) origin?: string;
  /** Code of the place where it ends; before the first handover, and without a title. */
  @OptionalField(placeCode) destination?: string;
}

/** @throws ModelError `FIELD_MISSING` for an amendment that changes nothing */
function demandSomething(
  { changes, waivesTitle }: Omit<Amendment, 'shipmentId' | 'sequence'>,
  field: string,
): void {
  if (waivesTitle === true || Object.values(changes).some((value) => value !== undefined)) return;
  throw new ModelError({ code: 'FIELD_MISSING', field: memberPath(field, 'changes'), rule: 'any change' });
}

/** What was consigned and taken over: it changes only while the consignor alone has had it. */
export const GOODS_FIELDS = ['ssccs', 'items', 'origin', 'destination'] as const;

/** What of a shipment is wrong: the fact that says it, why, and whether there will be no title. */
class ShipmentMistake {
  /** MSP id of the consignor. */
  @Field(mspId) consignor!: string;
  /** Digest of the fact of custody before. */
  @Field(digest) previous!: string;
  /** Digest of the fact that said so: the consignment or the latest amendment. */
  @Field(digest) corrects!: string;
  /** Why, for people. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
  /** True when the consignor gives up that the shipment ever has a title. */
  @OptionalField(flag) waivesTitle?: boolean;
}

/** Body of `shipment.amended`. */
@Check<ShipmentAmended>(demandSomething)
export class ShipmentAmended extends ShipmentMistake {
  /** What takes the place of what was said. */
  @Field(nested(() => ShipmentChanges)) changes!: ShipmentChanges;
}

/** Body of `shipment.cancelled`. */
export class ShipmentCancelled extends ShipmentMistake {
  /** Digest of the move that surrendered the title, where there was one. */
  @OptionalField(digest) surrender?: string;
}

/** `shipment:Amend`: the consignor says what takes the place of what it consigned. */
@Check<Amendment>(demandSomething)
export class Amendment {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** Number of the move: `moves` of the shipment plus one. */
  @Field(sequence) sequence!: number;
  /** Why, for people. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
  /** What takes the place of what was said. */
  @Field(nested(() => ShipmentChanges)) changes!: ShipmentChanges;
  /** True when the consignor gives up that the shipment ever has a title. */
  @OptionalField(flag) waivesTitle?: boolean;
}

/** `shipment:Cancel`: the consignor takes a shipment back that no other company has had. */
export class Cancellation {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** Why, for people. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
  /** Digest of the move that surrendered the title, where there was one. */
  @OptionalField(digest) surrender?: string;
}

/** A shipment after an amendment. */
export function amendShipment(shipment: Shipment, changes: ShipmentChanges): Shipment {
  const changed = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.assign({}, shipment, Object.fromEntries(changed));
}
