import type { TransportUpdateKind } from './update';

/** That a transport is late by another delay than was known before, as its operator's update says. */
export interface TransportDelayed {
  /** Id of the transport, `<operator's MSP id>/<local id>`. */
  readonly transportId: string;
  /** Number of the update. */
  readonly sequence: number;
  /** What kind of update it is. */
  readonly kind: TransportUpdateKind;
  /** More than 0. */
  readonly delayMinutes: number;
}

/** Whole minutes between the planned arrival and the estimated or actual one, rounded down; negative when early. */
export function delayMinutes(times: { readonly arrivalPlanned: number; readonly arrival: number }): number {
  return Math.floor((times.arrival - times.arrivalPlanned) / 60_000);
}

/** True when a transport with this delay is late; what is early or on time is not. */
export function isLate(minutes: number | undefined): boolean {
  return minutes !== undefined && minutes > 0;
}
