import { verifyBatch } from '@kontti/client-sdk';
import type { CompanyRole } from '../companies';
import type { Invoice } from '../invoices';
import type { SentBatch } from '../stations/measure';
import { rowOfTransport } from '../voyage';
import type { Expected } from './expected';
import type { Seen } from './observer';
import { tradeChecks } from './trade-checks';
import { compare, sumOf, type Check } from './compare';

/** Sums over all holders, as the ledger has them. */
export interface Balances {
  readonly held: bigint;
  readonly expired: bigint;
}

export interface CheckInput {
  readonly expected: Expected;
  readonly seen: Readonly<Record<CompanyRole, Seen>>;
  readonly balances: Balances;
  readonly sent: readonly SentBatch[];
  /** Public key of each device, base64 of SPKI DER. */
  readonly deviceKeys: ReadonlyMap<string, string>;
  /** Points that the travellers wanted to spend. */
  readonly redeemed: bigint;
  /** What the companies owed one another. */
  readonly invoices: readonly Invoice[];
  readonly shipments: number;
  readonly parcelsPerShipment: number;
  /** Ids of the transactions that were reported committed. */
  readonly committed: ReadonlySet<string>;
}

/** Late flights that a company did not see exactly once, with exactly the file's delay. */
function wrongDelays(expected: Expected, seen: Seen): number {
  const seenByRow = new Map<number, number[]>();
  for (const { transportId, delayMinutes } of seen.delays) {
    const row = rowOfTransport(transportId);
    seenByRow.set(row, [...(seenByRow.get(row) ?? []), delayMinutes]);
  }
  const rows = new Set([...expected.delays.keys(), ...seenByRow.keys()]);
  return [...rows].filter((row) => {
    const minutes = seenByRow.get(row) ?? [];
    return minutes.length !== 1 || minutes[0] !== expected.delays.get(row);
  }).length;
}

/** Batches whose bytes a company received as they were sent, and which verify under the device's key. */
function verifiedBatches(input: CheckInput, seen: Seen): number {
  const sent = new Set(input.sent.map(({ bytes }) => bytes.toString('base64')));
  const received = new Set<string>();
  for (const { deviceId, bytes } of seen.batches) {
    const publicKey = input.deviceKeys.get(deviceId);
    if (publicKey === undefined) {
      continue;
    }
    const { header } = verifyBatch({ bytes, publicKey });
    const text = Buffer.from(bytes).toString('base64');
    if (header.device === deviceId && sent.has(text)) {
      received.add(text);
    }
  }
  return received.size;
}

/** Recomputes what the ledger has to show from the input file and the companies' event streams. */
export function runChecks(input: CheckInput): Check[] {
  const { expected, sent, seen, balances, redeemed, committed } = input;
  const issued = (role: CompanyRole, origin: string): bigint =>
    sumOf(seen[role].lots.filter((lot) => lot.origin === origin).map(({ amount }) => amount));
  const spent = (role: CompanyRole): bigint =>
    sumOf(seen[role].spends.filter(({ kind }) => kind === 'redemption').map(({ amount }) => amount));
  return [
    compare('transactions seen', {
      expected: committed.size,
      actual: (role) => [...committed].filter((id) => seen[role].transactions.has(id)).length,
    }),
    compare('delays reported', {
      expected: expected.delays.size,
      actual: (role) => seen[role].delays.length,
    }),
    compare('delays missing, doubled or altered', {
      expected: 0,
      actual: (role) => wrongDelays(expected, seen[role]),
    }),
    compare('points accrued', { expected: expected.accrued, actual: (role) => issued(role, 'accrual') }),
    compare('points compensated', {
      expected: expected.compensated,
      actual: (role) => issued(role, 'compensation'),
    }),
    compare('points redeemed, as travellers ordered', { expected: redeemed, actual: spent }),
    compare('points issued = held + redeemed + expired', {
      expected: expected.accrued + expected.compensated,
      // The issuer adds up what all holders have.
      by: ['airline'],
      actual: (role) => balances.held + spent(role) + balances.expired,
    }),
    compare('batches of readings, verified byte by byte', {
      expected: sent.length,
      actual: (role) => verifiedBatches(input, seen[role]),
    }),
    compare('batches outside conditions', {
      expected: sent.filter(({ isOutside }) => isOutside).length,
      actual: (role) => seen[role].excursions.length,
    }),
    ...tradeChecks(input),
    compare('events without proof', { expected: 0, actual: (role) => seen[role].unproven.length }),
  ];
}
