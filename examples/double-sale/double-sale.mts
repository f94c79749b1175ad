import { connect } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using maker = await connect({ ...network, mspId: 'Org1MSP' });
await using shop = await connect({ ...network, mspId: 'Org2MSP' });
await maker.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await shop.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });

// A run of 500 watches is one fact. Of a challenged class the ledger checks no sale; anybody can prove a wrong one.
const classId = 'Org1MSP/double-watch';
const watches = { classId, version: 0, name: 'watch', regime: 'challenged', runLength: 1_000 } as const;
await maker.products.setClass(watches);
const batch = { ref: 'double-B', batch: 'B-1', run: { first: 0, count: 500 } };
await maker.products.make({ classId, version: 0, ...batch });

// Two sales of the same watch, one by each company: one of them sold a copy.
const item = 'Org1MSP/double-B/7';
const marks = [{ items: item, kind: 'sold' as const }];
const own = await maker.products.mark({ ref: 'double-own-sale', marks });
const other = await shop.products.mark({ ref: 'double-shop-sale', marks });
const evidence = [own, other].map(({ result }) => ({ fact: result.digest, index: 0 }));
await shop.products.contradict({ ref: 'double-C', kind: 'soldTwice', item, evidence });
for await (const { type, company } of maker.products.queryStatements({ items: 'Org1MSP/double-B' })) {
  console.log(`${type} by ${company}`);
}

// The maker recalls the batch, and the shop says what it did.
await maker.products.recall({ ref: 'double-R', classId, reason: 'copies in the market', batches: ['B-1'] });
const recallId = 'Org1MSP/double-R';
await shop.products.answerRecall({ ref: 'double-A', recallId, as: 'quarantined', items: [item] });
for await (const { company, as } of maker.products.queryAnswers({ recallId })) {
  console.log(`${company}: ${as}`);
}
