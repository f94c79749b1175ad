import {
  LIMITS,
  companyRegistered,
  readCompany,
  type CompanyRecord,
  type CompanyRegistration,
  type FactReceipt,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';

/** The calling company states who it is, once. */
export async function registerCompany(
  ledger: Ledger,
  registration: CompanyRegistration,
): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  caller.demand('admin');
  const { registered, nextNumber } = await readCompany(facts, caller.mspId);
  if (registered !== undefined) {
    if (isSameContent(registered.fact.body, registration)) return receiptOf(registered);
    throw new ContractError({ code: 'ALREADY_EXISTS', details: { key: registered.fact.key } });
  }
  if (nextNumber >= LIMITS.registrationsMax) {
    throw new ContractError({ code: 'SERIES_TOO_LONG', details: { max: LIMITS.registrationsMax } });
  }
  const key = companyRegistered.key.build({ company: caller.mspId, number: nextNumber });
  return receiptOf(await ledger.append({ type: companyRegistered.type, key, body: registration }));
}

/** The company as its sealed registration states it. */
export async function getCompany(ledger: Ledger, mspId: string): Promise<CompanyRecord> {
  const { registered } = await readCompany(ledger.facts, mspId);
  if (registered === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'mspId' });
  return {
    ...toPlain(registered.fact.body),
    mspId,
    registeredAt: registered.fact.at,
    ...sourceOf(registered),
  };
}

/** @throws ContractError `NOT_REGISTERED` */
export async function demandCallerRegistered(ledger: Ledger): Promise<void> {
  if (await isRegistered(ledger, ledger.caller.mspId)) return;
  throw new ContractError({ code: 'NOT_REGISTERED' });
}

/** @throws ContractError `UNKNOWN_COMPANY` for a company that never registered itself. */
export async function demandCompany(
  ledger: Ledger,
  company: { readonly mspId: string; readonly field: string },
): Promise<void> {
  const { mspId, field } = company;
  if (await isRegistered(ledger, mspId)) return;
  throw new ContractError({ code: 'UNKNOWN_COMPANY', field, details: { mspId } });
}

async function isRegistered(ledger: Ledger, mspId: string): Promise<boolean> {
  return (await readCompany(ledger.facts, mspId)).registered !== undefined;
}
