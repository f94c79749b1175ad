import { expect } from 'chai';
import { common, msp } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import { ContractError } from '../errors.js';
import { factPolicy } from './fact-policy.js';
import { allPeersOf, companiesOf, policyToBytes, type CompanyPolicy } from './envelope.js';
import { ruleToPolicy } from './rule-policy.js';
import { parseRule } from './rule-syntax.js';

const seed = Number(process.env['SEED'] ?? 20260115);

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof ContractError ? error.code : String(error);
  }
  return 'none';
}

const compile = (text: string, parties = {}) => ruleToPolicy(parseRule(text), { self: 'A', ...parties });

describe('rules of endorsement', () => {
  it('mean policies over companies', () => {
    const parties = { custodian: 'B', consignee: 'C' };
    expect(compile("AND('{self}', OR('{custodian}', '{consignee}'))", parties)).to.deep.equal({
      n: 2,
      of: ['A', { n: 1, of: ['B', 'C'] }],
    });
    expect(compile("OutOf(2, '{self}', '{custodian}', 'AuditMSP')", parties)).to.deep.equal({
      n: 2,
      of: ['A', 'B', 'AuditMSP'],
    });
  });

  it('count equal companies once', () => {
    expect(compile("AND('{self}', '{custodian}')", { custodian: 'A' })).to.equal('A');
    expect(compile("OutOf(2, '{self}', '{custodian}', 'B')", { custodian: 'A' })).to.deep.equal({
      n: 2,
      of: ['A', 'B'],
    });
    expect(compile("AND('{self}', '{partner}')")).to.equal('A');
  });

  it('ask distinct companies for what is needed together, as one peer of each can give it', () => {
    const rule = "AND('{self}', OR('{custodian}', '{consignee}'))";
    const parties = { custodian: 'A', consignee: 'C' };
    expect(compile(rule, parties)).to.deep.equal({ n: 2, of: ['A', 'C'] });
    expect(compile("AND(OR('A', 'B'), OR('A', 'B', 'C'))")).to.deep.equal({
      n: 1,
      of: [
        { n: 2, of: ['A', 'B'] },
        { n: 2, of: ['A', 'C'] },
        { n: 2, of: ['B', 'C'] },
      ],
    });
    expect(codeOf(() => compile(rule, { custodian: 'A', consignee: 'A' }))).to.equal('none');
    expect(codeOf(() => compile("AND('{self}', OR(AND('A', 'B'), AND('A', 'C')))"))).to.equal(
      'RULE_UNREACHABLE',
    );
    const manyPairs = (count: number): string =>
      Array.from({ length: count }, (_, index) => `OR('A${index}', 'B${index}')`).join(', ');
    expect(codeOf(() => compile(`AND('A0', ${manyPairs(12)})`))).to.equal('TOO_MANY');
  });

  it('are refused where nobody or fewer companies than asked for would do', () => {
    for (const text of [
      "OutOf(0, '{self}')",
      "OutOf(3, '{self}', 'B')",
      "OutOf(2, '{self}', 'A')",
      "AND('{self}', OutOf(0, 'B', 'C'))",
      "OutOf(2, '{self}', OR('{self}', 'A'))",
    ]) {
      expect(
        codeOf(() => compile(text)),
        text,
      ).to.equal('RULE_UNREACHABLE');
    }
  });

  it('are refused where they are no rules', () => {
    for (const text of [
      '',
      "'A",
      'AND()',
      "AND('A'",
      "AND('A') 'B'",
      "NOT('A')",
      "OutOf('A', 'B')",
      "'{nobody}'",
      "'A.member'",
      "'A.peer'",
      "'A\u0000'",
      "OR('A';'B')",
      `${'AND('.repeat(20)}'A'${')'.repeat(20)}`,
      `OR(${Array.from({ length: 80 }, (_, index) => `'M${index}'`).join(',')})`,
    ]) {
      expect(
        codeOf(() => compile(text)),
        text,
      ).to.equal('RULE_SYNTAX');
    }
  });
});

describe('policy bytes', () => {
  it('name peers, never members', () => {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(allPeersOf(['B', 'A', 'B']));
    const roles = envelope.getIdentitiesList().map((principal) => {
      return msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8()).toObject();
    });
    expect(roles).to.deep.equal([
      { mspIdentifier: 'A', role: msp.MSPRole.MSPRoleType.PEER },
      { mspIdentifier: 'B', role: msp.MSPRole.MSPRoleType.PEER },
    ]);
    expect(envelope.getRule()?.getNOutOf()?.getN()).to.equal(2);
  });

  it('let nobody change what one company told alone, and all parties together the rest', () => {
    const alone = common.SignaturePolicyEnvelope.deserializeBinary(factPolicy(['A', 'A']));
    const [principal] = alone.getIdentitiesList();
    const role = msp.MSPRole.deserializeBinary(principal?.getPrincipal_asU8() ?? new Uint8Array());
    expect(role.getMspIdentifier()).to.match(/\//);
    expect(alone.getIdentitiesList()).to.have.length(1);
    expect(factPolicy(['B', 'A'])).to.deep.equal(allPeersOf(['A', 'B']));
    expect(() => factPolicy([])).to.throw(TypeError);
  });

  it('never let everybody in', () => {
    expect(() => policyToBytes({ n: 0, of: ['A'] })).to.throw(TypeError);
    expect(() => policyToBytes({ n: 1, of: [] })).to.throw(TypeError);
    expect(() => allPeersOf([])).to.throw(TypeError);
  });

  it(`say what the policy says (seed ${seed})`, () => {
    const company = fc.constantFrom('A', 'B', 'C', 'D');
    const { policy } = fc.letrec<{ policy: CompanyPolicy }>((tie) => ({
      policy: fc.oneof(
        { maxDepth: 3 },
        company,
        fc
          .tuple(fc.array(tie('policy'), { minLength: 1, maxLength: 4 }), fc.nat(3))
          .map(([of, n]) => ({ n: 1 + (n % of.length), of })),
      ),
    }));
    fc.assert(
      fc.property(policy, fc.subarray(['A', 'B', 'C', 'D']), (generated, present) => {
        const envelope = common.SignaturePolicyEnvelope.deserializeBinary(policyToBytes(generated));
        const rule = envelope.getRule();
        const companies = companiesOf(generated);
        expect(rule && isMet(rule, companies, present)).to.equal(isMeant(generated, present));
      }),
      { seed },
    );
  });
});

function isMeant(policy: CompanyPolicy, present: readonly string[]): boolean {
  if (typeof policy === 'string') return present.includes(policy);
  return policy.of.filter((part) => isMeant(part, present)).length >= policy.n;
}

function isMet(
  rule: common.SignaturePolicy,
  companies: readonly string[],
  present: readonly string[],
): boolean {
  const nOutOf = rule.getNOutOf();
  if (nOutOf === undefined) return present.includes(companies[rule.getSignedBy()] ?? '');
  return nOutOf.getRulesList().filter((part) => isMet(part, companies, present)).length >= nOutOf.getN();
}
