import type { KonttiClient } from '@kontti/client-sdk';
import { companies, companyRoles, programme } from '../companies';
import { minutesLate, money } from './words';

/** A journey whose traveller was compensated. */
interface LateJourney {
  readonly transportId: string;
  readonly holder: string;
}

/** What a late traveller got, and where it was eaten, as the ledger shows it to the company that redeemed. */
export async function travellerStory(client: KonttiClient, journey: LateJourney): Promise<string[]> {
  const { holder, transportId } = journey;
  const { plan, delayMinutes = 0 } = await client.transports.get({ transportId });
  const received = { accrual: 0n, compensation: 0n };
  const spends = new Set<string>();
  for await (const { origin, amount, spentBy } of client.loyalty.queryLots({ programme, holder })) {
    if (origin === 'accrual' || origin === 'compensation') received[origin] += amount;
    if (spentBy !== undefined) spends.add(spentBy);
  }
  const meals = await Promise.all([...spends].map((claimId) => mealLine(client, claimId)));
  const { points } = await client.loyalty.getBalance({ programme, holder, at: new Date() });
  return [
    `Traveller ${holder.slice(0, 12)}…, ${minutesLate(delayMinutes)} on a flight from ${plan.from} to ${plan.to}`,
    `  got          ${received.compensation} points for being late, ${received.accrual} for the distance of all flights`,
    ...meals,
    `  has left     ${points} points`,
  ];
}

async function mealLine(client: KonttiClient, claimId: string): Promise<string> {
  const { points, creditor, debtor, status, ...value } = await client.loyalty.getClaim({ claimId });
  const role = companyRoles.find((each) => companies[each].mspId === creditor);
  const place = role === undefined ? creditor : companies[role].name;
  return `  ate          at ${place} for ${points} points: ${debtor} owes ${money(value)}, ${status}`;
}
