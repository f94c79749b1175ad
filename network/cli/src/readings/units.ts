import type { MeasuredQuantity, SeriesExcursion } from '@kontti/client-sdk';

/** How a quantity is shown to people. */
interface Unit {
  readonly label: string;
  /** How many of the ledger's units make one of it. */
  readonly factor: number;
  /** What can be outside a shipment's conditions. */
  readonly excursions: readonly SeriesExcursion['kind'][];
}

const UNITS: Readonly<Record<MeasuredQuantity, Unit>> = {
  latitudeE7: { label: 'latitude °', factor: 1e7, excursions: [] },
  longitudeE7: { label: 'longitude °', factor: 1e7, excursions: [] },
  temperatureMilliC: {
    label: 'temperature °C',
    factor: 1_000,
    excursions: ['temperatureLow', 'temperatureHigh'],
  },
  shockMilliG: { label: 'shock g', factor: 1_000, excursions: ['shock'] },
  humidityMilliPct: { label: 'humidity %', factor: 1_000, excursions: ['humidity'] },
  batteryPermille: { label: 'battery %', factor: 10, excursions: [] },
  odometerM: { label: 'odometer km', factor: 1_000, excursions: [] },
  energyWh: { label: 'energy kWh', factor: 1_000, excursions: [] },
};

/** How a quantity is shown. */
export function toUnit(name: MeasuredQuantity): Unit {
  return UNITS[name];
}

/** A kind of excursion by the quantity that it is about. */
export function excursionToUnit(kind: SeriesExcursion['kind']): Unit {
  return Object.values(UNITS).find(({ excursions }) => excursions.includes(kind)) ?? UNITS.temperatureMilliC;
}
