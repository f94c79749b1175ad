import type { Measurement } from '@kontti/client-sdk';
import { arrivalActualMs, departureActualMs, type Flight } from './flights';
import type { HourlyNormals } from './hourly-normals';
import { greatCirclePoint, type Position } from './position';

const degreeE7 = 10_000_000;
const batteryFullPermille = 1000;

/**
 * What a sensor would have measured on the way: positions on the great circle between the real airports at even times between
 * departure and arrival, the package's normal temperature of that hour, a battery that drains. Derived, not measured.
 */
export function deriveReadings(options: {
  flight: Flight;
  from: Position;
  to: Position;
  normals: HourlyNormals;
  count: number;
}): Measurement[] {
  const { flight, from, to, normals, count } = options;
  const departureMs = departureActualMs(flight);
  const durationMs = Math.max(0, arrivalActualMs(flight) - departureMs);
  return Array.from({ length: count }, (_, index) => {
    const fraction = index / Math.max(1, count - 1);
    const position = greatCirclePoint({ from, to, fraction });
    const atMs = departureMs + Math.round(fraction * durationMs);
    return {
      at: new Date(atMs),
      latitudeE7: Math.round(position.latitude * degreeE7),
      longitudeE7: Math.round(position.longitude * degreeE7),
      temperatureMilliC: normals.temperatureMilliC(atMs),
      batteryPermille: batteryFullPermille - index,
    };
  });
}
