import { common, msp } from '@hyperledger/fabric-protos';

/** A policy over companies: one company's peers, or `n` of some policies. */
export type CompanyPolicy = string | { readonly n: number; readonly of: readonly CompanyPolicy[] };

const cache = new Map<string, Uint8Array>();
const CACHE_MAX = 1024;

/** The policy that every one of these companies' peers has to endorse. */
export function allPeersOf(mspIds: readonly string[]): Uint8Array {
  const distinct = [...new Set(mspIds)].sort();
  const key = distinct.join('\n');
  let bytes = cache.get(key);
  if (bytes === undefined) {
    bytes = policyToBytes({ n: distinct.length, of: distinct });
    if (cache.size >= CACHE_MAX) cache.clear();
    cache.set(key, bytes);
  }
  return bytes;
}

/**
 * The `SignaturePolicyEnvelope` bytes of a policy; its principals are the companies' peers, in the order of their ids, so equal
 * policies have equal bytes. Mirrors common/policydsl of Fabric.
 */
export function policyToBytes(policy: CompanyPolicy): Uint8Array {
  const companies = companiesOf(policy);
  if (companies.length === 0) throw new TypeError('a policy without companies would let everybody in');
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setVersion(0);
  envelope.setIdentitiesList(companies.map(peerPrincipal));
  envelope.setRule(toRule(policy, companies));
  return envelope.serializeBinary();
}

/** The distinct companies of a policy, sorted. */
export function companiesOf(policy: CompanyPolicy): string[] {
  if (typeof policy === 'string') return [policy];
  return [...new Set(policy.of.flatMap(companiesOf))].sort();
}

function peerPrincipal(mspId: string): msp.MSPPrincipal {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType.PEER);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(role.serializeBinary());
  return principal;
}

function toRule(policy: CompanyPolicy, companies: readonly string[]): common.SignaturePolicy {
  const rule = new common.SignaturePolicy();
  if (typeof policy === 'string') {
    rule.setSignedBy(companies.indexOf(policy));
    return rule;
  }
  if (policy.n < 1 || policy.n > policy.of.length) throw new TypeError('n of a policy is out of range');
  const nOutOf = new common.SignaturePolicy.NOutOf();
  nOutOf.setN(policy.n);
  nOutOf.setRulesList(policy.of.map((part) => toRule(part, companies)));
  rule.setNOutOf(nOutOf);
  return rule;
}
