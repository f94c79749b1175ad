import { generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { createBoundedCache } from '../base/bounded-cache';
import { createSignatureVerifier } from '../msp/public-key';
import { createSigner, toFabricSignature } from './signer';

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
