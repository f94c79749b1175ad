import { expect } from 'chai';
import { checkPort, isListening, textToAddress } from './listening';

describe('the port of an address', () => {
  it('has nothing listening behind it where it is none', async () => {
    for (const port of [65_536, -1, 1.5, NaN]) {
      expect(await isListening({ host: '127.0.0.1', port }), String(port)).to.equal(false);
      expect(() => checkPort(port, 'Org1MSP'), String(port)).to.throw('Org1MSP');
    }
  });

  it('is read up to the last there is', () => {
    expect(textToAddress('localhost:65535')).to.deep.equal({ host: 'localhost', port: 65_535 });
    for (const text of ['localhost:65536', 'localhost:0']) expect(textToAddress(text)).to.equal(undefined);
    for (const port of [0, 65_535]) expect(() => checkPort(port, 'Org1MSP')).not.to.throw();
  });
});
