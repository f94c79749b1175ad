import { expect } from 'chai';
import { companiesSatisfy } from './companies-satisfy';
import { textToSignaturePolicy } from './policy-text';

describe('companiesSatisfy', () => {
  const cases: readonly (readonly [policy: string, mspIds: readonly string[], expected: boolean])[] = [
    ["OR('A.peer', 'B.peer')", ['B'], true],
    ["OR('A.peer', 'B.peer')", ['C'], false],
    ["AND('A.peer', 'B.member')", ['A'], false],
    ["AND('A.peer', 'B.member')", ['B', 'A'], true],
    ["OutOf(2, 'A.peer', 'B.peer', 'C.peer')", ['A', 'C'], true],
    ["AND('A.peer', 'A.peer')", ['A'], false],
    ["AND('A.peer', OR('A.peer', 'B.peer'))", ['A', 'B'], true],
    ["AND('A.peer', OR('A.peer', 'B.peer'))", ['A'], false],
    ["OR('A.admin', 'A.client')", ['A'], false],
  ];

  for (const [policy, mspIds, expected] of cases) {
    it(`${policy} by one peer of ${mspIds.join(', ')}: ${String(expected)}`, () => {
      expect(companiesSatisfy(textToSignaturePolicy(policy), mspIds)).to.equal(expected);
    });
  }
});
