import { createHash } from 'node:crypto';
import { canonicalJson } from '@kontti/model';
import type { Parties } from '../policy/rule-policy.js';
import { rulePolicyBytes, type RuleScope, type Rules } from './rules.js';
import type { TransactionState } from './state.js';
import { readViewContent } from './view-content.js';

/** What a view is to say, whose rule protects it, and who the rule's placeholders are by now. */
export interface ViewWrite {
  readonly key: string;
  readonly scope: RuleScope;
  readonly parties: Omit<Parties, 'self'>;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Under which version of its owner's rule a view stands (`null`: without one), and the digest of the policy that this made. */
interface Protection {
  readonly rule: number | null;
  readonly policy: string;
}

/** Writes what is convenient to query, each view under the rule of the company that owns the asset. */
export class Views {
  readonly #state: TransactionState;
  readonly #rules: Rules;

  constructor(options: { readonly state: TransactionState; readonly rules: Rules }) {
    this.#state = options.state;
    this.#rules = options.rules;
  }

  /** A view's members: hints, never truths. */
  async read(key: string): Promise<Readonly<Record<string, unknown>>> {
    return readViewContent(await this.#state.get(key));
  }

  /**
   * Writes a view. A view keeps the rule under which it was first written; its policy is set again only where other
   * parties make another policy of that rule.
   * @throws ContractError `RULE_UNREACHABLE` when the rule asks for more companies than take part
   */
  async write(view: ViewWrite): Promise<void> {
    const before = protectionOf(await this.read(view.key));
    const { version, text } = await this.#ruleFor(view.scope, before);
    const policy = rulePolicyBytes(text, { ...view.parties, self: view.scope.owner });
    const protection: Protection = {
      rule: version,
      policy: createHash('sha256').update(policy).digest('hex'),
    };
    const isSame = before?.policy === protection.policy && before.rule === protection.rule;
    const value = Buffer.from(canonicalJson({ ...view.content, protection }));
    this.#state.put({ key: view.key, value, ...(isSame ? {} : { policy }) });
  }

  async #ruleFor(
    scope: RuleScope,
    before: Protection | undefined,
  ): Promise<{ version: number | null; text: string | undefined }> {
    if (before?.rule === null) return { version: null, text: undefined };
    if (before !== undefined) {
      const kept = await this.#rules.version(scope, before.rule);
      if (kept !== undefined) return { version: before.rule, text: kept.fact.body.rule };
    }
    const latest = await this.#rules.latest(scope);
    return { version: latest?.number ?? null, text: latest?.value.fact.body.rule };
  }
}

function protectionOf(view: Readonly<Record<string, unknown>>): Protection | undefined {
  const { protection } = view;
  if (typeof protection !== 'object' || protection === null) return undefined;
  const { rule, policy } = protection as Record<string, unknown>;
  if (typeof policy !== 'string') return undefined;
  if (rule === null) return { rule, policy };
  return typeof rule === 'number' && Number.isSafeInteger(rule) && rule >= 0 ? { rule, policy } : undefined;
}
