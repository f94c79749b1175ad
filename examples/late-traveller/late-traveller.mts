import { connect, selectLots } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using airline = await connect({ ...network, mspId: 'Org1MSP' });
await using caterer = await connect({ ...network, mspId: 'Org2MSP' });
await airline.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await caterer.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });
const kotka = { code: 'FIKTK', name: 'Kotka', latitudeE6: 60_467_000, longitudeE6: 26_946_000 };
const tallinn = { code: 'EETLL', name: 'Tallinn', latitudeE6: 59_437_000, longitudeE6: 24_754_000 };
await airline.companies.registerPlaces({ ref: 'example-places', places: [kotka, tallinn] });

// The terms say what is earned, what late travellers get, and what a partner may claim.
const programme = 'Org1MSP/late-miles';
await airline.loyalty.setTerms({
  ...{ programme, version: 0, milliPointsPerKm: 1_000, validityDays: 365, partners: ['Org2MSP'] },
  compensation: [{ delayMinutesMin: 60, points: 500n }],
  pointValue: { currency: 'EUR', minorPer1000Points: 800n },
});
const transportId = 'Org1MSP/late-1';
const plan = { transportId, mode: 'air', number: 'F1', from: 'FIKTK', to: 'EETLL' } as const;
const times = { departurePlanned: '2026-01-31T08:00:00Z', arrivalPlanned: '2026-01-31T09:00:00Z' };
await airline.transports.plan({
  ref: 'late-plan',
  transports: [{ ...plan, ...times, distanceMeters: 160_000 }],
});
const arrived = { transportId, sequence: 1, kind: 'arrived', arrival: '2026-01-31T10:30:00Z' } as const;
await airline.transports.update({ ref: 'late-arrived', updates: [arrived] });

// Points belong to the holder of a key, of which the ledger shows a hash.
const wallet = airline.loyalty.wallet();
const holder = wallet.holderIn(programme);
await airline.loyalty.accrue({ programme, ref: 'late-way', accruals: [{ holder, transportId }] });
await airline.loyalty.compensate({ programme, ref: 'late-delay', compensations: [{ holder, transportId }] });
const before = await airline.loyalty.getBalance({ programme, holder, at: new Date() });
console.log(`points: ${before.points}`);

// The traveller signs for a meal, the caterer redeems the order and has a claim on the airline.
const lots = [];
for await (const lot of caterer.loyalty.queryLots({ programme, holder })) lots.push(lot);
const inputs = selectLots({ lots, amount: 250n, at: new Date() });
const valueMin = { currency: 'EUR', minor: 200n };
const order = { programme, ref: 'late-meal', inputs, amount: 250n, partner: 'Org2MSP', valueMin };
await caterer.loyalty.redeem(wallet.signRedemption(order));
const claim = await caterer.loyalty.getClaim({ claimId: 'Org1MSP/late-meal' });
console.log(`${claim.debtor} owes ${claim.creditor} ${claim.currency} ${claim.minor}: ${claim.status}`);

// Claims are netted by what one company proposes and the other agrees to.
const settlement = { ref: 'late-month', counterparty: 'Org1MSP', claims: [claim.claimId] };
await caterer.loyalty.proposeSettlement(settlement);
await airline.loyalty.acceptSettlement({ settlementId: 'Org2MSP/late-month' });
console.log((await airline.loyalty.getClaim({ claimId: claim.claimId })).status);
