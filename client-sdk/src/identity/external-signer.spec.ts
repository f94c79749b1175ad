import { expect } from 'chai';
import { createHash, createPrivateKey, generateKeyPairSync, sign as signBytes, verify } from 'node:crypto';
import { KonttiError } from '../errors';
import { createTestAuthority } from '../testing/certificates';
import type { CertifiedKey } from '../testing/certificates';
import { parseCertificate } from './certificate';
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
