import { buildKey, type AssetType } from '@kontti/model';
import type { CompanyPolicy } from '../policy/envelope.js';
import { policyToBytes } from '../policy/envelope.js';
import { ruleToPolicy, type Parties } from '../policy/rule-policy.js';
import { parseRule } from '../policy/rule-syntax.js';
import type { Facts, HeldFact } from './facts.js';
import { latestOf, type SeriesEntry } from './series.js';
import type { TransactionState } from './state.js';
import { readViewContent } from './view-content.js';

/** Whose rule, and for which of its assets. */
export interface RuleScope {
  readonly owner: string;
  readonly assetType: AssetType;
}

/** The rules of endorsement that companies have sealed. */
export class Rules {
  readonly #facts: Facts;
  readonly #state: TransactionState;

  constructor(options: { readonly facts: Facts; readonly state: TransactionState }) {
    this.#facts = options.facts;
    this.#state = options.state;
  }

  /** The latest rule that holds, or `undefined` where the company has none. */
  async latest(scope: RuleScope): Promise<SeriesEntry<HeldFact<'company.rule'>> | undefined> {
    const key = buildKey('ruleView', { mspId: scope.owner, assetType: scope.assetType });
    const { latest } = readViewContent(await this.#state.get(key));
    const hint =
      typeof latest === 'number' && Number.isSafeInteger(latest) && latest >= 0 ? latest : undefined;
    return await latestOf({ hint, read: (number) => this.version(scope, number) });
  }

  /** One version of a rule. */
  async version(scope: RuleScope, number: number): Promise<HeldFact<'company.rule'> | undefined> {
    const { owner, assetType } = scope;
    return await this.#facts.held('company.rule', buildKey('rule', { mspId: owner, assetType, number }));
  }
}

/** The policy bytes of a rule for these parties; without a rule, the owner's own peers. */
export function rulePolicyBytes(rule: string | undefined, parties: Parties): Uint8Array {
  const policy: CompanyPolicy = rule === undefined ? parties.self : ruleToPolicy(parseRule(rule), parties);
  return policyToBytes(policy);
}
