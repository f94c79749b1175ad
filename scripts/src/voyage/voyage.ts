import type { Submitted, Wallet } from '@kontti/client-sdk';
import { companies, programme } from './companies';
import type { Airport } from './input/airports';
import type { Flight } from './input/flights';
import type { HourlyNormals } from './input/hourly-normals';
import type { Itinerary } from './itinerary';
import type { Clients } from './network';
import type { Progress } from './report/progress';
import { firstTerms, secondTerms, type VoyageTerms } from './terms';

/** What the stations of the main job share. */
export interface Voyage {
  readonly flights: readonly Flight[];
  readonly airports: ReadonlyMap<string, Airport>;
  readonly normals: HourlyNormals;
  readonly itinerary: Itinerary;
  /** One wallet for each traveller, by number. */
  readonly wallets: readonly Wallet[];
  readonly clients: Clients;
  readonly progress: Progress;
  /** Ids of all transactions that were reported committed. */
  readonly committed: Set<string>;
}

/** How many bulks or business processes are under way at once. */
export const inFlightMax = 8;
export const bulkSize = 100;

/** Notes a committed transaction, so that every company can be asked whether it saw it. */
export function note<R>(voyage: Pick<Voyage, 'committed'>, submitted: Submitted<R>): Submitted<R> {
  voyage.committed.add(submitted.transactionId);
  return submitted;
}

export function transportIdOf(flight: Flight): string {
  return `${companies.airline.mspId}/F-${flight.row}`;
}

export function rowOfTransport(transportId: string): number {
  return Number(/\/F-(\d+)$/.exec(transportId)?.[1]);
}

/** The first row that falls under the second terms. */
export function secondTermsFromRow(flights: readonly Flight[]): number {
  return Math.ceil(flights.length / 2 / bulkSize) * bulkSize;
}

export function termsOf(flights: readonly Flight[], flight: Flight): VoyageTerms {
  return flight.row < secondTermsFromRow(flights) ? firstTerms : secondTerms;
}

export function holderOf(voyage: Pick<Voyage, 'wallets'>, traveller: number): string {
  const wallet = voyage.wallets[traveller];
  if (wallet === undefined) {
    throw new RangeError(`no traveller ${traveller}`);
  }
  return wallet.holderIn(programme);
}
