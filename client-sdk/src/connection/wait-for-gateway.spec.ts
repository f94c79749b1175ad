import { expect } from 'chai';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import type { SecureServerOptions } from 'node:http2';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { KonttiError } from '../errors';
import { createTestAuthority } from '../testing/certificates';
import type { CertifiedKey, TestAuthority } from '../testing/certificates';
import { Listening } from '../testing/listening';
import { peerToEndpoint } from './endpoint';
import type { Endpoint, PeerOptions } from './endpoint';
import { createGrpcClient } from './grpc-channel';
import type { TlsClient } from './grpc-channel';
import { socketFault } from './probe';
import { waitForGateway } from './wait-for-gateway';

const NAME = 'peer0.org1.example.com';

describe('waiting for a gateway', () => {
  let authority: TestAuthority;
  let peer: CertifiedKey;
  const servers = new Listening();

  before(async () => {
    authority = await createTestAuthority('tlsca');
    peer = await authority.issue({ commonName: NAME, names: [NAME, 'localhost'] });
  });
  afterEach(() => servers.stop());

  const listen = (server: Server): Promise<number> => servers.listen(server);
  const listenTls = ({ certificate, privateKey }: CertifiedKey, options: SecureServerOptions = {}) =>
    listen(createSecureServer({ cert: certificate, key: privateKey, ...options }));

  const toEndpoint = (port: number, options: Partial<PeerOptions> = {}): Endpoint =>
    peerToEndpoint({
      endpoint: `127.0.0.1:${port}`,
      tlsRootCertificate: authority.certificate,
      hostAlias: NAME,
      ...options,
    });

  interface Waiting {
    readonly tlsClient?: TlsClient;
    readonly timeoutMs?: number;
    readonly signal?: AbortSignal;
  }

  async function outcomeOf(endpoints: readonly Endpoint[], options: Waiting = {}): Promise<unknown> {
    const { tlsClient, timeoutMs = 60_000, signal } = options;
    const client = createGrpcClient(endpoints, tlsClient);
    try {
      await waitForGateway(client, { endpoints, tlsClient, nowMs: Date.now(), timeoutMs, signal });
      return 'connected';
    } catch (error) {
      return error;
    } finally {
      client.close();
    }
  }

  /** With a minute to wait, a fault that is named was seen and not waited for. */
  async function faultOf(endpoint: Endpoint, options: Waiting = {}): Promise<KonttiError> {
    const error = await outcomeOf([endpoint], options);
    expect(error).to.be.instanceOf(KonttiError).and.to.include({ stage: 'connect' });
    return error as KonttiError;
  }

  it('connects to a peer under its name, and without TLS on the own machine', async () => {
    expect(await outcomeOf([toEndpoint(await listenTls(peer))])).to.equal('connected');
    const plain = await listen(createHttp2Server());
    expect(await outcomeOf([peerToEndpoint({ endpoint: `grpc://127.0.0.1:${plain}` })])).to.equal(
      'connected',
    );
  });

  it('names each fault of TLS with what the peer shows', async () => {
    const port = await listenTls(peer);
    const stranger = await createTestAuthority('another');
    const untrusted = await faultOf(toEndpoint(port, { tlsRootCertificate: stranger.certificate }));
    expect(untrusted.code).to.equal('TLS_UNTRUSTED');
    expect(untrusted.message).to.contain(NAME).and.to.contain('tlsca');
    const misnamed = await faultOf(toEndpoint(port, { hostAlias: 'peer1.org1.example.com' }));
    expect(misnamed.code).to.equal('TLS_NAME_MISMATCH');
    expect(misnamed.message).to.contain(NAME).and.to.contain('peer1.org1.example.com');
    for (const validDays of [
      { from: -2, to: -1 },
      { from: 1, to: 2 },
    ]) {
      const old = await authority.issue({ commonName: NAME, names: [NAME], validDays });
      expect((await faultOf(toEndpoint(await listenTls(old)))).code).to.equal('TLS_EXPIRED');
    }
  });

  it('names an endpoint that does not speak TLS, and one that speaks nothing', async () => {
    const talker = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await faultOf(toEndpoint(talker))).code).to.equal('TLS_EXPECTED');
    const mute = await listen(createServer((socket) => socket.destroy()));
    const { code, message } = await faultOf(toEndpoint(mute));
    expect(code).to.equal('UNREACHABLE');
    expect(message).to.contain(`127.0.0.1:${mute} closed the connection`);
  });

  it('names a peer that speaks TLS where it was to be reached without', async () => {
    const port = await listenTls(peer);
    const plain = peerToEndpoint({ endpoint: `grpc://127.0.0.1:${port}` });
    const { code, message } = await faultOf(plain);
    expect(code).to.equal('TLS_SPOKEN');
    expect(message).to.contain(NAME);
  });

  it('names a port at which nothing listens', async () => {
    const port = await listen(createServer());
    servers.stop();
    const { code, details, cause } = await faultOf(toEndpoint(port));
    expect([code, details['endpoint']]).to.deep.equal(['UNREACHABLE', `127.0.0.1:${port}`]);
    expect(cause).to.have.property('code', 'ECONNREFUSED');
  });

  it('names a peer that demands a certificate of its clients, and connects with one', async () => {
    const demanding = { requestCert: true, rejectUnauthorized: true, ca: authority.certificate };
    const port = await listenTls(peer, demanding);
    expect((await faultOf(toEndpoint(port))).code).to.equal('TLS_CLIENT_REFUSED');
    const { certificate, privateKey } = await authority.issue({ commonName: 'client' });
    const tlsClient = { certificate: Buffer.from(certificate), privateKey: Buffer.from(privateKey) };
    expect(await outcomeOf([toEndpoint(port)], { tlsClient })).to.equal('connected');
  });

  it('waits for a peer that does not answer, as long as it may, and says so', async () => {
    // The system accepts the connection; nobody reads it.
    const silent = await listen(createServer());
    const { code, message } = await faultOf(toEndpoint(silent), { timeoutMs: 300 });
    expect(code).to.equal('UNREACHABLE');
    expect(message).to.contain('does not answer');
  });

  it('connects when one of several peers can be, and names the fault of each when none can', async () => {
    const good = toEndpoint(await listenTls(peer));
    const refused = toEndpoint(1);
    const misnamed = toEndpoint(good.port, { hostAlias: 'other' });
    expect(await outcomeOf([refused, misnamed, good])).to.equal('connected');
    const error = await outcomeOf([refused, misnamed]);
    expect(error).to.have.property('code', 'UNREACHABLE');
    const { faults } = (error as KonttiError).details;
    expect((faults as { code: string }[]).map(({ code }) => code)).to.deep.equal([
      'UNREACHABLE',
      'TLS_NAME_MISMATCH',
    ]);
  });

  it('ends when the caller cancels, also before', async () => {
    const silent = toEndpoint(await listen(createServer()));
    const before = await faultOf(silent, { signal: AbortSignal.abort() });
    expect(before.code).to.equal('CANCELLED');
    const abort = new AbortController();
    const pending = faultOf(silent, { signal: abort.signal });
    abort.abort();
    expect((await pending).code).to.equal('CANCELLED');
  });

  it('names a host that is not known', () => {
    const endpoint = toEndpoint(1, { endpoint: 'peer0.nowhere.invalid:7051' });
    for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
      const fault = socketFault(endpoint, { code, message: '', hasShakenHands: false });
      expect(fault).to.deep.equal({ code: 'HOST_UNKNOWN', because: `peer0.nowhere.invalid (${code})` });
    }
  });
});
