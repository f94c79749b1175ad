import { expect } from 'chai';
import { nettedOf } from './expected-net';

const invoice = (
  debtor: 'retailer' | 'forwarder' | 'airline',
  creditor: 'retailer' | 'forwarder' | 'airline',
  minor: bigint,
) => ({ debtor, creditor, minor, about: 'x' });

describe('what netting leaves', () => {
  it('is what each company is owed less what it owes', () => {
    const ring = [
      invoice('retailer', 'forwarder', 100n),
      invoice('forwarder', 'airline', 60n),
      invoice('airline', 'retailer', 50n),
    ];
    // The forwarder is owed 40 and the airline 10 in the end, both by the retailer.
    expect(nettedOf(ring)).to.deep.equal({ invoiced: 210n, netted: 160n });
  });

  it('is everything where nobody owes back', () => {
    expect(nettedOf([invoice('retailer', 'forwarder', 100n)])).to.deep.equal({ invoiced: 100n, netted: 0n });
    expect(nettedOf([])).to.deep.equal({ invoiced: 0n, netted: 0n });
  });
});
