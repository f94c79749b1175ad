import { expect } from 'chai';
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  sign as signBytes,
  verify,
  type KeyObject,
} from 'node:crypto';
import { KonttiError } from '../errors';
import { createTestAuthority } from '../testing/certificates';
import type { CertifiedKey } from '../testing/certificates';
import { parseCertificate, type ClientCertificate } from './certificate';
import { createExternalSigner } from './external-signer';
import type { ExternalSigner } from './external-signer';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const message = Buffer.from('proposal bytes');

/** Both signatures over a digest that is signed: as it came, and the equivalent one with the other s. */
function bothForms(raw: Buffer): readonly Buffer[] {
  const s = BigInt(`0x${raw.subarray(32).toString('hex')}`);
  const other = Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex');
  return [raw, Buffer.concat([raw.subarray(0, 32), other])];
}

/** What is read of a certificate with this key. */
function certificateOf(publicKey: KeyObject): ClientCertificate {
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return { pem: Buffer.of(), publicKey: spki, requireValid: () => undefined };
}

describe('createExternalSigner', () => {
  let user: CertifiedKey;

  before(async () => {
    user = await (await createTestAuthority('ca')).issue({ commonName: 'User1' });
  });

  const signerOf = (signer: ExternalSigner) =>
    createExternalSigner(signer, parseCertificate(user.certificate));
  const raw = (): Buffer =>
    signBytes('sha256', message, {
      key: createPrivateKey(user.privateKey),
      dsaEncoding: 'ieee-p1363',
    });

  async function failureOf(signer: ExternalSigner): Promise<unknown> {
    return Promise.resolve(signerOf(signer)(message)).catch((reason: unknown) => reason);
  }

  it('hands over the digest, and makes of high and low s the one signature that Fabric accepts', async () => {
    const signatures: Buffer[] = [];
    const digests: Uint8Array[] = [];
    for (const form of bothForms(raw())) {
      const signer: ExternalSigner = (digest) => {
        digests.push(digest);
        return Promise.resolve(form);
      };
      signatures.push(Buffer.from(await signerOf(signer)(message)));
    }
    expect(signatures[0]).to.deep.equal(signatures[1]);
    expect(verify('sha256', message, user.certificate, signatures[0] ?? Buffer.of())).to.equal(true);
    expect(digests[0]).to.deep.equal(createHash('sha256').update(message).digest());
  });

  it('takes DER as well', async () => {
    const der = signBytes('sha256', message, createPrivateKey(user.privateKey));
    const signature = await signerOf(() => der)(message);
    expect(verify('sha256', message, user.certificate, signature)).to.equal(true);
  });

  for (const [namedCurve, scalarBytes] of [
    ['prime256v1', 32],
    ['secp384r1', 48],
  ] as const) {
    it(`gets a digest for a key of ${namedCurve}, and returns r and s or DER`, async () => {
      const keys = generateKeyPairSync('ec', { namedCurve });
      const certificate = certificateOf(keys.publicKey);
      for (const dsaEncoding of ['der', 'ieee-p1363'] as const) {
        const made = signBytes('sha256', message, { key: keys.privateKey, dsaEncoding });
        if (dsaEncoding === 'ieee-p1363') expect(made).to.have.length(2 * scalarBytes);
        const signer = createExternalSigner((digest) => {
          expect(digest).to.deep.equal(createHash('sha256').update(message).digest());
          return made;
        }, certificate);
        expect(verify('sha256', message, keys.publicKey, await signer(message))).to.equal(true);
      }
    });
  }

  it('gets the message for a key of Ed25519, whose signature is left as it is', async () => {
    const keys = generateKeyPairSync('ed25519');
    const signer = createExternalSigner(
      (signed) => signBytes(null, signed, keys.privateKey),
      certificateOf(keys.publicKey),
    );
    expect(verify(null, message, keys.publicKey, await signer(message))).to.equal(true);
    const other = createExternalSigner(() => Buffer.alloc(64), certificateOf(keys.publicKey));
    expect(await Promise.resolve(other(message)).catch((error: unknown) => error)).to.include({
      code: 'SIGNER_FAILED',
    });
    const inText = createExternalSigner(
      (signed) => signBytes(null, signed, keys.privateKey).toString('hex') as unknown as Uint8Array,
      certificateOf(keys.publicKey),
    );
    expect(await Promise.resolve(inText(message)).catch((error: unknown) => error)).to.include({
      code: 'SIGNER_FAILED',
    });
  });

  it('refuses certificates with keys that no peer takes', () => {
    const keys = [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      generateKeyPairSync('x25519'),
    ];
    for (const { publicKey } of keys) {
      expect(() => createExternalSigner(() => Buffer.of(), certificateOf(publicKey)))
        .to.throw(KonttiError)
        .with.property('code', 'KEY_UNSUPPORTED');
    }
  });

  it('is checked against the public key until it was right once, since checks are costly', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const otherKey = (): Buffer => signBytes('sha256', message, privateKey);
    let answer = otherKey;
    const sign = signerOf(() => answer());
    const failure: unknown = await Promise.resolve(sign(message)).catch((reason: unknown) => reason);
    expect((failure as KonttiError).message).to.contain('the signature is not of the public key');
    answer = raw;
    expect(verify('sha256', message, user.certificate, await sign(message))).to.equal(true);
    // From here on a wrong signature is for the peer to refuse.
    answer = otherKey;
    expect(verify('sha256', message, publicKey, await sign(message))).to.equal(true);
  });

  it('fails by name with what is no signature, or one of another key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const signers: readonly ExternalSigner[] = [
      () => signBytes('sha256', message, privateKey),
      () => Buffer.from('no signature'),
      () => Buffer.alloc(64),
      () => 'text' as unknown as Uint8Array,
    ];
    for (const signer of signers) {
      expect(await failureOf(signer))
        .to.be.instanceOf(KonttiError)
        .with.property('code', 'SIGNER_FAILED');
    }
  });
});
