import { connect, KonttiError } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using studio = await connect({ ...network, mspId: 'Org1MSP' });
await using cinema = await connect({ ...network, mspId: 'Org2MSP' });
await studio.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await cinema.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });

// A licence of ten screenings, which cannot be passed on.
const classId = 'Org1MSP/screenings';
await studio.licences.open({ classId, unit: 'screening', transfer: 'none' });
await studio.licences.grant({ classId, ref: 'screenings-film', to: 'Org2MSP', uses: 10n });

// The cinema states each week how often it showed the film.
for (const week of [14, 15, 16]) {
  try {
    await cinema.licences.use({ classId, ref: `screenings-w${week}`, uses: 4n });
    console.log(`week ${week}: 4 screenings`);
  } catch (error) {
    if (!(error instanceof KonttiError)) throw error;
    console.log(`week ${week}: ${error.code}`);
  }
}

// The studio owes each who has rights a share; the shares add up to the amount.
const debts = 'Org1MSP/screenings-royalties';
await studio.settlement.open({ classId: debts, unit: 'EUR cent' });
const shares = [
  { to: 'Org2MSP', parts: 1 },
  { to: 'Org1MSP', parts: 2 },
];
const royalties = { ref: 'screenings-april', amount: 1_000n, dueAt: '2027-05-01T00:00:00Z', shares };
await studio.licences.payRoyalties({ classId: debts, ...royalties });
for (const n of [0, 1]) {
  const { holder, quantity } = await cinema.lots.get({ lotId: `Org1MSP/screenings-april/${n}` });
  console.log(`${holder}: ${quantity}`);
}
