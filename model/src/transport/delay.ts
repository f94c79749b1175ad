/** Whole minutes between the planned arrival and the estimated or actual one, rounded down; negative when early. */
export function delayMinutes(times: { readonly arrivalPlanned: number; readonly arrival: number }): number {
  return Math.floor((times.arrival - times.arrivalPlanned) / 60_000);
}

/** True when a transport with this delay is late; what is early or on time is not. */
export function isLate(minutes: number | undefined): boolean {
  return minutes !== undefined && minutes > 0;
}
