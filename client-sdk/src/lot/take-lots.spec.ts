import { expect } from 'chai';
import { takeLots } from './take-lots';

const lotOf = (name: string, quantity: bigint, version = 'a') => ({
  ...{ lotId: `AirMSP/${name}/0`, digest: name.repeat(64).slice(0, 64), holder: 'company:AirMSP' },
  ...{ quantity, class: version },
});

describe('taking lots', () => {
  it('takes the first that suffice, and gives change back to their holder', () => {
    const lots = [lotOf('a', 5n), lotOf('b', 7n), lotOf('c', 9n)];
    expect(takeLots({ lots, quantity: 10n, to: 'company:B' })).to.deep.equal({
      inputs: [
        { lot: 'AirMSP/a/0', origin: 'a'.repeat(64) },
        { lot: 'AirMSP/b/0', origin: 'b'.repeat(64) },
      ],
      outputs: [
        { holder: 'company:B', quantity: 10n },
        { holder: 'company:AirMSP', quantity: 2n },
      ],
    });
    expect(takeLots({ lots, quantity: 12n }).outputs).to.deep.equal([]);
  });

  it('mixes no versions of a class', () => {
    const lots = [lotOf('a', 5n, 'old'), lotOf('b', 4n, 'new'), lotOf('c', 4n, 'new')];
    expect(takeLots({ lots, quantity: 8n }).inputs).to.have.length(2);
    expect(() => takeLots({ lots, quantity: 9n }))
      .to.throw()
      .with.property('code', 'LOTS_INSUFFICIENT');
  });

  it('refuses options that are none', () => {
    for (const options of [{ lots: [], quantity: 0n }, { lots: 5, quantity: 1n }, { quantity: 1n }]) {
      expect(() => takeLots(options as never))
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
    }
  });
});
