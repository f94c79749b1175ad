/** `2001-01-13 14:55`, UTC. */
export function timeOfDay(time: Date): string {
  return time.toISOString().slice(0, 16).replace('T', ' ');
}

/** Thousandths of a degree in degrees. */
export function degrees(milliC: number): string {
  return (milliC / 1000).toFixed(1);
}

/** How late something is. */
export function minutesLate(minutes: number): string {
  if (minutes === 0) return 'on time';
  return minutes > 0 ? `${minutes} min late` : `${-minutes} min early`;
}

/** Minor units of a currency with two decimals. */
export function money({ currency, minor }: { readonly currency: string; readonly minor: bigint }): string {
  return `${currency} ${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
}

/** `1 meal`, `2 meals`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
