import {
  companiesNamedBy,
  companyRule,
  demandReachable,
  parseRule,
  readLatestRule,
  type FactReceipt,
  type RuleChange,
  type RuleRecord,
  type RuleRequest,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandNextVersion } from '../kernel/versions';
import { demandCallerRegistered, demandCompany } from './companies';

/** The calling company's next rule for an asset type: it governs assets that are made from then on. */
export async function setRule(ledger: Ledger, change: RuleChange): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  caller.demand('admin');
  await demandCallerRegistered(ledger);
  const { assetType, version, rule } = change;
  const parsed = parseRule(rule);
  demandReachable(parsed);
  const { type } = companyRule;
  const key = companyRule.key.build({ company: caller.mspId, assetType, number: version });
  const body = { assetType, version, rule };
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (stored) => isSameContent(stored, body),
    code: 'SEQUENCE',
    field: 'version',
  });
  if (known !== undefined) return receiptOf(known);
  const { nextNumber: expected } = await readLatestRule(facts, { owner: caller.mspId, assetType });
  demandNextVersion(version, expected);
  for (const mspId of companiesNamedBy(parsed)) await demandCompany(ledger, { mspId, field: 'rule' });
  return receiptOf(await ledger.append({ type, key, body }));
}

/** The rule in force. */
export async function getRule(ledger: Ledger, request: RuleRequest): Promise<RuleRecord> {
  const { mspId, assetType } = request;
  const { latest } = await readLatestRule(ledger.facts, { owner: mspId, assetType });
  if (latest === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'assetType' });
  return { ...toPlain(latest.fact.body), mspId, at: latest.fact.at, ...sourceOf(latest) };
}
