import { LIMITS } from '../limits';
import { Check, Field, listOf, memberPath } from '../validation/field';
import { assetId, ref, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { integer, oneOf, text } from '../validation/rule';
import { checkTimeOrder } from '../validation/time-order';

/** The ways in which a leg is travelled. */
export const TRANSPORT_MODES = ['sea', 'rail', 'road', 'air'] as const;

/** One of {@link TRANSPORT_MODES}. */
export type TransportMode = (typeof TRANSPORT_MODES)[number];

/** A planned sea, rail, road or air leg. `number` is the voyage, train, truck or flight number. */
@Check<TransportPlan>((plan, field) => {
  checkTimeOrder(plan.departurePlanned, plan.arrivalPlanned, memberPath(field, 'arrivalPlanned'));
})
export class TransportPlan {
  /** Id of the transport, `<operator's MSP id>/<local id>`. */
  @Field(assetId) transportId!: string;
  /** How it travels. */
  @Field(oneOf(TRANSPORT_MODES)) mode!: TransportMode;
  /** Number of the voyage, train, trip or flight, for people. */
  @Field(text(64)) number!: string;
  /** Code of the place of departure, in the own directory. */
  @Field(placeCode) from!: string;
  /** Code of the place of arrival, in the own directory. */
  @Field(placeCode) to!: string;
  /** When it is to depart. */
  @Field(time) departurePlanned!: number;
  /** When it is to arrive. */
  @Field(time) arrivalPlanned!: number;
  /** Length of the way; points are earned for it. */
  @Field(integer(1, LIMITS.distanceMetersMax)) distanceMeters!: number;
}

/** Body of `transport.planned`. */
export class TransportsPlanned {
  /** The plans. */
  @Field(listOf(() => TransportPlan, { min: 1, max: LIMITS.bulkMax })) transports!: TransportPlan[];
}

/** `transport:Plan`: legs that the calling company operates. */
export class TransportPlanning extends TransportsPlanned {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
}
