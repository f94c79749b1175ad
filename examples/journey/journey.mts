import { connect } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using org1 = await connect({ ...network, mspId: 'Org1MSP' });
await using org2 = await connect({ ...network, mspId: 'Org2MSP' });
await org1.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await org2.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });
const kotka = { code: 'FIKTK', name: 'Kotka', latitudeE6: 60_467_000, longitudeE6: 26_946_000 };
const tallinn = { code: 'EETLL', name: 'Tallinn', latitudeE6: 59_437_000, longitudeE6: 24_754_000 };
for (const client of [org1, org2]) {
  await client.companies.registerPlaces({ ref: 'example-places', places: [kotka, tallinn] });
}

// The operator plans a leg; a shipment rides on it.
const transportId = 'Org1MSP/journey-1';
const plan = { transportId, mode: 'sea', number: 'V7', from: 'FIKTK', to: 'EETLL' } as const;
const times = { departurePlanned: '2026-01-31T08:00:00Z', arrivalPlanned: '2026-01-31T12:00:00Z' };
await org1.transports.plan({
  ref: 'journey-plan',
  transports: [{ ...plan, ...times, distanceMeters: 160_000 }],
});
const shipmentId = 'Org1MSP/journey-1';
const way = { origin: 'FIKTK', destination: 'EETLL', legs: [transportId] };
await org1.shipments.consign({ shipmentId, consignee: 'Org2MSP', container: 'CSQU3054383', ...way });

// The arrival is late: the delay is known to everybody with the transaction that reports it.
const arrived = { transportId, sequence: 1, kind: 'arrived', arrival: '2026-01-31T13:10:00Z' } as const;
await org1.transports.update({ ref: 'journey-arrived', updates: [arrived] });
const { late, delayMinutes } = await org2.shipments.get({ shipmentId });
console.log(`late: ${late}, by ${delayMinutes} minutes`);

// A milestone shows who reported it.
const discharged = {
  shipmentId,
  kind: 'discharged',
  classifier: 'actual',
  at: arrived.arrival,
  place: 'EETLL',
} as const;
await org1.shipments.reportMilestones({ ref: 'journey-discharged', milestones: [discharged] });
for await (const { kind, reporter } of org2.shipments.queryMilestones({ shipmentId })) {
  console.log(`${kind}, says ${reporter}`);
}

// Custody moves when both companies agree; the consignee, who has custody, ends the journey.
await org1.shipments.offerCustody({ shipmentId, sequence: 1, to: 'Org2MSP' });
await org2.shipments.acceptCustody({ shipmentId, sequence: 1 });
await org2.shipments.deliver({ shipmentId, at: '2026-01-31T14:00:00Z', place: 'EETLL' });
const { handovers, status } = await org1.shipments.getCustody({ shipmentId });
for (const { from, to, status: outcome } of handovers) console.log(`${from} to ${to}: ${outcome}`);
console.log(status);

// The history has every fact about the shipment, with the companies that sealed it.
for await (const { fact } of org2.history({ asset: `shipment/${shipmentId}` })) {
  console.log(fact?.type, fact?.vouchers.join(' + '));
}
