import { expect } from 'chai';
import { refusalOf } from '../testing/refusal';
import { walletKeySeed } from './wallet-key';

describe('the keys of a wallet', () => {
  const privateKey = Buffer.alloc(32, 7);

  it('are the same for the same programme for ever', () => {
    const seed = walletKeySeed({ privateKey, programme: 'AirMSP/miles' });
    expect(seed.toString('hex')).to.equal('7d3eb346b15879f2ecc1278f4971c4f48f4b417848512f997e87a9db01ffc514');
  });

  it('differ with the programme and the wallet', () => {
    const seeds = [
      walletKeySeed({ privateKey, programme: 'AirMSP/miles' }),
      walletKeySeed({ privateKey, programme: 'AirMSP/other' }),
      walletKeySeed({ privateKey: Buffer.alloc(32, 8), programme: 'AirMSP/miles' }),
    ].map((seed) => seed.toString('hex'));
    expect(new Set(seeds).size).to.equal(seeds.length);
  });

  it('exist for programmes only', () => {
    for (const programme of [undefined, '', 'AirMSP', 'AirMSP/a/b', 7]) {
      const refusal = refusalOf(() => walletKeySeed({ privateKey, programme: programme as string }));
      expect(refusal).to.match(/^FIELD_\w+ programme$/);
    }
  });
});
