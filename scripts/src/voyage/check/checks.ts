import { verifyBatch } from '@kontti/client-sdk';
import { companyRoles, type CompanyRole } from '../companies';
import type { SentBatch } from '../stations/measure';
import { rowOfTransport } from '../voyage';
import type { Expected } from './expected';
import type { Seen } from './observer';

/** One thing that was recomputed, and whether the ledger agrees. */
export interface Check {
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  readonly ok: boolean;
}

/** Sums over all holders, as the ledger tells them. */
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
}

function compare(name: string, expected: bigint | number, actual: bigint | number): Check {
  return {
    name,
    expected: String(expected),
    actual: String(actual),
    ok: String(expected) === String(actual),
  };
}

/** Late flights that a company was not told exactly once, with exactly the file's delay. */
function wrongDelays(expected: Expected, seen: Seen): number {
  const told = new Map<number, number[]>();
  for (const { transportId, delayMinutes } of seen.delays) {
    const row = rowOfTransport(transportId);
    told.set(row, [...(told.get(row) ?? []), delayMinutes]);
  }
  const rows = new Set([...expected.delays.keys(), ...told.keys()]);
  return [...rows].filter((row) => {
    const minutes = told.get(row) ?? [];
    return minutes.length !== 1 || minutes[0] !== expected.delays.get(row);
  }).length;
}

function sumOf(amounts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const amount of amounts) {
    sum += amount;
  }
  return sum;
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

function checksOf(input: CheckInput, role: CompanyRole): Check[] {
  const { expected, sent } = input;
  const seen = input.seen[role];
  const issued = (origin: string): bigint =>
    sumOf(seen.lots.filter((lot) => lot.origin === origin).map(({ amount }) => amount));
  return [
    compare(`${role}: delays reported`, expected.delays.size, seen.delays.length),
    compare(`${role}: delays missing, doubled or altered`, 0, wrongDelays(expected, seen)),
    compare(`${role}: points accrued`, expected.accrued, issued('accrual')),
    compare(`${role}: points compensated`, expected.compensated, issued('compensation')),
    compare(`${role}: batches verified from their bytes`, sent.length, verifiedBatches(input, seen)),
    compare(
      `${role}: batches outside conditions`,
      sent.filter(({ isOutside }) => isOutside).length,
      seen.excursions.length,
    ),
    compare(`${role}: events without proof`, 0, seen.unproven.length),
  ];
}

/** Recomputes what the ledger has to show from the input file and the companies' event streams. */
export function runChecks(input: CheckInput): Check[] {
  const { expected, balances, seen, redeemed } = input;
  const spent = sumOf(
    seen.retailer.spends.filter(({ kind }) => kind === 'redemption').map(({ amount }) => amount),
  );
  const issued = expected.accrued + expected.compensated;
  return [
    ...companyRoles.flatMap((role) => checksOf(input, role)),
    compare('points redeemed = what travellers ordered', redeemed, spent),
    compare('points issued = held + redeemed + expired', issued, balances.held + spent + balances.expired),
  ];
}
