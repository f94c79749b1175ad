import { companies, type CompanyRole } from './companies';
import type { VoyageShipment } from './shipments';

/** What one company owes another for its services, in minor units of the currency. */
export interface Invoice {
  readonly debtor: CompanyRole;
  readonly creditor: CompanyRole;
  readonly minor: bigint;
  /** What the creditor calls it. */
  readonly about: string;
}

/** The class of what a company owes. */
export function debtsOf(role: CompanyRole): string {
  return `${companies[role].mspId}/debts`;
}

export function isDebt(classId: string): boolean {
  return classId.endsWith('/debts');
}

const freightPerKm = 40;
const airFreightPerKm = 25;
const servicePerFlight = 150;
const groceriesPerMeal = 300;

function freight(shipments: readonly Pick<VoyageShipment, 'flight'>[], perKm: number): bigint {
  const km = shipments.reduce((sum, { flight }) => sum + Math.floor(flight.distanceMeters / 1000), 0);
  return BigInt(km * perKm);
}

/** What the four companies owe one another, in a ring: prices are examples. What nobody used costs nothing. */
export function invoicesOf(used: {
  readonly shipments: readonly Pick<VoyageShipment, 'flight'>[];
  readonly flights: number;
  readonly meals: number;
}): readonly Invoice[] {
  const { shipments, flights, meals } = used;
  const all: readonly Invoice[] = [
    {
      ...{ debtor: 'retailer', creditor: 'forwarder', about: 'freight' },
      minor: freight(shipments, freightPerKm),
    },
    {
      ...{ debtor: 'forwarder', creditor: 'airline', about: 'air-freight' },
      minor: freight(shipments, airFreightPerKm),
    },
    {
      ...{ debtor: 'airline', creditor: 'caterer', about: 'service-on-board' },
      minor: BigInt(flights * servicePerFlight),
    },
    {
      ...{ debtor: 'caterer', creditor: 'retailer', about: 'groceries' },
      minor: BigInt(meals * groceriesPerMeal),
    },
  ];
  return all.filter(({ minor }) => minor > 0n);
}
