import { common, msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import fc from 'fast-check';
import { textToSignaturePolicy } from './policy-text';
import { signaturePolicyToText } from './policy-to-text';

const seed = Number(process.env['SEED'] ?? 20_260_101);

const hexOf = (text: string) => Buffer.from(textToSignaturePolicy(text).serializeBinary()).toString('hex');

/** Any policy as text. */
const policyText = fc.letrec<{ policy: string; argument: string }>((tie) => ({
  argument: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(
        fc.stringMatching(/^[A-Za-z0-9-]{1,8}(\.[A-Za-z0-9]{1,3})?$/),
        fc.constantFrom('member', 'admin', 'client', 'peer', 'orderer'),
      )
      .map(([mspId, role]) => `'${mspId}.${role}'`),
    tie('policy'),
  ),
  policy: fc
    .tuple(fc.array(tie('argument'), { minLength: 2, maxLength: 4 }), fc.integer({ min: 0, max: 4 }))
    .map(([rules, n]) => {
      if (n === rules.length) return `AND(${rules.join(', ')})`;
      return n === 1
        ? `OR(${rules.join(', ')})`
        : `OutOf(${[Math.min(n, rules.length + 1), ...rules].join(', ')})`;
    })
    .filter((text) => !text.startsWith('OutOf(1') && text.length < 2000),
})).policy;

describe('policy text', () => {
  it("is encoded as Fabric's own parser encodes it", () => {
    // AND('A.member', 'B.peer'): rule n-out-of 2 with signed_by 0 and 1, then the two roles.
    expect(hexOf("AND('A.member', 'B.peer')")).to.equal(
      '120c120a08021202080012020801' + '1a0512030a0141' + '1a0712050a01421003',
    );
  });

  it("numbers nested gates first, and all else as Fabric's parser does", () => {
    // Taken from policydsl.FromString of Fabric v3.1.5.
    expect(hexOf("And('A.member', OutOf(1, 'B.member'))")).to.equal(
      '12121210080212020801120812060801120208001a0512030a01421a0512030a0141',
    );
    expect(hexOf("OR('Nhd--W.client','Hg.7.client',Or('w.9.TP.peer'))")).to.equal(
      '1216121408011202080112020802120812060801120208001a0c120a0a06772e392e545010031a0c120a0a064e68642d2d5710021a0a12080a0448672e371002',
    );
  });

  it('reads the spellings of gates, quotes of both kinds, spaces and commas at the end', () => {
    const expected = hexOf("OutOf(2, 'A.member', OR('B.admin', 'C.client'))");
    for (const text of [
      `outof(2,"A.member",OR('B.admin',"C.client",),)`,
      ` OUTOF ( '2' , 'A.member' , Or( 'B.admin','C.client' ) ) `,
      `And('A.member', Or('B.admin', 'C.client'))`,
    ]) {
      expect(hexOf(text), text).to.equal(expected);
    }
  });

  it('lists a principal as often as it is written', () => {
    const envelope = textToSignaturePolicy("AND('A.member', 'A.member')");
    expect(envelope.getIdentitiesList()).to.have.length(2);
  });

  it('splits the role off at the last dot', () => {
    const [principal] = textToSignaturePolicy("OR('a.b-c.peer')").getIdentitiesList();
    const role = msp.MSPRole.deserializeBinary(principal?.getPrincipal_asU8() ?? new Uint8Array());
    expect(role.getMspIdentifier()).to.equal('a.b-c');
  });

  it('allows one more than there are, and zero, as Fabric does', () => {
    expect(() => textToSignaturePolicy("OutOf(3, 'A.member', 'B.member')")).not.to.throw();
    expect(() => textToSignaturePolicy("OutOf(0, 'A.member')")).not.to.throw();
  });

  it('refuses what is no policy', () => {
    for (const text of [
      '',
      "'A.member'",
      'AND()',
      "OutOf('A.member')",
      'OutOf(1)',
      "OutOf(4, 'A.member', 'B.member')",
      "OutOf(-1, 'A.member')",
      "OR('A.member'",
      "OR('A.member'))",
      "OR('A.member',,)",
      'OR(,)',
      "and('A.member', 'B.member')",
      "or('A.member')",
      "OR('A')",
      "OR('A.boss')",
      "OR('A B.member')",
      "OR('A_B.member')",
      'OR(A.member)',
      "XOR('A.member', 'B.member')",
      "constructor('A.member')",
      "OR('A.member') OR('B.member')",
      `${'OR('.repeat(100)}'A.member'${')'.repeat(100)}`,
    ]) {
      expect(() => textToSignaturePolicy(text), text)
        .to.throw()
        .with.property('code', 'POLICY_INVALID');
    }
  });

  it(`comes back from an envelope as it was (seed ${seed})`, () => {
    fc.assert(
      fc.property(policyText, (text) => {
        const envelope = textToSignaturePolicy(text);
        const bytes = common.SignaturePolicyEnvelope.deserializeBinary(envelope.serializeBinary());
        expect(hexOf(signaturePolicyToText(bytes))).to.equal(hexOf(text));
      }),
      { seed },
    );
  });
});
