import { connect } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using buyer = await connect({ ...network, mspId: 'Org1MSP' });
await using seller = await connect({ ...network, mspId: 'Org2MSP' });
await buyer.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await seller.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });

// The buyer admits an invoice in three instalments, which add up to its amount.
const classId = 'Org1MSP/instalments-debts';
await buyer.settlement.open({ classId, unit: 'EUR cent' });
const dueAt = ['2027-01-31T00:00:00Z', '2027-02-28T00:00:00Z', '2027-03-31T00:00:00Z'];
const invoice = { ref: 'instalments-7', to: 'Org2MSP', amount: 10_000n, dueAt };
await buyer.settlement.oweInstalments({ classId, ...invoice });
const first = await seller.settlement.statement({ classId, creditor: 'Org2MSP' });
console.log(`owed: ${first.open} in ${first.months.length} months`);

// The seller disputes nothing, but the buyer finds a mistake in the last one before it is due.
const disputed = 'Org1MSP/instalments-7/2';
await buyer.settlement.dispute({ lotId: disputed, reason: 'one pallet was broken' });
console.log(`disputed: ${(await seller.settlement.statement({ classId, creditor: 'Org2MSP' })).disputed}`);
await buyer.settlement.withdrawDispute({ lotId: disputed });

// What the seller owes the buyer is netted with the first instalment, and both seal the result.
await seller.settlement.open({ classId: 'Org2MSP/instalments-debts', unit: 'EUR cent' });
const credit = [{ to: 'Org1MSP', amount: 1_200n, dueAt: '2027-01-31T00:00:00Z' }];
await seller.settlement.owe({
  classId: 'Org2MSP/instalments-debts',
  ref: 'instalments-credit',
  debts: credit,
});
const obligationIds = ['Org1MSP/instalments-7/0', 'Org2MSP/instalments-credit/0'];
const expiresAt = new Date(Date.now() + 3_600_000);
await buyer.settlement.proposeNetting({ ref: 'instalments-net', obligationIds, expiresAt });
const dealId = 'Org1MSP/instalments-net';
const { digest } = await seller.settlement.getNetting({ dealId });
await seller.trade.accept({ dealId, digest });
console.log(`still owed: ${(await seller.settlement.statement({ classId, creditor: 'Org2MSP' })).open}`);
