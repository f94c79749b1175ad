import { expect } from 'chai';
import { readingsPerFlight } from '../stations/measure';
import type { VoyageShipment } from '../shipments';
import { pickShipment } from './container';

const shipment = (shipmentId: string, delayMinutes: number): VoyageShipment =>
  ({ shipmentId, flight: { delayMinutes } }) as VoyageShipment;
const outside = (shipmentId: string, readings: number) => ({
  shipmentId,
  excursions: [
    {
      kind: 'temperatureHigh' as const,
      limit: 0,
      worst: 1,
      readings,
      firstSequence: 0,
      firstAt: new Date(0),
    },
  ],
});

describe('voyage: the container that is shown', () => {
  const [late, early, whole, part] = [
    shipment('late', 90),
    shipment('early', 0),
    shipment('whole', 10),
    shipment('part', 5),
  ];

  it('is one that left its conditions on the way, else one that was outside, else the latest', () => {
    const half = readingsPerFlight / 2;
    const excursions = [outside('whole', half), outside('part', 1), outside('whole', half)];
    expect(pickShipment([late, early, whole, part], { excursions })).to.equal(part);
    expect(pickShipment([early, whole, late], { excursions })).to.equal(whole);
    expect(pickShipment([early, late], { excursions })).to.equal(late);
    expect(pickShipment([], { excursions })).to.equal(undefined);
  });
});
