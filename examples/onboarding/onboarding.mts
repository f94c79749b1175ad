import { connect } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using org1 = await connect({ ...network, mspId: 'Org1MSP' });
await using org2 = await connect({ ...network, mspId: 'Org2MSP' });

// Each company registers itself, once; a repeat of the same changes nothing.
await org1.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await org2.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });
const { name, jurisdiction } = await org2.companies.get({ mspId: 'Org1MSP' });
console.log(`Org2MSP reads: Org1MSP is ${name} in ${jurisdiction}`);

// A company names places in a directory of its own.
const kotka = { code: 'FIKTK', name: 'Kotka', latitudeE6: 60_467_000, longitudeE6: 26_946_000 };
const tallinn = { code: 'EETLL', name: 'Tallinn', latitudeE6: 59_437_000, longitudeE6: 24_754_000 };
await org1.companies.registerPlaces({ ref: 'example-places', places: [kotka, tallinn] });
const place = await org2.companies.getPlace({ mspId: 'Org1MSP', code: 'FIKTK' });
console.log(`FIKTK is ${place.name}`);

// Its rule says whose seals a fact about its assets needs, besides its own.
const rule = "AND('{self}', OR('{custodian}', '{consignee}'))";
await org1.companies.setRule({ assetType: 'shipment', version: 0, rule });
console.log(`rule ${(await org2.companies.getRule({ mspId: 'Org1MSP', assetType: 'shipment' })).rule}`);

// A device's public key is registered by its owner; a revocation is final.
const device = org1.readings.device({ deviceId: 'Org1MSP/onboarding' });
await org1.companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
await org1.companies.revokeDevice({ deviceId: device.deviceId, reason: 'lost' });
const { status, reason } = await org2.companies.getDevice({ deviceId: device.deviceId });
console.log(`device ${status}: ${reason}`);
