import { expect } from 'chai';
import { custodianOf, followChain } from './custody-chain';
import type { CustodyChain, CustodyMove } from './custody-chain';

const start: CustodyChain = { shipmentId: 'AMSP/S-1', links: [] };
const offer = (sequence: number, from: string, to: string): CustodyMove => ({
  kind: 'offered',
  sequence,
  from,
  to,
  digest: `offer ${sequence}`,
});
const accept = (sequence: number, from: string, to: string): CustodyMove => ({
  kind: 'accepted',
  sequence,
  from,
  to,
  offer: `offer ${sequence}`,
});
const withdraw = (sequence: number, from: string): CustodyMove => ({
  kind: 'withdrawn',
  sequence,
  from,
  to: undefined,
  offer: `offer ${sequence}`,
});

function follow(moves: readonly CustodyMove[], from = start): { follows: boolean[]; chain: CustodyChain } {
  let chain = from;
  const follows = moves.map((move) => {
    const step = followChain(chain, move);
    chain = step.chain;
    return step.follows;
  });
  return { follows, chain };
}

describe('followChain', () => {
  it('moves custody from company to company', () => {
    const { follows, chain } = follow([
      offer(1, 'AMSP', 'BMSP'),
      accept(1, 'AMSP', 'BMSP'),
      offer(2, 'BMSP', 'CMSP'),
      withdraw(2, 'BMSP'),
      offer(3, 'BMSP', 'AMSP'),
    ]);
    expect(follows).to.deep.equal([true, true, true, true, true]);
    expect(custodianOf(chain)).to.equal('BMSP');
  });

  it('lets nobody give away what another has', () => {
    const { follows, chain } = follow([
      offer(1, 'XMSP', 'YMSP'),
      accept(1, 'XMSP', 'YMSP'),
      offer(2, 'YMSP', 'XMSP'),
    ]);
    expect(follows).to.deep.equal([false, false, false]);
    expect(custodianOf(chain)).to.equal('AMSP');
    // The number of the void offer is used up, the custodian goes on with the next.
    expect(follow([offer(3, 'AMSP', 'BMSP')], chain).follows).to.deep.equal([true]);
  });

  it('takes an end for one offer only, of its own digest and companies', () => {
    const open = follow([offer(1, 'AMSP', 'BMSP')]).chain;
    const wrong: CustodyMove[] = [
      { ...accept(1, 'AMSP', 'BMSP'), offer: 'another' } as CustodyMove,
      accept(1, 'AMSP', 'CMSP'),
      accept(2, 'AMSP', 'BMSP'),
      withdraw(1, 'BMSP'),
    ];
    expect(follow(wrong, open).follows).to.deep.equal([false, false, false, false]);
    expect(follow([accept(1, 'AMSP', 'BMSP'), withdraw(1, 'AMSP')], open).follows).to.deep.equal([
      true,
      false,
    ]);
    expect(follow([offer(2, 'AMSP', 'CMSP')], open).follows).to.deep.equal([false]);
  });

  it('agrees with what the own peer knows already', () => {
    const moves = [offer(1, 'AMSP', 'BMSP'), accept(1, 'AMSP', 'BMSP'), offer(2, 'BMSP', 'CMSP')];
    const ahead = follow(moves).chain;
    const again = follow(moves, ahead);
    expect(again.follows).to.deep.equal([true, true, true]);
    expect(again.chain).to.deep.equal(ahead);
    expect(
      follow([{ ...offer(1, 'AMSP', 'BMSP'), digest: 'rewritten' } as CustodyMove], ahead).follows,
    ).to.deep.equal([false]);
  });
});
