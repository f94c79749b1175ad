import type { Device } from '@kontti/client-sdk';
import { companies } from '../companies';
import { chunksOf, forEachBounded } from '../concurrent';
import type { Clients } from '../network';
import type { VoyageShipment } from '../shipments';
import { bulkSize, inFlightMax, note, transportIdOf, type Voyage } from '../voyage';
import { onceSeen } from './once-seen';
import { helsinki, kouvola } from './setup';

const hourMs = 3_600_000;
const truckLeadMs = 20 * hourMs;
const truckDurationMs = 2 * hourMs;
const truckMeters = 134_000;

/** The forwarder's own leg is an example: the data set has American flights only. */
async function planTrucks(voyage: Voyage, shipments: readonly VoyageShipment[]): Promise<void> {
  for (const chunk of chunksOf(shipments, bulkSize)) {
    const planned = await voyage.clients.forwarder.transports.plan({
      ref: `trucks-${chunk[0]?.flight.row}`,
      transports: chunk.map(({ truckId, flight }) => ({
        transportId: truckId,
        mode: 'road',
        number: 'example leg',
        from: kouvola.code,
        to: helsinki.code,
        departurePlanned: new Date(flight.departurePlannedMs - truckLeadMs),
        arrivalPlanned: new Date(flight.departurePlannedMs - truckLeadMs + truckDurationMs),
        distanceMeters: truckMeters,
      })),
    });
    note(voyage, planned);
  }
}

/** Hands a shipment over: the custodian offers it, the next one accepts. */
export async function handOver(options: {
  voyage: Voyage;
  shipmentId: string;
  from: keyof Clients;
  to: keyof Clients;
  sequence: number;
}): Promise<void> {
  const { voyage, shipmentId, from, to, sequence } = options;
  const offer = { shipmentId, sequence, to: companies[to].mspId };
  note(voyage, await voyage.clients[from].shipments.offerCustody(offer));
  const { shipments } = voyage.clients[to];
  note(voyage, await onceSeen(() => shipments.acceptCustody({ shipmentId, sequence })));
}

/** Registers a device for each shipment, consigns it to the retailer and hands it to the airline. */
export async function consign(
  voyage: Voyage,
  options: { shipments: readonly VoyageShipment[]; admins: Clients },
): Promise<ReadonlyMap<string, Device>> {
  const { shipments, admins } = options;
  const { forwarder } = voyage.clients;
  const devices = new Map<string, Device>();
  const step = voyage.progress.step({ name: 'shipments consigned, handed over', total: shipments.length });
  await planTrucks(voyage, shipments);
  await forEachBounded(shipments, {
    inFlightMax,
    work: async ({ flight, shipmentId, truckId, deviceId, uld, conditions }) => {
      const device = forwarder.readings.device({ deviceId });
      devices.set(deviceId, device);
      note(
        voyage,
        await admins.forwarder.companies.registerDevice({ deviceId, publicKey: device.publicKey }),
      );
      const consigned = await forwarder.shipments.consign({
        shipmentId,
        consignee: companies.retailer.mspId,
        uld,
        ssccs: [],
        items: [{ serial: `item-${flight.row}` }],
        legs: [truckId, transportIdOf(flight)],
        origin: kouvola.code,
        destination: flight.destination,
        conditions,
        documents: [],
        againstTitle: true,
      });
      note(voyage, consigned);
      await handOver({ voyage, shipmentId, from: 'forwarder', to: 'airline', sequence: 1 });
      step.advance();
    },
  });
  step.done();
  return devices;
}
