import { expect } from 'chai';
import { limits } from '../base/limits';
import { createMspManager } from '../msp/msp-manager';
import { mergePrincipalSets } from './merge-principal-sets';
import { textToSignaturePolicy } from './policy-text';
import { type PrincipalSet, ruleToPrincipalSets } from './principal-sets';
import { createSignaturePolicy } from './signature-policy';

const mspManager = createMspManager({ configs: [] });

function textToSets(text: string): PrincipalSet[] {
  const envelopeBytes = textToSignaturePolicy(text).serializeBinary();
  return ruleToPrincipalSets(createSignaturePolicy({ envelopeBytes, mspManager }).rule);
}

const mspIdsOf = (sets: readonly PrincipalSet[]): string[] =>
  sets.map((set) => set.map(({ mspId }) => mspId).join(' '));

const merge = (left: string, right: string): string[] =>
  mspIdsOf(mergePrincipalSets({ left: textToSets(left), right: textToSets(right) }));

const peers = (count: number): string =>
  Array.from({ length: count }, (_, at) => `'Org${at}MSP.peer'`).join(', ');

describe('sets of principals', () => {
  it('name each way through the gates, outer principals first', () => {
    expect(mspIdsOf(textToSets("AND(OR('A.peer', 'B.peer'), 'C.peer')"))).to.deep.equal(['C A', 'C B']);
    expect(mspIdsOf(textToSets("AND('A.peer', OR('A.peer', 'B.peer'))"))).to.deep.equal(['A A', 'A B']);
    expect(mspIdsOf(textToSets("OutOf(2, 'A.peer', 'B.peer', 'C.peer')"))).to.deep.equal([
      'A B',
      'A C',
      'B C',
    ]);
  });

  it('are none when a branch asks nobody or more than there are', () => {
    expect(textToSets("OR(OutOf(0, 'A.peer'), 'B.peer')")).to.deep.equal([]);
    expect(textToSets("OutOf(2, 'A.peer')")).to.deep.equal([]);
    expect(mspIdsOf(textToSets("OR(OutOf(2, 'A.peer'), 'B.peer')"))).to.deep.equal(['B']);
  });

  it('are bounded', () => {
    expect(textToSets(`OutOf(15, ${peers(30)})`)).to.have.length(limits.principalSetsMax);
    expect(textToSets(`OutOf(1, ${peers(limits.policyRulesMax - 1)})`)).to.have.length(
      limits.policyRulesMax - 1,
    );
    expect(textToSets(`OutOf(1, ${peers(limits.policyRulesMax)})`)).to.deep.equal([]);
  });

  it('are merged with a peer as a member, not with a member as a peer', () => {
    expect(merge("OR('A.peer')", "OR('A.member', 'B.member')")).to.deep.equal(['A']);
    expect(merge("OR('A.member')", "OR('A.admin', 'B.peer')")).to.deep.equal(['A']);
    expect(merge("OR('A.admin')", "OR('A.peer')")).to.deep.equal(['A A']);
  });

  it('are not joined with others where one set of a policy covers another, as in Fabric', () => {
    expect(merge("OR('A.peer')", "OR(AND('A.peer', 'B.peer'), 'C.peer')")).to.deep.equal(['A B']);
    expect(merge("OR('A.peer')", "OR('B.peer', 'C.peer')")).to.deep.equal(['B A', 'C A']);
  });

  it('keep the first of those that differ only in how often they name a principal', () => {
    const left = "AND('A.peer', 'B.peer', 'C.peer')";
    expect(merge(left, "AND('A.peer', OR('A.peer', 'B.peer'))")).to.deep.equal(['A B C A']);
    expect(merge(left, "AND('A.peer', OR('B.peer', 'A.peer'))")).to.deep.equal(['A B C']);
  });
});
