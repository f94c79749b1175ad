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
  @Field(assetId) transportId!: string;
  @Field(oneOf(TRANSPORT_MODES)) mode!: TransportMode;
  @Field(text(64)) number!: string;
  @Field(placeCode) from!: string;
  @Field(placeCode) to!: string;
  @Field(time) departurePlanned!: number;
  @Field(time) arrivalPlanned!: number;
  @Field(integer(1, LIMITS.distanceMetersMax)) distanceMeters!: number;
}

/** Body of `transport.planned`. */
export class TransportsPlanned {
  @Field(listOf(() => TransportPlan, { min: 1, max: LIMITS.bulkMax })) transports!: TransportPlan[];
}

/** `transport:Plan`: legs that the calling company operates. */
export class TransportPlanning extends TransportsPlanned {
  @Field(ref) ref!: string;
}
