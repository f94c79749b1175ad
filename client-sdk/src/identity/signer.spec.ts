import { expect } from 'chai';
import { createHash, createPrivateKey, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { p384 } from '@noble/curves/nist';
import { signers } from '@hyperledger/fabric-gateway';
import { KonttiError } from '../errors';
import { createTestAuthority } from '../testing/certificates';
import { createClientSigner } from './signer';

const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
const SEED = Number(process.env.SEED ?? 20261121);

function pem(namedCurve: string): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ec', {
    namedCurve,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/** Reads DER strictly: definite lengths, minimal positive integers, nothing behind. */
function derToScalars(der: Uint8Array): { r: bigint; s: bigint } {
  const bytes = Buffer.from(der);
  expect(bytes[0]).to.equal(0x30);
  expect(bytes[1]).to.equal(bytes.length - 2);
  const integer = (at: number): { value: bigint; next: number } => {
    expect(bytes[at]).to.equal(0x02);
    const length = bytes[at + 1] ?? 0;
    const digits = bytes.subarray(at + 2, at + 2 + length);
    expect(digits.length).to.equal(length);
    const [first, second] = digits;
    expect((first ?? 0) < 0x80, 'positive').to.equal(true);
    expect(first === 0 && (second ?? 0) < 0x80, 'minimal').to.equal(false);
    return { value: BigInt(`0x${digits.toString('hex')}`), next: at + 2 + length };
  };
  const r = integer(2);
  const s = integer(r.next);
  expect(s.next).to.equal(bytes.length);
  return { r: r.value, s: s.value };
}

describe('createClientSigner', () => {
  it(`makes P-256 signatures with low s in strict DER that verify (seed ${SEED})`, () => {
    const { privateKey, publicKey } = pem('prime256v1');
    const signer = createClientSigner({ privateKey });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        const signature = signer(message);
        expect(verify('sha256', message, publicKey, signature)).to.equal(true);
        expect(derToScalars(signature).s <= HALF_ORDER).to.equal(true);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('makes what the stock signer makes: both verify under one key', async () => {
    const { privateKey, publicKey } = pem('prime256v1');
    const message = Buffer.from('proposal bytes');
    const stock = signers.newPrivateKeySigner(createPrivateKey(privateKey));
    const stockSignature = await stock(createHash('sha256').update(message).digest());
    const fastSignature = createClientSigner({ privateKey })(message);
    expect(verify('sha256', message, publicKey, stockSignature)).to.equal(true);
    expect(verify('sha256', message, publicKey, fastSignature)).to.equal(true);
    expect(derToScalars(stockSignature).s <= HALF_ORDER).to.equal(true);
  });

  it('signs with Ed25519 as the stock signer does, byte for byte', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const message = Buffer.from('proposal bytes');
    const exported = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(Buffer.from(createClientSigner({ privateKey: exported })(message))).to.deep.equal(
      Buffer.from(await signers.newPrivateKeySigner(privateKey)(message)),
    );
  });

  it('makes P-384 signatures over SHA-256 with low s, as Fabric verifies them', () => {
    const { privateKey, publicKey } = pem('secp384r1');
    const signer = createClientSigner({ privateKey });
    for (let index = 0; index < 20; index += 1) {
      const message = Buffer.from(`proposal ${index}`);
      const signature = signer(message);
      expect(verify('sha256', message, publicKey, signature)).to.equal(true);
      expect(p384.Signature.fromBytes(signature, 'der').hasHighS()).to.equal(false);
    }
  });

  it('refuses other curves, other keys and what is no key', () => {
    const rsa = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    for (const [privateKey, keyType] of [
      [pem('secp521r1').privateKey, 'ec'],
      [pem('secp256k1').privateKey, 'ec'],
      [rsa.privateKey, 'rsa'],
      ['no key', undefined],
    ] as const) {
      const sign = (): unknown => createClientSigner({ privateKey });
      expect(sign).to.throw(KonttiError).with.property('code', 'KEY_UNSUPPORTED');
      if (keyType !== undefined) expect(sign).to.throw().with.nested.property('details.keyType', keyType);
    }
  });

  it('demands the key of the certificate, where one is given, and nothing that it does not know', async () => {
    const authority = await createTestAuthority('ca');
    const [user, other] = [
      await authority.issue({ commonName: 'A' }),
      await authority.issue({ commonName: 'B' }),
    ];
    const message = Buffer.from('proposal bytes');
    const signature = createClientSigner(user)(message);
    expect(verify('sha256', message, user.certificate, signature)).to.equal(true);
    const codeOf = (options: object): string => {
      try {
        createClientSigner(options as typeof user);
        return 'made';
      } catch (error) {
        return error instanceof KonttiError ? `${error.code} ${String(error.details['option'])}` : 'unknown';
      }
    };
    const mixed = { privateKey: user.privateKey, certificate: other.certificate };
    expect(codeOf(mixed)).to.equal('KEY_UNSUPPORTED privateKey');
    expect(codeOf({ certificate: user.certificate })).to.equal('OPTIONS_INVALID privateKey');
    expect(codeOf({ ...user, certificate: 'no certificate' })).to.equal('OPTIONS_INVALID certificate');
    expect(codeOf({ ...user, certificate: '' })).to.equal('OPTIONS_INVALID certificate');
    expect(codeOf({ ...user, passphrase: 'secret' })).to.equal('OPTIONS_INVALID passphrase');
  });
});
