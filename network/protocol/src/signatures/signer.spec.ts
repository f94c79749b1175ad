import { createSign, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { createBoundedCache } from '../base/bounded-cache';
import { createSignatureVerifier } from '../msp/public-key';
import { derToLowScalars, toFabricSignature } from './ecdsa-signature';
import { createSigner } from './signer';

describe('toFabricSignature', () => {
  it('makes of any P-256 signature the one that Fabric takes', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    let changed = 0;
    for (let index = 0; index < 64; index += 1) {
      const message = Buffer.from(`message ${index}`);
      const signature = createSign('sha256').update(message).sign(privateKey);
      const low = toFabricSignature(signature, publicKey) ?? Buffer.alloc(0);
      expect(derToLowScalars(low), 'low').not.to.equal(undefined);
      expect(verify('sha256', message, publicKey, low), 'valid').to.equal(true);
      if (Buffer.compare(signature, low) !== 0) changed += 1;
    }
    expect(changed, 'some were high').to.be.greaterThan(0);
  });

  it('takes nothing else', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
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
    for (const bytes of others) {
      expect(toFabricSignature(bytes, publicKey), bytes.toString('hex')).to.equal(undefined);
    }
  });
});

describe('a signer', () => {
  const certificatePem = 'of no matter here';
  const toPem = (privateKey: KeyObject): string =>
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  for (const namedCurve of ['P-224', 'P-256', 'P-384', 'P-521']) {
    it(`signs with a key of ${namedCurve} what an MSP takes`, () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      const signer = createSigner({ mspId: 'Org1MSP', certificatePem, privateKeyPem: toPem(privateKey) });
      const goodSignatures = createBoundedCache<string, true>({ entriesMax: 1 });
      const verifier = createSignatureVerifier({ key: publicKey, keyId: 'key', goodSignatures });
      for (let index = 0; index < 32; index += 1) {
        const message = Buffer.from(`message ${index}`);
        const signature = signer.sign(message);
        expect(verify('sha256', message, publicKey, signature), 'strict DER').to.equal(true);
        expect(verifier?.verify({ message, signature }), 'low S').to.equal(true);
        expect(verifier?.verify({ message: Buffer.from('another'), signature })).to.equal(false);
      }
    });
  }

  it('signs with an Ed25519 key as Fabric v3 does: the message itself', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const signer = createSigner({ mspId: 'Org1MSP', certificatePem, privateKeyPem: toPem(privateKey) });
    const message = Buffer.from('message');
    expect(verify(null, message, publicKey, signer.sign(message))).to.equal(true);
    expect(toFabricSignature(signer.sign(message), publicKey)).to.deep.equal(signer.sign(message));
  });

  it('refuses a key of a kind that Fabric does not take', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(() => createSigner({ mspId: 'Org1MSP', certificatePem, privateKeyPem: toPem(privateKey) }))
      .to.throw()
      .with.property('code', 'IDENTITY_INVALID');
  });
});
