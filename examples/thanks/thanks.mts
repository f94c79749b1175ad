import { connect, KonttiError } from '@kontti/client-sdk';

const network = { organizations: 'try/organizations', user: 'Admin' };
await using employer = await connect({ ...network, mspId: 'Org1MSP' });
await using cafe = await connect({ ...network, mspId: 'Org2MSP' });
await employer.companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
await cafe.companies.register({ name: 'Example Retailer', gln: '6400001000025', jurisdiction: 'FI' });

const classId = 'Org1MSP/thanks';
const rules = { redeemAt: ['Org2MSP'], validityDays: 365, reversalDays: 14 };
await employer.rewards.open({ classId, unit: 'EUR cent', ...rules });

// Each key is a person's own. A budget is the limit of what its owner can award.
const [manager, colleague] = [employer.lots.key(), employer.lots.key()];
const until = new Date(Date.now() + 31 * 86_400_000);
const budget = { holder: manager.holderIn(classId), amount: 2_000n, until };
await employer.rewards.budget({ classId, ref: 'thanks-may', budgets: [budget] });
const award = { classId, from: manager, to: colleague.holderIn(classId) };
await employer.rewards.award({ ...award, ref: 'thanks-1', amount: 1_500n });
try {
  await employer.rewards.award({ ...award, ref: 'thanks-2', amount: 600n });
} catch (error) {
  if (!(error instanceof KonttiError)) throw error;
  console.log(`a second award: ${error.code}`);
}

// The colleague has lunch, as its own key signs.
await cafe.rewards.redeem({ classId, ref: 'thanks-lunch', from: colleague, amount: 1_150n });
const left = { classId, holder: colleague.holderIn(classId), status: 'unspent' } as const;
for await (const { quantity } of cafe.lots.query(left)) console.log(`left: ${quantity}`);
