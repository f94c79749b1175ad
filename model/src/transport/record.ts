import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { Field, OptionalField, nested } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, seriesNumber, time } from '../validation/identifiers';
import { placeCode } from '../validation/places';
import { flag, integer, oneOf } from '../validation/rule';
import { TransportPlan } from './plan';

/** The states of a transport. */
export const TRANSPORT_STATUSES = ['planned', 'departed', 'arrived', 'cancelled'] as const;

/** One of {@link TRANSPORT_STATUSES}. */
export type TransportStatus = (typeof TRANSPORT_STATUSES)[number];

/** `transport:Get`. */
export class TransportRequest {
  /** Id of the transport, `<operator's MSP id>/<local id>`. */
  @Field(assetId) transportId!: string;
}

/** `transport:Query`: `from` and `to` bound the planned departure. */
export class TransportQuery extends PageRequest {
  /** MSP id of the operator. */
  @OptionalField(mspId) company?: string;
  /** Code of the place of departure or arrival. */
  @OptionalField(placeCode) place?: string;
  /** What state it is in. */
  @OptionalField(oneOf(TRANSPORT_STATUSES)) status?: TransportStatus;
  /** Only what is late, or only what is not. */
  @OptionalField(flag) late?: boolean;
  /** Earliest planned departure. */
  @OptionalField(time) from?: number;
  /** Latest planned departure. */
  @OptionalField(time) to?: number;
}

/** A transport: its plan and what its sealed updates say by now. */
export class TransportRecord {
  /** What was planned. */
  @Field(nested(() => TransportPlan)) plan!: TransportPlan;
  /** MSP id of the company that operates it. */
  @Field(mspId) operator!: string;
  /** What its updates say. */
  @Field(oneOf(TRANSPORT_STATUSES)) status!: TransportStatus;
  /** Number of the latest update, 0 without one. */
  @Field(seriesNumber) sequence!: number;
  /** Estimated or actual, as the status says. */
  @OptionalField(time) departure?: number;
  /** Estimated or actual arrival, as the status says. */
  @OptionalField(time) arrival?: number;
  /** Minutes behind the plan at the arrival, negative when early; absent while no arrival is known. */
  @OptionalField(integer(-LIMITS.delayMinutesMax, LIMITS.delayMinutesMax)) delayMinutes?: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
