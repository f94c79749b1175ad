import type { AssetType } from '../asset-types';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ofType, sealedAt, sealedWith, type FactReader } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import { companyPlaces, companyRegistered, companyRule, placeKey } from './facts';
import type { Place } from './place';
import type { CompanyRegistration } from './registration';
import { isSatisfied, vouchersUnder, type Parties } from './rule-policy';
import { parseRule } from './rule-syntax';
import type { CompanyRule } from './rule';

/** A company's registration, or the number under which it can register. */
export interface CompanyLife {
  readonly registered: Sealed<Fact<'company.registered', CompanyRegistration>> | undefined;
  readonly nextNumber: number;
}

/** Reads who a company says it is: the first registration that holds. */
export async function readCompany(reader: FactReader, company: string): Promise<CompanyLife> {
  const address = (number: number): Address => ({
    mspId: company,
    key: companyRegistered.key.build({ company, number }),
  });
  let nextNumber = 0;
  const series = { first: 0, max: LIMITS.registrationsMax, address };
  for await (const { number, reading } of walkSeries(reader, series)) {
    const registered = ofType(reading, companyRegistered);
    if (registered !== undefined) return { registered, nextNumber };
    nextNumber = number + 1;
  }
  return { registered: undefined, nextNumber };
}

/** Whose rule, and for which of its assets. */
export interface RuleScope {
  readonly owner: string;
  /** The kind of asset for which the rule is. */
  readonly assetType: AssetType;
}

/** A rule that holds. */
export type HeldRule = Sealed<Fact<'company.rule', CompanyRule>>;

/** The latest rule that holds, and the number of the next one. */
export async function readLatestRule(
  reader: FactReader,
  scope: RuleScope,
): Promise<{ readonly latest: HeldRule | undefined; readonly nextNumber: number }> {
  const { owner: company, assetType } = scope;
  const address = (number: number): Address => ({
    mspId: company,
    key: companyRule.key.build({ company, assetType, number }),
  });
  let latest: HeldRule | undefined;
  let nextNumber = 0;
  const series = { first: 0, max: LIMITS.versionsMax, address };
  for await (const { number, reading } of walkSeries(reader, series)) {
    latest = ofType(reading, companyRule) ?? latest;
    nextNumber = number + 1;
  }
  return { latest, nextNumber };
}

/**
 * The companies that have to vouch for a fact about an asset, sorted: those of `base` and those that the rule demands.
 * @throws ModelError `RULE_UNREACHABLE`
 */
export function vouchersByRule(
  rule: HeldRule | undefined,
  parties: Parties,
  base: readonly string[],
): string[] {
  if (rule === undefined) return [...new Set(base)].sort();
  return vouchersUnder(parseRule(rule.fact.body.rule), parties, base);
}

/** An asset's governing rule as the fact that made the asset names it. */
export interface Governed {
  /** Digest of the rule; absent without a rule. */
  readonly rule: string | undefined;
  readonly scope: RuleScope;
}

/** The rule that governs an asset. `undefined` where the fact names one that is not a rule of that company and type. */
export async function readGoverningRule(
  reader: FactReader,
  { rule, scope }: Governed,
): Promise<{ readonly rule: HeldRule | undefined } | undefined> {
  if (rule === undefined) return { rule: undefined };
  const held = await sealedWith(reader, companyRule, rule);
  const parts = held === undefined ? undefined : companyRule.key.parse(held.fact.key);
  const isMeant = parts?.company === scope.owner && parts.assetType === scope.assetType;
  return isMeant ? { rule: held } : undefined;
}

/** True when the fact's vouchers are those that the rule demands for these parties. */
export function isVouched(
  rule: HeldRule | undefined,
  parties: Parties,
  fact: Pick<Fact, 'vouchers'>,
): boolean {
  return rule === undefined || isSatisfied(parseRule(rule.fact.body.rule), parties, fact.vouchers);
}

/** A place of a company's directory, and the fact that has it. */
export async function readPlace(
  reader: FactReader,
  place: { readonly mspId: string; readonly code: string },
): Promise<{ readonly place: Place; readonly sealed: Sealed } | undefined> {
  const { mspId, code } = place;
  const key = placeKey.build({ company: mspId, code });
  const sealed = await sealedAt(reader, companyPlaces, { mspId, key });
  const entry = sealed?.fact.body.places.find((each) => each.code === code);
  return sealed === undefined || entry === undefined ? undefined : { place: entry, sealed };
}
