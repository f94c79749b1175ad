import { expect } from 'chai';
import { durationToMs } from './duration';
import { textToAddress } from './listening';

describe('durationToMs', () => {
  it('reads Go durations', () => {
    expect(durationToMs('50ms')).to.equal(50);
    expect(durationToMs('2s')).to.equal(2_000);
    expect(durationToMs('1m30s')).to.equal(90_000);
    expect(durationToMs('1.5s')).to.equal(1_500);
  });

  it('refuses everything else', () => {
    for (const text of ['', '5', 's', '-1s', '1 s', '1d', '1s2', `${'1s'.repeat(50)}x`]) {
      expect(durationToMs(text), text).to.equal(undefined);
    }
  });
});

describe('textToAddress', () => {
  it('reads host and port', () => {
    expect(textToAddress('localhost:9999')).to.deep.equal({ host: 'localhost', port: 9999 });
    expect(textToAddress('[::1]:80')).to.deep.equal({ host: '::1', port: 80 });
  });

  it('refuses everything else', () => {
    for (const text of [
      '',
      '9999',
      'localhost',
      'localhost:',
      'localhost:0',
      'localhost:65536',
      '::1:80',
      'a b:1',
    ]) {
      expect(textToAddress(text), text).to.equal(undefined);
    }
  });
});
