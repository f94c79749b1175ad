import {
  readSite,
  readSubject,
  readingGranted,
  siteRegistered,
  type FactReceipt,
  type ReadingsGrant,
  type SiteRecord,
  type SiteRegistration,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';

/** Registers a place of the calling company that readings are about. */
export async function registerSite(ledger: Ledger, request: SiteRegistration): Promise<FactReceipt> {
  const { siteId, ...body } = toPlain(request);
  const { caller, facts } = ledger;
  caller.demand('operator');
  demandOwner(caller, { id: siteId, field: 'siteId' });
  const { type } = siteRegistered;
  const key = siteRegistered.key.build({ site: siteId });
  const known = await facts.repeated({
    ...{ type, mspId: caller.mspId, key, code: 'ALREADY_EXISTS', field: 'siteId' },
    isSame: (stored) => isSameContent(stored, body),
  });
  return receiptOf(known ?? (await ledger.append({ type, key, body })));
}

/** The owner of a site, or a party of an agreement, lets another company attach readings. */
export async function grantReadings(ledger: Ledger, request: ReadingsGrant): Promise<FactReceipt> {
  const { kind, subjectId: id, company } = request;
  const { caller, facts } = ledger;
  caller.demand('operator');
  const about = await readSubject(facts, { kind, id });
  if (about === undefined) {
    const code = kind === 'site' ? 'UNKNOWN_SITE' : 'UNKNOWN_AGREEMENT';
    throw new ContractError({ code, field: 'subjectId' });
  }
  if (!about.parties.includes(caller.mspId)) {
    throw new ContractError({ code: 'NOT_A_PARTY', field: 'subjectId' });
  }
  await demandCompany(ledger, { mspId: company, field: 'company' });
  const { type } = readingGranted;
  const parts = { subjectKind: kind, subject: id, company: caller.mspId, grantee: company };
  const key = readingGranted.key.build(parts);
  const known = await facts.repeated({
    ...{ type, mspId: caller.mspId, key, code: 'ALREADY_EXISTS', field: 'company' },
    isSame: (stored) => stored.company === company,
  });
  return receiptOf(known ?? (await ledger.append({ type, key, body: { company } })));
}

/** A site as its owner registered it. */
export async function getSite(ledger: Ledger, siteId: string): Promise<SiteRecord> {
  const site = await readSite(ledger.facts, siteId);
  if (site === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'siteId' });
  return { ...toPlain(site.fact.body), siteId, registeredAt: site.fact.at, ...sourceOf(site) };
}
