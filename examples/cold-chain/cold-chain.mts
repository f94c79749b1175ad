import { connect, verifyBatch, verifyReading } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using org1 = await connect({ ...network, mspId: 'Org1MSP' });
await using org2 = await connect({ ...network, mspId: 'Org2MSP' });
await org1.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await org2.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });
const kotka = { code: 'FIKTK', name: 'Kotka', latitudeE6: 60_467_000, longitudeE6: 26_946_000 };
const tallinn = { code: 'EETLL', name: 'Tallinn', latitudeE6: 59_437_000, longitudeE6: 24_754_000 };
await org1.companies.registerPlaces({ ref: 'example-places', places: [kotka, tallinn] });

// What the goods bear is part of what is consigned.
const shipmentId = 'Org1MSP/cold-1';
const conditions = { temperatureMinMilliC: 2_000, temperatureMaxMilliC: 8_000 };
const way = { origin: 'FIKTK', destination: 'FIKTK' };
await org1.shipments.consign({ shipmentId, consignee: 'Org2MSP', ...way, conditions });

// A device signs its readings in batches; each batch names the one before.
const device = org1.readings.device({ deviceId: 'Org1MSP/cold-1' });
const { deviceId, publicKey } = device;
await org1.companies.registerDevice({ deviceId, publicKey });
const startMs = Date.parse('2026-01-31T08:00:00Z');
const measured = [4_100, 4_900, 9_300, 8_600, 5_200].map((temperatureMilliC, index) => ({
  at: new Date(startMs + index * 60_000),
  temperatureMilliC,
}));
const batches = [measured.slice(0, 2), measured.slice(2)].map((part) => device.sign({ shipmentId }, part));
for await (const { status, batches: stored } of org1.readings.submitAll(batches)) {
  console.log(`${status}: ${stored.length} batches`);
}

// Every company finds the excursion again in the signed readings.
for await (const { excursions } of org2.readings.queryExcursions({ shipmentId })) {
  for (const { kind, limit, worst, readings } of excursions) {
    console.log(`${kind}: ${worst} is above ${limit}, ${readings} readings`);
  }
}

// One reading is proven to somebody who has neither the ledger nor the other readings.
const { bytes } = await org2.readings.getBatch({ deviceId, firstSequence: 2 });
const proof = verifyBatch({ bytes: Buffer.from(bytes, 'base64'), publicKey }).prove(3);
const { sequence, temperatureMilliC } = verifyReading(JSON.parse(JSON.stringify(proof)), { publicKey });
console.log(`proven: reading ${sequence} is ${temperatureMilliC}`);
