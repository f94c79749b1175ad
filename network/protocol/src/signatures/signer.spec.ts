import { createSign, generateKeyPairSync, verify } from 'node:crypto';
import { expect } from 'chai';
import { lowSSignature } from '../msp/ecdsa-signature';
import { derSignatureToLowS } from './signer';

describe('derSignatureToLowS', () => {
  it('makes of any P-256 signature the one that Fabric takes', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    let changed = 0;
    for (let index = 0; index < 64; index += 1) {
      const message = Buffer.from(`message ${index}`);
      const signature = createSign('sha256').update(message).sign(privateKey);
      const low = derSignatureToLowS(signature) ?? Buffer.alloc(0);
      expect(lowSSignature(low), 'low').not.to.equal(undefined);
      expect(verify('sha256', message, publicKey, low), 'valid').to.equal(true);
      if (Buffer.compare(signature, low) !== 0) changed += 1;
    }
    expect(changed, 'some were high').to.be.greaterThan(0);
  });

  it('takes nothing else', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = createSign('sha256').update('message').sign(privateKey);
    const others = [
      Buffer.alloc(0),
      Buffer.from('text'),
      signature.subarray(1),
      Buffer.concat([signature, Buffer.alloc(1)]),
      Buffer.from('3006020100020101', 'hex'),
      Buffer.from('300402010104', 'hex'),
      Buffer.concat([Buffer.from('3029022101', 'hex'), Buffer.alloc(32), Buffer.from('020101', 'hex')]),
    ];
    for (const bytes of others) expect(derSignatureToLowS(bytes), bytes.toString('hex')).to.equal(undefined);
  });
});
