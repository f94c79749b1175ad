import { connect, KonttiError } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using exporter = await connect({ ...network, mspId: 'Org1MSP' });
await using bank = await connect({ ...network, mspId: 'Org2MSP' });
await exporter.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await bank.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });
const kotka = { code: 'FIKTK', name: 'Kotka', latitudeE6: 60_467_000, longitudeE6: 26_946_000 };
const tallinn = { code: 'EETLL', name: 'Tallinn', latitudeE6: 59_437_000, longitudeE6: 24_754_000 };
await exporter.companies.registerPlaces({ ref: 'example-places', places: [kotka, tallinn] });

// A shipment that is delivered against its title alone.
const shipmentId = 'Org1MSP/pledge-1';
const way = { consignee: 'Org2MSP', origin: 'FIKTK', destination: 'EETLL', againstTitle: true };
await exporter.shipments.consign({ shipmentId, ...way });
await exporter.trade.open({ classId: 'Org1MSP/pledge-bl' });
const titles = [{ shipment: shipmentId, to: 'Org1MSP' }];
await exporter.trade.issueTitles({ classId: 'Org1MSP/pledge-bl', ref: 'pledge-bl', titles });

// The bank gives credit. The exporter owes it, and pledges the title for that.
const credit = { classId: 'Org2MSP/pledge-credit', version: 0 };
const forCompanies = { holders: 'company', transfer: 'free', partners: [], redeemAt: [] } as const;
await bank.lots.setClass({ ...credit, ...forCompanies, kind: 'points', unit: 'EUR' });
const lots = [{ holder: 'company:Org1MSP', quantity: 30_000n }];
await bank.lots.issue({ ...credit, ref: 'pledge-line', lots });
await exporter.settlement.open({ classId: 'Org1MSP/pledge-debts', unit: 'EUR' });
const debts = [{ to: 'Org2MSP', amount: 30_000n, dueAt: '2027-06-01T00:00:00Z' }];
await exporter.settlement.owe({ classId: 'Org1MSP/pledge-debts', ref: 'pledge-loan', debts });
const obligationId = 'Org1MSP/pledge-loan/0';
const title = { titleId: 'Org1MSP/pledge-bl/0', to: 'Org2MSP', secures: obligationId };
await exporter.trade.pledge({ ref: 'pledge-p', ...title });
const titleId = 'Org1MSP/pledge-p/m0';
console.log(`pledged to ${(await bank.lots.get({ lotId: titleId })).keeper}`);

// Until it is paid the exporter cannot give the title away.
try {
  await exporter.trade.endorse({ ref: 'pledge-x', titleId, to: 'Org2MSP' });
} catch (error) {
  if (!(error instanceof KonttiError)) throw error;
  console.log(error.code);
}

// Payment and debt leave in one step; then the bank releases the title.
const expiresAt = new Date(Date.now() + 3_600_000);
await exporter.settlement.proposePayment({
  ref: 'pledge-pay',
  obligationId,
  paidWith: credit.classId,
  expiresAt,
});
const dealId = 'Org1MSP/pledge-pay';
await bank.trade.accept({ dealId, digest: (await bank.deals.get({ dealId })).digest });
await bank.trade.release({ ref: 'pledge-free', titleId });
console.log(`released to ${(await exporter.lots.get({ lotId: 'Org2MSP/pledge-free/m0' })).keeper}`);
