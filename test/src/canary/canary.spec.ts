import { expect } from 'chai';
import { Canaries } from './search';
import { runCanaries } from './run';

describe('canaries', () => {
  it('are found in every form', () => {
    const canaries = new Canaries();
    const bytes = Buffer.from(Array.from({ length: 32 }, (_, n) => (n * 37) % 256));
    canaries.add(bytes);
    const hex = bytes.toString('hex');
    for (const text of [
      bytes.toString('latin1'),
      hex,
      bytes.toString('base64'),
      Buffer.from(`x${hex}`).toString('base64'),
    ]) {
      expect(canaries.countIn(Buffer.from(`before ${text} behind`, 'latin1')), text).to.be.greaterThan(0);
    }
    expect(canaries.countIn(Buffer.from('before and behind'))).to.equal(0);
  });

  it('in private fields are nowhere but with the members, and with nobody once they are erased', async () => {
    const result = await runCanaries({ transactions: 20, erases: true });
    expect(result.canaries).to.be.greaterThan(40);
    expect(result.outside).to.deep.equal([]);
    expect(result.keptBefore).to.be.greaterThan(0);
    expect(result.keptAfter).to.equal(0);
  });

  it('that leak are found', async () => {
    const { outside, keptAfter } = await runCanaries({ transactions: 4, leaks: true });
    expect(outside.length).to.be.greaterThan(0);
    expect(keptAfter).to.be.greaterThan(0);
  });
});
