import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createMspManager } from '@kontti/fabric-protocol/msp';
import {
  textToSignaturePolicy,
  createSignaturePolicy,
  type PolicyRule,
} from '@kontti/fabric-protocol/policy';
import { policiesToPrincipalSets, principalSetsToLayouts } from './layouts';

/** What discovery of Fabric 3.1.5 found, thirty times alike: companies with a peer | policies | of keys | layouts. */
const vectors = `
B | AND(AND('B.peer', 'B.peer'), OR(OR('B.peer'), 'D.peer'), OutOf(1, 'C.peer')) | AND(OR('D.peer', 'A.peer', 'A.peer'), 'A.peer', OR('A.peer', OutOf(1, 'C.peer'), 'B.peer')) | refused
ABCDE | OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer'), OR('E.peer')) | AND('B.peer'); AND(OR('B.peer', OR('E.peer'), OR('C.peer', 'B.peer')), OR('D.peer')) | A+B+D B+C+D B+D+E
AB | OR('A.peer', AND('A.peer'), 'A.peer'); OutOf(2, 'A.peer', OR('B.peer'), 'A.peer') |  | refused
ABCDE | AND('A.peer', 'B.peer', 'C.peer', 'D.peer', 'E.peer'); OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer'), OR('E.peer')) |  | A+B+C+D+E
ABC | AND(OR('B.peer'), AND('B.peer', 'B.peer'), OR('B.peer', 'A.peer', AND('A.peer', 'C.peer', 'A.peer'))) | OR(AND('A.peer')) | refused
ABC | OR('A.peer') | OR('C.peer', AND('B.peer')); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | A+B A+C
AB | OutOf(1, AND('B.peer')) | OR('B.peer') | B
ABCD | AND('D.peer', 'B.peer') | AND(OR('A.peer', 'C.peer', OR('D.peer'))); AND('A.peer', 'B.peer', 'C.peer', 'D.peer') | A+B+C+D
ACD | AND('D.peer', 'D.peer'); OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer')) | OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer')) | refused
ABC | AND(OR('C.peer'), OR(OR('A.peer'), 'A.peer', 'C.peer'), 'C.peer') | AND('C.peer'); OR('A.peer', 'B.peer', 'C.peer') | refused
AB | AND('B.peer'); OutOf(2, OR('A.peer'), OR('B.peer')) | AND('B.peer', 'B.peer') | refused
ABC | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OR('A.peer', OR(AND('B.peer'))) | A+B A+C B+C
ABCDE | AND(AND('E.peer', 'D.peer')); AND('D.peer') |  | D+E
AC | OR('C.peer', 'A.peer', OR(OR('C.peer', 'C.peer'), 'C.peer', 'A.peer')) | OR('B.peer', OR('C.peer', AND('B.peer', 'B.peer', 'C.peer'))) | C
AB | AND('A.peer', 'B.peer'); AND(OR('B.peer', 'B.peer', 'A.peer'), 'B.peer', OutOf(0, 'B.peer')) | OR(OutOf(1, 'A.peer')) | refused
AB | OR(OR(OutOf(1, 'B.peer', 'A.peer', 'A.peer'), 'A.peer', 'A.peer')); OutOf(2, OR('A.peer'), OR('B.peer')) | OR(OR(OR('A.peer'), OutOf(1, 'B.peer'), 'B.peer'), 'A.peer') | A+B
AB | AND('A.peer', 'B.peer', 'C.peer'); AND('B.peer', 'C.peer') | AND('B.peer') | refused
ABCD | AND('A.peer'); OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer')) |  | A+B+C A+B+D A+C+D
ABC | AND('C.peer') | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | A+C B+C
ABC | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | A+B A+C B+C
ABCD | AND('B.peer', OutOf(1, 'C.peer', 'A.peer')); OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer')) |  | A+B+C A+B+D B+C+D
AB | AND('A.peer', 'B.peer') | AND('A.peer', 'B.peer'); OutOf(2, OR('A.peer'), OR('B.peer')) | A+B
AB | OutOf(2, 'B.peer', 'A.peer') | OR('A.peer', 'A.peer'); OutOf(2, OR('A.peer'), OR('B.peer')) | A+B
ABCDE | OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer'), OR('E.peer')) | OR('D.peer', 'E.peer', OR(AND('B.peer', 'C.peer'))); OR('C.peer', 'E.peer') | A+B+C A+B+E A+C+E A+D+E B+C+D B+C+E B+D+E C+D+E
ABC | AND(OR(OR('A.peer'), 'A.peer')); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OR(OutOf(2, 'A.peer', OR('C.peer', 'C.peer'), OR('C.peer', 'B.peer', 'A.peer'))) | A+B A+C
ABDE | OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer'), OR('E.peer')) | OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer'), OR('E.peer')) | A+B+D A+B+E A+D+E B+D+E
ABC | OutOf(1, OR('A.peer', 'B.peer'), 'B.peer', 'B.peer'); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | A+B A+C B+C
ABC | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OR('C.peer') | A+C B+C
AC | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) |  | A+C
AC | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | A+C
ACD | AND('A.peer'); OR('A.peer') | OR('A.peer', 'B.peer', 'B.peer') | A
B | OR(AND(OR('B.peer', 'C.peer', 'B.peer'))); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) |  | refused
AB | OutOf(2, OR('A.peer'), OR('B.peer')); OutOf(1, 'B.member') | OR('B.peer', 'B.peer', OR('A.peer', AND('A.peer', 'B.admin', 'A.peer'), 'B.member')) | A+B
AB | OutOf(2, OR('A.peer'), OR('B.peer')) | AND('A.member', 'A.peer'); OutOf(2, OR('A.peer'), OR('B.peer')) | refused
ABC | OR('A.member'); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OR('B.peer') | A+B
ABCD | AND(AND('D.peer'), 'B.member'); OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer')) |  | A+B+D B+C+D
ABCD | OutOf(1, 'C.peer', 'A.peer') | AND('C.peer', OR('D.peer'), OutOf(3, 'C.peer', 'B.peer', 'C.peer')) | refused
ABCDE | OR(OR(OutOf(3, 'A.member', 'A.peer', 'C.peer'), 'E.peer'), 'C.peer'); OR('A.peer') | AND('A.member') | incomplete
ABCD | AND('A.member', OR('B.member', 'D.peer', AND('C.peer'))); OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer')) |  | A+B+C A+B+D A+C+D
AB | OutOf(2, OR('A.peer'), OR('B.peer')); OutOf(2, OR('A.peer'), OR('B.peer')) | OutOf(1, 'A.peer', 'B.peer', 'A.peer') | A+B
ABC | OR('A.peer') | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | A+B A+C
ABC | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OR('A.peer'); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | A+B A+C
ABC | OR('C.peer', 'B.peer', 'A.peer') | AND(OR(OR('B.member')), 'C.peer', 'C.member'); OR('B.peer') | incomplete
ABCD | OutOf(1, 'D.peer', 'C.peer', OutOf(1, OutOf(1, 'B.peer', 'D.peer', 'B.peer'))) | OR(OutOf(2, AND('D.member', 'A.peer', 'D.peer'), 'C.peer'), OR('C.member')) | B+C
ABC | AND(OutOf(1, OR('B.peer', 'B.peer'))); OR(AND('C.member', 'C.peer', OR('B.member', 'B.peer')), AND('C.member', 'C.member'), 'C.peer') |  | incomplete
ABC | OutOf(1, 'B.peer'); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | A+B B+C
ABCDE | OutOf(3, OR('A.peer'), OR('B.peer'), OR('C.peer'), OR('D.peer'), OR('E.peer')) | OutOf(1, 'D.peer'); OR('B.peer') | A+B+D B+C+D B+D+E
ABCD | OR('A.peer', 'B.member') | OR('C.peer'); AND('C.member', 'B.peer') | incomplete
ABC | OR('A.peer'); OutOf(2, OR('A.peer'), OR('B.peer'), OR('C.peer')) | OR('A.peer', 'C.peer') | A+B A+C
`;

const mspManager = createMspManager({ configs: [] });
const { MEMBER, PEER } = msp.MSPRole.MSPRoleType;

function textsToRules(texts: string): PolicyRule[] {
  return texts
    .split(';')
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const envelopeBytes = textToSignaturePolicy(text).serializeBinary();
      return createSignaturePolicy({ envelopeBytes, mspManager }).rule;
    });
}

/** In the notation of the vectors. */
function plan(options: { peers: string; policies: string; keyPolicies: string }): string {
  try {
    const layouts = principalSetsToLayouts({
      sets: policiesToPrincipalSets({
        policies: textsToRules(options.policies),
        keyPolicies: textsToRules(options.keyPolicies),
      }),
      abilities: {
        ownMspId: '',
        isPrincipal: ({ mspId, principal: { named } }) =>
          options.peers.includes(mspId) &&
          named.kind === 'role' &&
          [MEMBER, PEER].some((role) => role === named.role),
        hasChaincodes: () => true,
      },
    });
    const names = layouts.map((layout) => layout.join('+')).toSorted();
    return names.length === 0 ? 'incomplete' : names.join(' ');
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'ENDORSEMENT_IMPOSSIBLE') return 'refused';
    throw error;
  }
}

describe('the layouts that discovery finds', () => {
  for (const vector of vectors.trim().split('\n')) {
    it(vector, () => {
      const [peers = '', policies = '', keyPolicies = '', expected = ''] = vector.split(' | ');
      expect(plan({ peers, policies, keyPolicies })).to.equal(expected);
    });
  }
});
