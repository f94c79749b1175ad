import { expect } from 'chai';
import { acceptedSince, isEraAccepted, isInForce, unacceptedEras } from './acceptance';
import type { Acceptance } from './acceptance';

/** One era after the other, with the digests that these letters are. */
const erasOf = (digests: string) =>
  Array.from(digests, (digest, index) => ({
    ...{ sequence: index + 1, digest },
    place: { block: BigInt(index), tx: 0 },
  }));
const accepted = (digest: string, sequence?: number, ...earlier: readonly string[]): Acceptance => ({
  ...{ digest, sequence, definition: undefined, earlier, disowned: [] },
});
const sequencesOf = (acceptance: Acceptance, digests: string, since = 0): number[] =>
  unacceptedEras(acceptance, erasOf(digests), since).map(({ sequence }) => sequence);

describe('what a company accepted', () => {
  it('counts eras that it accepted, now or before, and those before the first of them', () => {
    const isAccepted = (acceptance: Acceptance, digests: string): boolean =>
      isEraAccepted(acceptance, erasOf(digests));
    expect(isAccepted(accepted('A'), '')).to.equal(false);
    expect(isAccepted(accepted('A'), 'A')).to.equal(true);
    expect(isAccepted(accepted('A'), 'XY')).to.equal(true);
    expect(isAccepted(accepted('A'), 'XYA')).to.equal(true);
    expect(isAccepted(accepted('A'), 'AX')).to.equal(false);
    expect(isAccepted(accepted('A'), 'XAX')).to.equal(false);
    expect(isAccepted(accepted('A', 3, 'X'), 'AX')).to.equal(true);
    expect(isAccepted(accepted('A', 3, 'X'), 'AXY')).to.equal(false);
  });

  it('does not own the eras since then that it never accepted', () => {
    expect(sequencesOf(accepted('A'), 'AXAYA')).to.deep.equal([2, 4]);
    expect(sequencesOf(accepted('A'), 'AXAYA', 1)).to.deep.equal([2, 4]);
    expect(sequencesOf(accepted('A'), 'AXAYA', 2)).to.deep.equal([4]);
    expect(sequencesOf(accepted('A'), 'AXAYA', 4)).to.deep.equal([]);
    expect(sequencesOf(accepted('B'), 'XYBZ')).to.deep.equal([4]);
  });

  it('is accepted since the sequence that is pinned, else since it was first in force', () => {
    expect(acceptedSince(accepted('A', 5), erasOf('XA'))).to.equal(5);
    expect(acceptedSince(accepted('A'), erasOf('XAYA'))).to.equal(2);
    expect(acceptedSince(accepted('B'), erasOf('XA'))).to.equal(undefined);
  });

  it('is in force where nothing else was since then', () => {
    const inForce = (acceptance: Acceptance, digests: string): boolean =>
      isInForce(acceptance, erasOf(digests));
    expect(inForce(accepted('A'), 'A')).to.equal(true);
    expect(inForce(accepted('A'), 'XAA')).to.equal(true);
    expect(inForce(accepted('A'), 'AXA')).to.equal(false);
    expect(inForce(accepted('A', 3), 'AXA')).to.equal(true);
    expect(inForce(accepted('A', 4), 'AXA')).to.equal(false);
    expect(inForce(accepted('A', 2), 'AXA')).to.equal(false);
    expect(inForce(accepted('B'), 'AXA')).to.equal(false);
    expect(inForce(accepted('A'), '')).to.equal(false);
  });
});
