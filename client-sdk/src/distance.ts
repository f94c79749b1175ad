import type { OptionRules } from './options/check-options';
import { required, wholeNumber } from './options/rules';

/** A point on the earth, in millionths of a degree (WGS 84). */
export interface GeoPoint {
  /** North is positive. */
  readonly latitudeE6: number;
  /** East is positive. */
  readonly longitudeE6: number;
}

/** What a point may be. */
export const GEO_POINT: OptionRules<GeoPoint> = {
  latitudeE6: required(wholeNumber(-90_000_000, 90_000_000)),
  longitudeE6: required(wholeNumber(-180_000_000, 180_000_000)),
};

/** Mean radius of the earth (IUGG). */
const EARTH_RADIUS_METERS = 6_371_008.8;

const toRadians = (degreesE6: number): number => (degreesE6 / 1e6) * (Math.PI / 180);

/** Metres along the great circle between two points. */
export function distanceMeters(from: GeoPoint, to: GeoPoint): number {
  const [phi1, phi2] = [toRadians(from.latitudeE6), toRadians(to.latitudeE6)];
  const [dPhi, dLambda] = [phi2 - phi1, toRadians(to.longitudeE6 - from.longitudeE6)];
  const chord = Math.sin(dPhi / 2) ** 2 + Math.cos(phi1) * Math.cos(phi2) * Math.sin(dLambda / 2) ** 2;
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(chord)));
}
