import {
  ModelError,
  buildKey,
  type FactReceipt,
  type ProgrammeTerms,
  type TermsChange,
  type TermsRecord,
} from '@kontti/model';
import { demandCompany } from '../company/companies.js';
import { ContractError } from '../errors.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandOwner } from '../kernel/ownership.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf, sourceOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { latestOf } from '../kernel/series.js';
import { nextTermsVersion } from './loyalty-states.js';

/** The terms of a programme that are in force: the latest that hold. */
export interface TermsInForce {
  readonly version: number;
  readonly terms: ProgrammeTerms;
  readonly held: HeldFact<'loyalty.terms'>;
}

/** The issuer's next terms of a programme: in force from their own ledger time, never for what was booked before. */
export async function setTerms(ledger: Ledger, request: TermsChange): Promise<FactReceipt> {
  const { caller } = ledger;
  const { programme, version, ...terms } = request;
  caller.demand('admin');
  demandOwner(caller, { id: programme, field: 'programme' });
  const type = 'loyalty.terms';
  const key = buildKey('terms', { programme, number: version });
  const isSame = (body: ProgrammeTerms) => isSameContent(body, terms);
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'SEQUENCE', field: 'version' });
  if (known !== undefined) return receiptOf(known);
  const expected = nextTermsVersion(await findTerms(ledger, programme));
  if (version !== expected) {
    throw new ContractError({ code: 'SEQUENCE', field: 'version', details: { expected } });
  }
  for (const [index, mspId] of terms.partners.entries()) {
    const field = `partners[${index}]`;
    if (mspId === caller.mspId) {
      throw new ModelError({ code: 'FIELD_CONFLICT', field, rule: 'not the issuer' });
    }
    await demandCompany(ledger, { mspId, field });
  }
  await ledger.views.write({
    key: buildKey('programmeView', { programme }),
    scope: { owner: caller.mspId, assetType: 'loyalty' },
    parties: { issuer: caller.mspId },
    content: { latest: version },
  });
  return receiptOf(await ledger.append({ type, key, body: terms }));
}

/** The terms in force. */
async function findTerms(ledger: Ledger, programme: string): Promise<TermsInForce | undefined> {
  const { latest } = await ledger.views.read(buildKey('programmeView', { programme }));
  const hint = typeof latest === 'number' && Number.isSafeInteger(latest) && latest >= 0 ? latest : undefined;
  const entry = await latestOf({ hint, read: (number) => termsOf(ledger, { programme, number }) });
  return entry && { version: entry.number, terms: entry.value.fact.body, held: entry.value };
}

/** @throws ContractError `UNKNOWN_PROGRAMME` */
export async function demandTerms(ledger: Ledger, programme: string): Promise<TermsInForce> {
  const terms = await findTerms(ledger, programme);
  if (terms === undefined) throw new ContractError({ code: 'UNKNOWN_PROGRAMME', field: 'programme' });
  return terms;
}

/** The terms in force, or one version of them. */
export async function getTerms(
  ledger: Ledger,
  request: { readonly programme: string; readonly version?: number },
): Promise<TermsRecord> {
  const { programme, version } = request;
  const latest = version === undefined ? await demandTerms(ledger, programme) : undefined;
  const number = version ?? latest?.version ?? 0;
  const held = latest?.held ?? (await termsOf(ledger, { programme, number }));
  if (held === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'version' });
  return { ...toPlain(held.fact.body), programme, version: number, at: held.fact.at, ...sourceOf(held) };
}

async function termsOf(
  ledger: Ledger,
  named: { readonly programme: string; readonly number: number },
): Promise<HeldFact<'loyalty.terms'> | undefined> {
  return await ledger.facts.held('loyalty.terms', buildKey('terms', named));
}
