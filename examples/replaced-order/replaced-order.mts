import { createHash } from 'node:crypto';
import { connect } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using buyer = await connect({ ...network, mspId: 'Org1MSP' });
await using supplier = await connect({ ...network, mspId: 'Org2MSP' });
await buyer.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await supplier.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });

// The order itself is sent by another way; the ledger has its hash.
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const anchor = async (ref: string, text: string) => {
  const order = { name: 'purchase order', sha256: hash(text), references: ['4711'], counterparty: 'Org2MSP' };
  await buyer.records.anchor({ ref, anchors: [order] });
  return await buyer.records.get({ recordId: `Org1MSP/${ref}/0` });
};
const first = await anchor('replaced-1', '4711: 80 pallets');

// The supplier hashes what it received, and rejects it.
const answer = { recordId: first.recordId, content: hash('4711: 80 pallets'), as: 'rejected' as const };
await supplier.records.acknowledge({ ref: 'replaced-no', acknowledgements: [answer] });
console.log((await buyer.records.get({ recordId: first.recordId })).status);

// Nothing is deleted: another order takes its place, by a fact that names both.
const second = await anchor('replaced-2', '4711: 60 pallets');
const replacedBy = { key: second.fact, digest: second.digest, index: 0 };
const wrong = { key: first.fact, digest: first.digest, index: 0 };
const corrections = [{ ...wrong, reason: '60 pallets were meant', replacedBy }];
await buyer.records.correct({ ref: 'replaced-fix', corrections });
for await (const { correction } of supplier.records.queryCorrections({ key: first.fact })) {
  console.log(`${correction.reason}: see ${correction.replacedBy?.key}`);
}
