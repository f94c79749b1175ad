import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  type ComparablePrincipal,
  mergePrincipalSets,
  type PrincipalSet,
  ruleToPrincipalSets,
  type PolicyRule,
} from '@kontti/fabric-protocol/policy';
import { gatewayLimits } from './limits';

/** Sets of companies of which each satisfies every policy, best first. */
export type Layouts = readonly (readonly string[])[];

export function unsatisfiable(message: string): NetworkError {
  return new NetworkError({ code: 'ENDORSEMENT_IMPOSSIBLE', message });
}

/**
 * What has to sign so that all policies hold, those of keys merged first among themselves. Mirrors
 * discovery/endorsement/endorsement.go computePrincipalSets. @throws NetworkError ENDORSEMENT_IMPOSSIBLE
 */
export function policiesToPrincipalSets(options: {
  readonly policies: readonly PolicyRule[];
  readonly keyPolicies: readonly PolicyRule[];
}): PrincipalSet[] {
  const sets = options.policies.map((rule) => requireSets(rule, 'endorsement policy cannot be satisfied'));
  const keySets = options.keyPolicies.map((rule) =>
    requireSets(rule, 'state based endorsement policy cannot be satisfied'),
  );
  const merged = mergeAll([...sets, ...(keySets.length > 0 ? [mergeAll(keySets)] : [])]);
  if (merged.length === 0) throw unsatisfiable('no principal sets remained after filtering');
  return merged;
}

function requireSets(rule: PolicyRule, message: string): PrincipalSet[] {
  const sets = ruleToPrincipalSets(rule);
  if (sets.length === 0) throw unsatisfiable(message);
  return sets;
}

function mergeAll(policySets: readonly PrincipalSet[][]): PrincipalSet[] {
  const [first = [], ...rest] = policySets;
  return rest.reduce((left, right) => mergePrincipalSets({ left, right }), first);
}

/** What the peers of the companies are able to do; each company has one. */
interface PeerAbilities {
  /** The gateway's own company. */
  readonly ownMspId: string;
  /** False too when the company has no peer that may see what the transaction reads. */
  isPrincipal(options: { mspId: string; principal: ComparablePrincipal }): boolean;
  hasChaincodes(mspId: string): boolean;
}

/**
 * The companies of each set that has enough peers: those with the gateway's own first, then the smallest, then by name.
 * Empty when each set asks one peer under two principals: a gateway counts its endorsement for one of them and never
 * completes such a layout. Mirrors computeLayouts and internal/pkg/gateway/registry.go endorsementPlan, without its
 * shuffling. @throws NetworkError ENDORSEMENT_IMPOSSIBLE
 */
export function principalSetsToLayouts(options: {
  readonly sets: readonly PrincipalSet[];
  readonly abilities: PeerAbilities;
}): Layouts {
  const { sets, abilities } = options;
  const satisfied = sets.filter((set) => hasEnoughPeers(set, abilities));
  if (satisfied.length === 0) throw unsatisfiable('no peer combination can satisfy the endorsement policy');
  const companies = satisfied.map((set) => set.map(({ mspId }) => mspId).toSorted());
  const installed = companies.filter((layout) => layout.every((mspId) => abilities.hasChaincodes(mspId)));
  if (installed.length === 0) {
    throw unsatisfiable('required chaincodes are not installed on sufficient peers');
  }
  const completable = installed.filter((layout) => new Set(layout).size === layout.length);
  const distinct = new Map(completable.map((layout) => [nameOf(layout), layout]));
  const own = (layout: readonly string[]): number => Number(layout.includes(abilities.ownMspId));
  return [...distinct.values()]
    .toSorted((a, b) => own(b) - own(a) || a.length - b.length || (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(0, gatewayLimits.layoutsMax);
}

function nameOf(layout: readonly string[]): string {
  return layout.join('\n');
}

/** One peer each: nobody can give the two signatures that a doubled principal asks for. */
function hasEnoughPeers(set: PrincipalSet, abilities: PeerAbilities): boolean {
  const isDistinct = new Set(set.map(({ key }) => key)).size === set.length;
  return isDistinct && set.every((principal) => abilities.isPrincipal({ mspId: principal.mspId, principal }));
}
