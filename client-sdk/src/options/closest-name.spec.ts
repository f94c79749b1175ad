import { expect } from 'chai';
import { closestName } from './closest-name';

describe('the name that was meant', () => {
  const names = ['channel', 'chaincode', 'endpoint', 'user'];

  it('has up to two wrong, missing or additional letters, in any case', () => {
    const meant = {
      chanel: 'channel',
      channnell: 'channel',
      chancode: 'chaincode',
      Endpoint: 'endpoint',
      ENDPOINT: 'endpoint',
      enpdoint: 'endpoint',
      usr: 'user',
    };
    for (const [given, name] of Object.entries(meant)) {
      expect(closestName(given, names), given).to.equal(name);
    }
  });

  it('is the one with the fewest errors', () => {
    expect(closestName('timout', ['timeoutMs', 'timeout'])).to.equal('timeout');
    expect(closestName('bat', ['hat', 'bats', 'bat'])).to.equal('bat');
  });

  it('is none where nothing is close, or half of a short name would be wrong', () => {
    for (const given of ['colour', 'chnnlxx', 'us', '', 'x'.repeat(65)]) {
      expect(closestName(given, names), given).to.equal(undefined);
    }
    expect(closestName('c'.repeat(64), ['c'.repeat(64)])).to.equal('c'.repeat(64));
    expect(closestName('abcdefghij', ['abcdefgxyz'])).to.equal(undefined);
    expect(closestName(`${'c'.repeat(63)}`, [`${'c'.repeat(64)}`])).to.equal('c'.repeat(64));
    expect(closestName('c'.repeat(65), ['c'.repeat(64)])).to.equal(undefined);
  });
});
