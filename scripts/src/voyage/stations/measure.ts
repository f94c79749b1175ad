import type { Device } from '@kontti/client-sdk';
import { chunksOf, forEachBounded } from '../concurrent';
import { deriveReadings } from '../input/derive-readings';
import type { VoyageShipment } from '../shipments';
import { inFlightMax, note, type Voyage } from '../voyage';

export const readingsPerFlight = 120;
const readingsPerBatch = 60;

/** What a device signed, to hold against what each company received. */
export interface SentBatch {
  readonly deviceId: string;
  readonly shipmentId: string;
  readonly bytes: Buffer;
  /** True when a temperature in it is outside the shipment's conditions. */
  readonly isOutside: boolean;
}

/** Each shipment's device sends what it measured on the flight, in signed batches that name the one before. */
export async function measure(
  voyage: Voyage,
  options: { shipments: readonly VoyageShipment[]; devices: ReadonlyMap<string, Device> },
): Promise<readonly SentBatch[]> {
  const sent: SentBatch[] = [];
  const step = voyage.progress.step({
    name: 'readings sent',
    total: options.shipments.length * readingsPerFlight,
  });
  await forEachBounded(options.shipments, {
    inFlightMax,
    work: async ({ deviceId, shipmentId, uld, flight, conditions }) => {
      const device = options.devices.get(deviceId);
      const from = voyage.airports.get(flight.origin);
      const to = voyage.airports.get(flight.destination);
      if (device === undefined || from === undefined || to === undefined) {
        throw new RangeError(`shipment ${shipmentId} has no device or no airports`);
      }
      const readings = deriveReadings({
        flight,
        from,
        to,
        normals: voyage.normals,
        count: readingsPerFlight,
      });
      for (const measurements of chunksOf(readings, readingsPerBatch)) {
        const batch = device.sign({ shipmentId, container: uld }, measurements);
        const bytes = Buffer.from(batch.bytes);
        const isOutside = measurements.some(
          ({ temperatureMilliC = 0 }) =>
            temperatureMilliC < conditions.temperatureMinMilliC ||
            temperatureMilliC > conditions.temperatureMaxMilliC,
        );
        sent.push({ deviceId, shipmentId, bytes, isOutside });
        const submitted = await voyage.clients.forwarder.readings.submit({
          batches: [bytes.toString('base64')],
        });
        note(voyage, submitted);
        step.advance(measurements.length);
      }
    },
  });
  step.done();
  return sent;
}
