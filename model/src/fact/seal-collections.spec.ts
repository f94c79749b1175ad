import { expect } from 'chai';
import { sealCollections } from './seal-collections';

describe('seal collections', () => {
  it('are endorsed by the company’s own peers, read by its own clients, and never expire', () => {
    expect(sealCollections(['Org.1MSP'])).to.deep.equal([
      {
        name: 'seal_Org_1MSP',
        policy: "OR('Org.1MSP.member')",
        requiredPeerCount: 0,
        maxPeerCount: 1,
        blockToLive: 0,
        memberOnlyRead: false,
        memberOnlyWrite: false,
        endorsementPolicy: { signaturePolicy: "OR('Org.1MSP.peer')" },
      },
    ]);
  });

  it('are refused when two companies would share one', () => {
    expect(() => sealCollections(['A.B', 'A_B'])).to.throw(TypeError);
  });
});
