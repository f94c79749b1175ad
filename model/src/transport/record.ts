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
  @Field(assetId) transportId!: string;
}

/** `transport:Query`: `from` and `to` bound the planned departure. */
export class TransportQuery extends PageRequest {
  @OptionalField(mspId) company?: string;
  @OptionalField(placeCode) place?: string;
  @OptionalField(oneOf(TRANSPORT_STATUSES)) status?: TransportStatus;
  @OptionalField(flag) late?: boolean;
  @OptionalField(time) from?: number;
  @OptionalField(time) to?: number;
}

/** A transport: its plan and what its sealed updates say by now. */
export class TransportRecord {
  @Field(nested(() => TransportPlan)) plan!: TransportPlan;
  @Field(mspId) operator!: string;
  @Field(oneOf(TRANSPORT_STATUSES)) status!: TransportStatus;
  /** Number of the latest update, 0 without one. */
  @Field(seriesNumber) sequence!: number;
  /** Estimated or actual, as the status says. */
  @OptionalField(time) departure?: number;
  @OptionalField(time) arrival?: number;
  @OptionalField(integer(-LIMITS.delayMinutesMax, LIMITS.delayMinutesMax)) delayMinutes?: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
