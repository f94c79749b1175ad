import { setImmediate } from 'node:timers/promises';
import { createTestIdentity, type TestIdentity } from '@kontti/chaincode/testing/identities';
import { MemoryLedger } from '@kontti/chaincode/testing/memory-ledger';
import { createSessionClient, type Timers } from '@kontti/client-sdk/testing/session';
import { KonttiError, type KonttiClient } from '@kontti/client-sdk';
import { createMemorySession } from '../adversary/memory-session';

/** The companies of the specs. */
export const [ALPHA, BETA, BANK] = ['AlphaMSP', 'BetaMSP', 'BankMSP'] as const;
const MEMBERS = [ALPHA, BETA, BANK];
const GLNS = ['0000000000017', '0000000000024', '0000000000031'];
const START_MS = Date.UTC(2026, 1, 1, 12);
const DAY_MS = 86_400_000;

/** Private collections: each company's own, and one that two of them share. */
const COLLECTIONS = {
  ...Object.fromEntries(MEMBERS.map((mspId) => [`own_${mspId}`, [mspId]])),
  in_FI: [ALPHA, BETA],
};

/** Registered companies with a client each, on a ledger in memory: the SDK and the contracts, without a network. */
export interface Companies {
  readonly ledger: MemoryLedger;
  readonly alpha: KonttiClient;
  readonly beta: KonttiClient;
  readonly bank: KonttiClient;
}

let identities: Promise<TestIdentity[]> | undefined;

/** Makes the companies, all of whose clients may do everything. */
export async function createCompanies(): Promise<Companies> {
  const ledger = new MemoryLedger({ nowMs: START_MS, members: MEMBERS, collections: COLLECTIONS });
  identities ??= Promise.all(MEMBERS.map((mspId) => createTestIdentity({ mspId, unit: 'admin' })));
  const clients = await Promise.all(
    (await identities).map((identity) => {
      const session = createMemorySession({ ledger, identity, members: MEMBERS });
      return createSessionClient({ ...session, timers: withoutPauses(session.timers) });
    }),
  );
  for (const [index, { companies, mspId }] of clients.entries()) {
    await companies.register({ name: `Example ${mspId}`, gln: GLNS[index] ?? '', jurisdiction: 'FI' });
  }
  const [alpha, beta, bank] = clients;
  if (!alpha || !beta || !bank) throw new TypeError('three companies');
  return { ledger, alpha, beta, bank };
}

/** Pauses before another attempt take no time. */
function withoutPauses(timers: Timers): Timers {
  const delay: Timers['delay'] = async (delayMs, signal, options) =>
    options?.isIdle === true ? await timers.delay(delayMs, signal, options) : await setImmediate();
  return { ...timers, delay };
}

/** Noon, so many days after the specs begin. */
export function day(days: number): Date {
  return new Date(START_MS + days * DAY_MS);
}

/** The code with which a call fails, and the option or field that it names. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof KonttiError)) throw error;
      const { option, field } = error.details;
      return [error.code, option ?? field].filter((part) => part !== undefined && part !== '').join(' ');
    },
  );
}

/** All of what a list yields. */
export async function allOf<T>(list: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of list) all.push(each);
  return all;
}

/** Issues money of the bank to a company: the lot `BankMSP/<ref>/0`. */
export async function pay(bank: KonttiClient, to: string, { ref = 'line', quantity = 100n } = {}) {
  const classId = `${BANK}/credit`;
  if (ref === 'line') {
    const conditions = { kind: 'points', unit: 'EUR cent', holders: 'company', transfer: 'free' } as const;
    await bank.lots.setClass({ classId, version: 0, ...conditions });
  }
  await bank.lots.issue({ classId, ref, version: 0, lots: [{ holder: `company:${to}`, quantity }] });
  return classId;
}

/** Reads what is proposed, agrees to it and closes the deal. */
export async function acceptDeal(by: KonttiClient, dealId: string) {
  const { digest } = await by.deals.get({ dealId });
  return await by.trade.accept({ dealId, digest });
}
