import { common, msp } from '@hyperledger/fabric-protos';
import { limits } from '../base/limits';
import { type PolicyToken, invalidPolicy, textToPolicyTokens } from './policy-tokens';

const principalPattern = /^([A-Za-z0-9.-]+)\.(admin|member|client|peer|orderer)$/;

type Role = msp.MSPRole.MSPRoleTypeMap[keyof msp.MSPRole.MSPRoleTypeMap];

const roles: Readonly<Record<string, Role>> = {
  member: msp.MSPRole.MSPRoleType.MEMBER,
  admin: msp.MSPRole.MSPRoleType.ADMIN,
  client: msp.MSPRole.MSPRoleType.CLIENT,
  peer: msp.MSPRole.MSPRoleType.PEER,
  orderer: msp.MSPRole.MSPRoleType.ORDERER,
};

/**
 * The envelope of a policy text such as `AND('Org1MSP.peer', OutOf(1, 'Org2MSP.member', 'Org3MSP.admin'))`. Each
 * principal is listed as often as it is written. Mirrors common/policydsl/policyparser.go.
 * @throws NetworkError POLICY_INVALID
 */
export function textToSignaturePolicy(text: string): common.SignaturePolicyEnvelope {
  const parser = new PolicyParser(text);
  const rule = parser.parse();
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setVersion(0);
  envelope.setRule(rule);
  envelope.setIdentitiesList(parser.identities);
  return envelope;
}

class PolicyParser {
  readonly identities: msp.MSPPrincipal[] = [];
  readonly #text: string;
  readonly #tokens: readonly PolicyToken[];
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = textToPolicyTokens(text);
  }

  parse(): common.SignaturePolicy {
    const token = this.#next();
    if (token.kind !== 'name') throw this.#invalid(`a gate was expected, not ${token.text}`);
    const rule = this.#gate(token.text, 1);
    if (this.#position < this.#tokens.length) throw this.#invalid('something follows the policy');
    return rule;
  }

  #gate(name: string, depth: number): common.SignaturePolicy {
    const gate = gateOf(name);
    if (gate === undefined) throw this.#invalid(`unrecognized token '${name}'`);
    if (depth > limits.policyDepthMax) throw this.#invalid('it is nested too deeply');
    this.#expect('(');
    const threshold = gate === 'outof' ? this.#threshold() : undefined;
    const parts: (common.SignaturePolicy | string)[] = [];
    do {
      parts.push(this.#argument(depth));
    } while (this.#next(',', ')').kind === ',' && !this.#skip(')'));
    // Nested gates are numbered first: Fabric evaluates a gate's arguments before the gate.
    const rules = parts.map((part) => (typeof part === 'string' ? this.#signedBy(part) : part));
    const n = threshold ?? (gate === 'and' ? rules.length : 1);
    // One more than there are is allowed: it can never be satisfied, and Fabric lets it pass.
    if (n > rules.length + 1) throw this.#invalid(`invalid t-out-of-n predicate, t ${n}, n ${rules.length}`);
    return nOutOf(n, rules);
  }

  #threshold(): number {
    const token = this.#next('number', 'string');
    if (!/^\d{1,9}$/.test(token.text)) throw this.#invalid(`a number was expected, not ${token.text}`);
    this.#expect(',');
    return Number(token.text);
  }

  /** A nested gate, or the text of a principal. */
  #argument(depth: number): common.SignaturePolicy | string {
    const token = this.#next('name', 'string');
    return token.kind === 'name' ? this.#gate(token.text, depth + 1) : token.text;
  }

  #signedBy(text: string): common.SignaturePolicy {
    const match = principalPattern.exec(text);
    const role = roles[match?.[2] ?? ''];
    if (match?.[1] === undefined || role === undefined) throw this.#invalid(`principal '${text}'`);
    const mspRole = new msp.MSPRole();
    mspRole.setMspIdentifier(match[1]);
    mspRole.setRole(role);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    principal.setPrincipal(mspRole.serializeBinary());
    const rule = new common.SignaturePolicy();
    rule.setSignedBy(this.identities.length);
    this.identities.push(principal);
    return rule;
  }

  /** Goes past a token of that kind, if it comes next: a comma may be before the bracket. */
  #skip(kind: PolicyToken['kind']): boolean {
    if (this.#tokens[this.#position]?.kind !== kind) return false;
    this.#position += 1;
    return true;
  }

  #expect(kind: PolicyToken['kind']): void {
    this.#next(kind);
  }

  #next(...kinds: readonly PolicyToken['kind'][]): PolicyToken {
    const token = this.#tokens[this.#position];
    if (!token) throw this.#invalid('it ends too early');
    if (kinds.length > 0 && !kinds.includes(token.kind)) throw this.#invalid(`unexpected ${token.text}`);
    this.#position += 1;
    return token;
  }

  #invalid(reason: string): Error {
    return invalidPolicy(reason, this.#text);
  }
}

function gateOf(name: string): 'and' | 'or' | 'outof' | undefined {
  if (['AND', 'And'].includes(name)) return 'and';
  if (['OR', 'Or'].includes(name)) return 'or';
  return ['OutOf', 'outof', 'OUTOF'].includes(name) ? 'outof' : undefined;
}

function nOutOf(n: number, rules: common.SignaturePolicy[]): common.SignaturePolicy {
  const gate = new common.SignaturePolicy.NOutOf();
  gate.setN(n);
  gate.setRulesList(rules);
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(gate);
  return rule;
}
