import { companies } from './companies';
import type { Flight } from './input/flights';

/** What the forwarder sends with one flight. */
export interface VoyageShipment {
  readonly flight: Flight;
  readonly shipmentId: string;
  readonly truckId: string;
  readonly deviceId: string;
  readonly uld: string;
  /** Thousandths of a degree Celsius. */
  readonly conditions: { readonly temperatureMinMilliC: number; readonly temperatureMaxMilliC: number };
}

/** How many parcels a container holds: items of one run, in the order of the shipments. */
export const parcelsPerShipment = 10;

const uldSerialBase = 10_000;
const chilled = { temperatureMinMilliC: 2000, temperatureMaxMilliC: 5000 };
const ambient = { temperatureMinMilliC: -5000, temperatureMaxMilliC: 30_000 };
/** One in so many needs the cold chain. */
const chilledEvery = 3;

export function shipmentsOf(loaded: readonly Flight[]): VoyageShipment[] {
  const { mspId } = companies.forwarder;
  return loaded.map((flight, index) => ({
    flight,
    shipmentId: `${mspId}/S-${flight.row}`,
    truckId: `${mspId}/T-${flight.row}`,
    deviceId: `${mspId}/D-${flight.row}`,
    uld: `AKE${uldSerialBase + index}EX`,
    conditions: index % chilledEvery === 0 ? chilled : ambient,
  }));
}
