import {
  buildKey,
  type CompanyRule,
  type FactReceipt,
  type RuleChange,
  type RuleRecord,
  type RuleRequest,
} from '@kontti/model';
import { ContractError } from '../errors.js';
import type { Ledger } from '../kernel/ledger.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf, sourceOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { ruleToPolicy } from '../policy/rule-policy.js';
import { parseRule } from '../policy/rule-syntax.js';
import { demandCallerRegistered } from './companies.js';

/** Parties that are all different: a rule that even they cannot reach is reachable by nobody. */
const DISTINCT_PARTIES = {
  self: '{self}',
  consignor: '{consignor}',
  consignee: '{consignee}',
  custodian: '{custodian}',
  operator: '{operator}',
  issuer: '{issuer}',
  partner: '{partner}',
};

/** The calling company's next rule for an asset type: for views that are first written from then on. */
export async function setRule(ledger: Ledger, change: RuleChange): Promise<FactReceipt> {
  const { caller } = ledger;
  caller.demand('admin');
  await demandCallerRegistered(ledger);
  ruleToPolicy(parseRule(change.rule), DISTINCT_PARTIES);
  const { assetType, version, rule } = change;
  const scope = { owner: caller.mspId, assetType };
  const type = 'company.rule';
  const key = buildKey('rule', { mspId: caller.mspId, assetType, number: version });
  const body = { assetType, version, rule };
  const isSame = (stored: CompanyRule) => isSameContent(stored, body);
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'SEQUENCE', field: 'version' });
  if (known !== undefined) return receiptOf(known);
  const latest = await ledger.rules.latest(scope);
  const expected = latest === undefined ? 0 : latest.number + 1;
  if (version !== expected) {
    throw new ContractError({ code: 'SEQUENCE', field: 'version', details: { expected } });
  }
  await ledger.views.write({
    key: buildKey('ruleView', { mspId: caller.mspId, assetType }),
    scope: { owner: caller.mspId, assetType: 'company' },
    parties: {},
    content: { latest: version },
  });
  return receiptOf(await ledger.append({ type, key, body }));
}

/** The rule in force. */
export async function getRule(ledger: Ledger, request: RuleRequest): Promise<RuleRecord> {
  const { mspId, assetType } = request;
  const latest = await ledger.rules.latest({ owner: mspId, assetType });
  if (latest === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'assetType' });
  const { fact } = latest.value;
  return { ...toPlain(fact.body), mspId, at: fact.at, ...sourceOf(latest.value) };
}
