import { buildKey, type CompanyRecord, type CompanyRegistration, type FactReceipt } from '@kontti/model';
import { ContractError } from '../errors.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf, sourceOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';

/** The calling company states who it is, once. */
export async function registerCompany(
  ledger: Ledger,
  registration: CompanyRegistration,
): Promise<FactReceipt> {
  ledger.caller.demand('admin');
  const type = 'company.registered';
  const key = buildKey('company', { mspId: ledger.caller.mspId });
  const isSame = (body: CompanyRegistration) => isSameContent(body, registration);
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'ALREADY_EXISTS', field: '' });
  return receiptOf(known ?? (await ledger.append({ type, key, body: registration })));
}

/** The company as its sealed registration states it. */
export async function getCompany(ledger: Ledger, mspId: string): Promise<CompanyRecord> {
  const held = await findCompany(ledger, mspId);
  if (held === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'mspId' });
  return { ...toPlain(held.fact.body), mspId, registeredAt: held.fact.at, ...sourceOf(held) };
}

/** @throws ContractError `NOT_REGISTERED` */
export async function demandCallerRegistered(ledger: Ledger): Promise<void> {
  if ((await findCompany(ledger, ledger.caller.mspId)) === undefined) {
    throw new ContractError({ code: 'NOT_REGISTERED' });
  }
}

/** @throws ContractError `UNKNOWN_COMPANY` for a counterparty that never registered itself. */
export async function demandCompany(
  ledger: Ledger,
  company: { readonly mspId: string; readonly field: string },
): Promise<void> {
  const { mspId, field } = company;
  if ((await findCompany(ledger, mspId)) === undefined) {
    throw new ContractError({ code: 'UNKNOWN_COMPANY', field, details: { mspId } });
  }
}

async function findCompany(
  ledger: Ledger,
  mspId: string,
): Promise<HeldFact<'company.registered'> | undefined> {
  return await ledger.facts.held('company.registered', buildKey('company', { mspId }));
}
