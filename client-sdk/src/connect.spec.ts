import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { connect } from './connect';
import type { ConnectOptions } from './connect-options';
import { KonttiError } from './errors';
import { createTestAuthority } from './testing/certificates';
import type { CertifiedKey } from './testing/certificates';

/** What comes of options that nothing in the network has to be asked about: `<code> <option>`. */
async function refusalOf(options: unknown): Promise<string> {
  const error: unknown = await connect(options as ConnectOptions).then(
    (client) => client.close(),
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(KonttiError);
  const { code, details } = error as KonttiError;
  const { option, rule, remedy } = details;
  // Whoever is refused learns by which rule, and what to do.
  expect(remedy, code).to.be.a('string').with.property('length').above(0);
  if (code === 'OPTIONS_INVALID') {
    expect(rule, String(option)).to.be.a('string').with.property('length').above(0);
  }
  return typeof option === 'string' ? `${code} ${option}` : code;
}

const encrypted = (privateKey: string): string =>
  createPrivateKey(privateKey)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
    .toString();

describe('options of connect', () => {
  let explicit: Readonly<Record<string, unknown>>;
  let user: CertifiedKey;
  let root: string;

  before(async () => {
    const authority = await createTestAuthority('ca');
    root = authority.certificate;
    user = await authority.issue({ commonName: 'User1' });
    explicit = { mspId: 'Org1MSP', ...user, endpoint: '127.0.0.1:1', tlsRootCertificate: root };
  });

  const refusals = async (cases: readonly (readonly [object, string])[]): Promise<void> => {
    for (const [change, refusal] of cases) {
      expect(await refusalOf({ ...explicit, ...change }), JSON.stringify(change)).to.equal(refusal);
    }
  };

  it('are refused by name when there are none, or no object', async () => {
    expect(await refusalOf({})).to.equal('OPTIONS_INVALID organizations');
    for (const options of [undefined, null, 5, 'organizations', [], () => ({})]) {
      expect(await refusalOf(options), String(options)).to.equal('OPTIONS_INVALID options');
    }
  });

  it('are refused when there is no such option, with the one that was meant', async () => {
    await refusals([
      [{ chanel: 'mychannel' }, 'OPTIONS_INVALID chanel'],
      [{ timeouts: { endorseMS: 1 } }, 'OPTIONS_INVALID timeouts.endorseMS'],
      [{ definition: { digests: '' } }, 'OPTIONS_INVALID definition.digests'],
      [{ user: 'Admin' }, 'OPTIONS_INVALID user'],
      [{ toString: 1 }, 'OPTIONS_INVALID toString'],
    ]);
    const error: unknown = await connect({ ...explicit, chanel: 'x' } as unknown as ConnectOptions).catch(
      (reason: unknown) => reason,
    );
    expect((error as KonttiError).details).to.include({ meant: 'channel' });
    expect(await refusalOf({ chanel: 'x' })).to.equal('OPTIONS_INVALID chanel');
    // What belongs to one of the ways is known, and checked, before it is said which way it is.
    const without = { mspId: 'Org1MSP', endpoint: '127.0.0.1:1', user: 'Admin', channel: 'mychannel' };
    expect(await refusalOf(without)).to.equal('OPTIONS_INVALID organizations');
    expect(await refusalOf({ ...without, user: 5 })).to.equal('OPTIONS_INVALID user');
  });

  it('are refused when a value is out of its bounds', async () => {
    const names = ['connectMs', 'evaluateMs', 'endorseMs', 'submitMs', 'commitStatusMs', 'outcomeMs'];
    for (const value of [NaN, 0, -1, Infinity, '5', null, 2 ** 31]) {
      await refusals(
        [...names, 'outageMs']
          .filter((name) => name !== 'outageMs' || value !== 0)
          .map((name) => [{ timeouts: { [name]: value } }, `OPTIONS_INVALID timeouts.${name}`]),
      );
    }
    for (const submitsInFlightMax of [0, -1, NaN, 1.5, 10_001, '1']) {
      await refusals([[{ submitsInFlightMax }, 'OPTIONS_INVALID submitsInFlightMax']]);
    }
    await refusals([
      [{ timeouts: null }, 'OPTIONS_INVALID timeouts'],
      [{ channel: '' }, 'OPTIONS_INVALID channel'],
      [{ chaincode: 5 }, 'OPTIONS_INVALID chaincode'],
      [{ signal: {} }, 'OPTIONS_INVALID signal'],
      [{ timers: { nowMs: 5 } }, 'OPTIONS_INVALID timers.nowMs'],
      [{ definition: {} }, 'OPTIONS_INVALID definition.digest'],
      [{ definition: { digest: 'a' } }, 'OPTIONS_INVALID definition.digest'],
      [{ certificate: 5 }, 'OPTIONS_INVALID certificate'],
      [{ certificate: 'no PEM' }, 'OPTIONS_INVALID certificate'],
      [{ privateKey: undefined }, 'OPTIONS_INVALID privateKey'],
      [{ signer: () => Buffer.of() }, 'OPTIONS_INVALID privateKey'],
      [{ mspId: undefined }, 'OPTIONS_INVALID mspId'],
      [{ endpoint: 'localhost' }, 'OPTIONS_INVALID endpoint'],
      [{ endpoint: 'localhost:0' }, 'OPTIONS_INVALID endpoint'],
      [{ endpoint: 'http://localhost:7051' }, 'OPTIONS_INVALID endpoint'],
      [{ endpoint: undefined }, 'OPTIONS_INVALID endpoint'],
      [{ endpoints: [{ endpoint: 'localhost:1' }] }, 'OPTIONS_INVALID endpoint'],
      [{ endpoint: undefined, endpoints: [] }, 'OPTIONS_INVALID endpoints'],
      [{ endpoint: undefined, endpoints: [{}] }, 'OPTIONS_INVALID endpoints[0].endpoint'],
      [
        { endpoint: undefined, endpoints: [{ endpoint: 'localhost:1' }] },
        'OPTIONS_INVALID endpoints[0].tlsRootCertificate',
      ],
      [{ tlsRootCertificate: undefined }, 'OPTIONS_INVALID tlsRootCertificate'],
      [{ tlsRootCertificate: 'no PEM' }, 'OPTIONS_INVALID tlsRootCertificate'],
      [{ tlsRootCertificate: [] }, 'OPTIONS_INVALID tlsRootCertificate'],
      [{ tlsClient: { certificate: '' } }, 'OPTIONS_INVALID tlsClient.certificate'],
    ]);
  });

  it('that are undefined count as not given', async () => {
    const undefinedOnes = {
      ...{ channel: undefined, timers: undefined, definition: undefined, submitsInFlightMax: undefined },
      ...{ timeouts: { endorseMs: undefined, connectMs: undefined }, signal: undefined, chanel: undefined },
    };
    // Nothing listens at port 1.
    await refusals([[undefinedOnes, 'UNREACHABLE']]);
  });

  it('are refused by name when they do not belong together, or to a network without TLS elsewhere', async () => {
    const other = await (await createTestAuthority('ca')).issue({ commonName: 'User2' });
    await refusals([
      [{ privateKey: other.privateKey }, 'KEY_UNSUPPORTED privateKey'],
      [{ privateKey: 'no key' }, 'KEY_UNSUPPORTED privateKey'],
      [{ privateKey: encrypted(user.privateKey) }, 'KEY_ENCRYPTED privateKey'],
      [{ tlsClient: { ...user, privateKey: other.privateKey } }, 'KEY_UNSUPPORTED tlsClient.privateKey'],
      [{ tlsClient: { ...user, privateKey: 'no key' } }, 'KEY_UNSUPPORTED tlsClient.privateKey'],
      [
        { tlsClient: { ...user, privateKey: encrypted(user.privateKey) } },
        'KEY_ENCRYPTED tlsClient.privateKey',
      ],
      [{ endpoint: 'grpc://peer.example.com:7051' }, 'PLAINTEXT_REFUSED endpoint'],
      [{ endpoint: 'grpc://10.0.0.1:7051' }, 'PLAINTEXT_REFUSED endpoint'],
      [{ endpoint: 'grpc://127.0.0.1:1' }, 'UNREACHABLE'],
      [{ endpoint: 'grpc://[::1]:1' }, 'UNREACHABLE'],
      [{ signal: AbortSignal.abort() }, 'CANCELLED'],
    ]);
    expect(await refusalOf({ organizations: '/nowhere', mspId: 'Org1MSP' })).to.equal(
      'ORGANIZATION_NOT_FOUND',
    );
    expect(await refusalOf({ profile: '/nowhere/x.yaml', ...user })).to.equal('FILE_UNREADABLE');
    const away: unknown = await connect({ profile: '~/x.yaml', ...user }).catch((error: unknown) => error);
    expect((away as KonttiError).message).to.include('there is no file ~/x.yaml; ~ is not expanded');
    const folder = await mkdtemp(join(tmpdir(), 'kontti-connect-'));
    const profile = join(folder, 'x.json');
    const peers = { peer0: { url: 'grpcs://localhost:1', tlsCACerts: { pem: 'no certificate' } } };
    await writeFile(profile, JSON.stringify({ organizations: { Org1: { mspid: 'Org1MSP' } }, peers }));
    expect(await refusalOf({ profile, ...user })).to.equal('PROFILE_INVALID');
    await rm(folder, { recursive: true });
  });

  it('say which two of them exclude each other', async () => {
    const signer = () => new Uint8Array(1);
    for (const [change, option, text] of [
      [{ signer }, 'privateKey', 'exactly one of privateKey and signer has to be given'],
      [{ privateKey: undefined }, 'privateKey', 'exactly one of privateKey and signer has to be given'],
      [{ endpoints: [{ endpoint: '127.0.0.1:1' }] }, 'endpoint', 'exactly one of endpoint and endpoints has'],
      [
        { definition: { digest: 'a'.repeat(64), file: 'x.json' } },
        'definition.digest',
        'exactly one of definition of digest and file has to be given',
      ],
      [{ definition: {} }, 'definition.digest', 'exactly one of definition of digest and file has'],
    ] as const) {
      const error = (await connect({ ...explicit, ...change } as unknown as ConnectOptions).catch(
        (reason: unknown) => reason,
      )) as KonttiError;
      expect([error.code, error.details['option']]).to.deep.equal(['OPTIONS_INVALID', option]);
      expect(error.message).to.include(text);
    }
  });

  it('name a certificate that is not valid now, before anything is asked', async () => {
    const authority = await createTestAuthority('ca');
    for (const validDays of [
      { from: -2, to: -1 },
      { from: 1, to: 2 },
    ]) {
      const expired = await authority.issue({ commonName: 'User1', validDays });
      await refusals([
        [expired, 'CERTIFICATE_EXPIRED certificate'],
        [{ tlsClient: expired }, 'CERTIFICATE_EXPIRED tlsClient.certificate'],
      ]);
    }
  });

  it('never show a secret', async () => {
    const secret = '-----BEGIN SECRET-----';
    const error: unknown = await connect({
      ...explicit,
      privateKey: [secret],
    } as unknown as ConnectOptions).catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).not.to.contain('SECRET');
  });
});
