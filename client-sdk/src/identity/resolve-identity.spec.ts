import { createPrivateKey, sign as signBytes } from 'node:crypto';
import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe('an identity whose peers are in a file', () => {
  let folder: string;
  let user: CertifiedKey;
  let root: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-identity-'));
    const authority = await createTestAuthority('ca');
    root = authority.certificate;
    user = await authority.issue({ commonName: 'User1' });
  });

  after(() => rm(folder, { recursive: true }));

  const resolve = (options: object) => resolveIdentity({ ...user, ...options } as IdentityOptions);
  const failureOf = async (options: object) => {
    const { code, details, message } = (await resolve(options).catch(
      (error: unknown) => error,
    )) as KonttiError;
    return { code, field: details['field'] ?? details['option'], message };
  };
  const write = async (peers: Readonly<Record<string, object>>): Promise<string> => {
    const path = join(folder, 'connection.json');
    const organizations = {
      Air: { mspid: 'AirMSP', peers: Object.keys(peers) },
      Sea: { mspid: 'SeaMSP', peers: Object.keys(peers).slice(1) },
    };
    await writeFile(path, JSON.stringify({ client: { organization: 'Air' }, organizations, peers }));
    return path;
  };

  it('has the company and the peers of a profile, of the company that is chosen', async () => {
    const profile = await write({
      first: { url: 'grpcs://localhost:7051', tlsCACerts: { pem: root } },
      second: { url: 'grpc://localhost:7052' },
    });
    const air = await resolve({ profile });
    expect([air.mspId, air.endpoints.map(({ address }) => address)]).to.deep.equal([
      ...['AirMSP', ['localhost:7051', 'localhost:7052']],
    ]);
    expect(air.endpoints.map(({ tls }) => tls !== undefined)).to.deep.equal([true, false]);
    const sea = await resolve({ profile, mspId: 'SeaMSP' });
    expect([sea.mspId, sea.endpoints.length]).to.deep.equal(['SeaMSP', 1]);
  });

  it('names the peer of a profile whose roots are missing', async () => {
    const profile = await write({
      first: { url: 'grpcs://localhost:7051', tlsCACerts: { pem: root } },
      second: { url: 'grpcs://localhost:7052' },
    });
    const failure = await failureOf({ profile });
    expect([failure.code, failure.field]).to.deep.equal(['PROFILE_INVALID', 'peers.second.tlsCACerts']);
    expect(failure.message).to.include(`${profile}: peers.second.tlsCACerts is missing`);
  });

  it('is that of a user in a folder of organizations', async () => {
    const domain = 'org1.example.com';
    const files = {
      [`peers/peer0.${domain}/tls/ca.crt`]: root,
      [`users/User1@${domain}/msp/signcerts/cert.pem`]: user.certificate,
      [`users/User1@${domain}/msp/keystore/key_sk`]: user.privateKey,
    };
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, 'peerOrganizations', domain, path);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, content);
    }
    const options = {
      organizations: folder,
      mspId: 'Org1MSP',
      user: 'User1',
      endpoint: 'grpcs://localhost:7051',
    };
    const found = await resolveIdentity(options);
    expect([found.mspId, found.endpoints.map(({ address }) => address)]).to.deep.equal([
      ...['Org1MSP', ['localhost:7051']],
    ]);
    expect(await found.sign(Buffer.from('message'))).to.be.instanceOf(Uint8Array);
  });

  it('needs an endpoint where it is given without a file', async () => {
    expect(await failureOf({ mspId: 'AMSP' })).to.include({ code: 'OPTIONS_INVALID', field: 'endpoint' });
  });
});
