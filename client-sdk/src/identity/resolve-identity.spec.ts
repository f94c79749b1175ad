import { createPrivateKey, sign as signBytes } from 'node:crypto';
import { expect } from 'chai';
import type { KonttiError } from '../errors';
import { createTestAuthority } from '../testing/certificates';
import type { CertifiedKey } from '../testing/certificates';
import { resolveIdentity } from './resolve-identity';
import type { IdentityOptions } from './resolve-identity';

describe('an identity that is given explicitly', () => {
  let user: CertifiedKey;
  let other: CertifiedKey;
  let root: string;

  before(async () => {
    const authority = await createTestAuthority('ca');
    root = authority.certificate;
    user = await authority.issue({ commonName: 'User1' });
    other = await authority.issue({ commonName: 'User2' });
  });

  const resolve = (options: object) => resolveIdentity(options as IdentityOptions);

  it('has one peer or several, each with its name and roots', async () => {
    const one = await resolve({
      mspId: 'AMSP',
      ...user,
      endpoint: 'grpcs://peer0:7051',
      tlsRootCertificate: root,
    });
    expect(one.mspId).to.equal('AMSP');
    expect(one.endpoints.map(({ address, tls }) => [address, tls?.serverName])).to.deep.equal([
      ['peer0:7051', 'peer0'],
    ]);
    const endpoints = [
      { endpoint: 'peer0:7051', tlsRootCertificate: root, hostAlias: 'peer0.example.com' },
      { endpoint: 'grpc://localhost:7052' },
    ];
    const several = await resolve({ mspId: 'AMSP', ...user, endpoints });
    expect(several.endpoints.map(({ address, tls }) => [address, tls?.serverName])).to.deep.equal([
      ['peer0:7051', 'peer0.example.com'],
      ['localhost:7052', undefined],
    ]);
    const failure = (await resolve({
      mspId: 'AMSP',
      ...user,
      endpoints: [endpoints[1], { endpoint: 'peer0:0' }],
    }).catch((error: unknown) => error)) as KonttiError;
    expect([failure.code, failure.details['option']]).to.deep.equal([
      'OPTIONS_INVALID',
      'endpoints[1].endpoint',
    ]);
  });

  it('signs with its own key, or with what signs for it elsewhere', async () => {
    const peers = { mspId: 'AMSP', endpoint: 'grpc://localhost:7051' };
    const own = await resolve({ ...peers, ...user });
    expect(await own.sign(Buffer.from('message'))).to.be.instanceOf(Uint8Array);
    const asked: number[] = [];
    const signer = (digest: Uint8Array): Uint8Array => {
      asked.push(digest.length);
      return signBytes('sha256', digest, createPrivateKey(user.privateKey));
    };
    const external = await resolve({ ...peers, certificate: user.certificate, signer });
    const failure: unknown = await (async () => external.sign(Buffer.from('message')))().catch(
      (error: unknown) => error,
    );
    // Over the digest once more, which is no signature of the message: what a signer gets wrong is found here.
    expect(failure).to.include({ code: 'SIGNER_FAILED' });
    expect(asked).to.deep.equal([32]);
  });

  it('is refused where key and certificate do not belong together', async () => {
    const mixed = { certificate: user.certificate, privateKey: other.privateKey };
    const failure: unknown = await resolve({
      mspId: 'AMSP',
      ...mixed,
      endpoint: 'grpc://localhost:7051',
    }).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'KEY_UNSUPPORTED' });
  });
});
