import { expect } from 'chai';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions, TLSSocket } from 'node:tls';
import { createTestAuthority } from '../testing/certificates';
import type { CertifiedKey, TestAuthority } from '../testing/certificates';
import type { Endpoint } from './endpoint';
import { probeEndpoint, socketFault } from './probe';

const endpoint: Endpoint = {
  ...{ host: 'peer0.example.com', port: 7051, address: 'peer0.example.com:7051', tls: undefined },
};
const NAME = 'peer0.org1.example.com';
const ROUTINES = 'C0:error:0A000412:SSL routines:ssl3_read_bytes:';

describe('what a failed connection to a peer means', () => {
  it('is named by what the system, OpenSSL or the peer said', () => {
    const at = 'peer0.example.com:7051';
    const cases: readonly (readonly [
      code: string,
      message: string,
      hasShakenHands: boolean,
      string,
      string,
    ])[] = [
      ['ENOTFOUND', '', false, 'HOST_UNKNOWN', 'peer0.example.com (ENOTFOUND)'],
      ['EAI_AGAIN', '', false, 'HOST_UNKNOWN', 'peer0.example.com (EAI_AGAIN)'],
      ['ENODATA', '', false, 'HOST_UNKNOWN', 'peer0.example.com (ENODATA)'],
      ['ECONNREFUSED', '', false, 'UNREACHABLE', `nothing listens at ${at} (ECONNREFUSED)`],
      ['ETIMEDOUT', '', false, 'UNREACHABLE', `${at} does not answer (ETIMEDOUT)`],
      ['ECONNRESET', '', false, 'UNREACHABLE', `${at} closed the connection (ECONNRESET)`],
      [
        'ECONNRESET',
        '',
        true,
        'TLS_CLIENT_REFUSED',
        `${at} closes the connection after the TLS handshake (ECONNRESET)`,
      ],
      [
        'EPROTO',
        `${ROUTINES}wrong version number:../ssl.c:1:`,
        false,
        'TLS_EXPECTED',
        `${at} (wrong version number)`,
      ],
      ['ERR_SSL_X', ' no TLS ', false, 'TLS_EXPECTED', `${at} (no TLS)`],
      [
        'ERR_SSL_X',
        `${ROUTINES}tlsv1 alert no application protocol:x`,
        false,
        'GATEWAY_MISSING',
        `${at} speaks TLS, and does not offer HTTP/2, as a peer does`,
      ],
      ['ERR_X_ERR_SSL_', '', false, 'UNREACHABLE', `${at} closed the connection (ERR_X_ERR_SSL_)`],
      ...[
        ...['certificate required', 'bad certificate', 'unknown ca', 'unsupported certificate'],
        ...['certificate expired', 'handshake failure'],
      ].map(
        (alert) =>
          [
            'EPROTO',
            `${ROUTINES}tlsv1 alert ${alert}:x`,
            true,
            'TLS_CLIENT_REFUSED',
            `${at} (tlsv1 alert ${alert})`,
          ] as const,
      ),
    ];
    for (const [code, message, hasShakenHands, fault, because] of cases) {
      const found = socketFault(endpoint, { code, message, hasShakenHands });
      expect(found, `${code} ${message}`).to.deep.equal({ code: fault, because });
    }
  });

  it('is found by dialling, with what the system threw', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const local: Endpoint = { host: '127.0.0.1', port, address: `127.0.0.1:${port}`, tls: undefined };
    const options = { tlsClient: undefined, timeoutMs: 10_000 };
    const closed = await probeEndpoint(local, options);
    expect(closed).to.include({ code: 'UNREACHABLE' });
    expect(closed?.because).to.include('closed the connection');
    const tls = { roots: Buffer.from(''), serverName: 'peer0' };
    expect(await probeEndpoint({ ...local, tls }, options)).to.include({ code: 'UNREACHABLE' });
    await new Promise((resolve) => server.close(resolve));
    const refused = await probeEndpoint({ ...local, tls }, options);
    expect(refused).to.include({ code: 'UNREACHABLE' });
    expect(refused?.because).to.include('nothing listens');
    expect(refused?.cause).to.have.property('code', 'ECONNREFUSED');
    expect(await probeEndpoint(local, options)).to.include({ code: 'UNREACHABLE' });
  });

  describe('of a peer that speaks TLS', () => {
    const stops: (() => void)[] = [];
    let authority: TestAuthority;
    let peer: CertifiedKey;

    before(async () => {
      authority = await createTestAuthority('tlsca');
      peer = await authority.issue({ commonName: NAME, names: [NAME, 'localhost'] });
    });
    afterEach(() => stops.splice(0).forEach((stop) => stop()));

    /** A peer that does this with a connection after the handshake, and what clients asked it for. */
    async function listen(
      answer: (socket: TLSSocket) => void,
      { certificate, privateKey } = peer,
      more: TlsOptions = {},
    ) {
      const seen: unknown[] = [];
      const server = createTlsServer(
        { cert: certificate, key: privateKey, ALPNProtocols: ['h2'], ...more },
        (socket) => {
          socket.on('error', () => undefined);
          seen.push([socket.servername, socket.alpnProtocol]);
          answer(socket);
        },
      );
      const sockets = new Set<Socket>();
      server.on('connection', (socket) => sockets.add(socket));
      server.on('tlsClientError', () => undefined);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      stops.push(() => {
        server.close();
        sockets.forEach((socket) => socket.destroy());
      });
      const { port } = server.address() as AddressInfo;
      const tls = { roots: Buffer.from(authority.certificate), serverName: NAME };
      return { seen, local: { host: '127.0.0.1', port, address: `127.0.0.1:${port}`, tls } };
    }
    const options = { tlsClient: undefined, timeoutMs: 10_000 };
    const speaks = (socket: TLSSocket): void => void socket.write('settings');

    it('is none where the peer speaks, or waits for the client to speak', async () => {
      const { seen, local } = await listen(speaks);
      expect(await probeEndpoint(local, options)).to.equal(undefined);
      expect(seen).to.deep.equal([[NAME, 'h2']]);
      const silent = await listen(() => undefined);
      expect(await probeEndpoint(silent.local, { ...options, timeoutMs: 50 })).to.equal(undefined);
    });

    it('is none where the peer demands the certificate that is shown', async () => {
      const { certificate, privateKey } = await authority.issue({ commonName: 'client' });
      const shown: unknown[] = [];
      const { local } = await listen(
        (socket) => {
          shown.push(socket.getPeerX509Certificate()?.subject);
          speaks(socket);
        },
        peer,
        { requestCert: true, rejectUnauthorized: false },
      );
      const tlsClient = { certificate: Buffer.from(certificate), privateKey: Buffer.from(privateKey) };
      expect(await probeEndpoint(local, { ...options, tlsClient })).to.equal(undefined);
      expect(shown).to.deep.equal(['CN=client']);
    });

    it('is its certificate where its name is another one, it is of a stranger, or out of date', async () => {
      const { local } = await listen(speaks);
      for (const serverName of ['peer1.example.com', '127.0.0.1']) {
        const misnamed = await probeEndpoint({ ...local, tls: { ...local.tls, serverName } }, options);
        expect(misnamed).to.include({ code: 'TLS_NAME_MISMATCH' });
        expect(misnamed?.because).to.include(`${local.address} shows ${NAME} for DNS:${NAME}`);
        expect(misnamed?.because).to.include(`not for ${serverName}`);
      }
      const roots = Buffer.from((await createTestAuthority('another')).certificate);
      const stranger = await probeEndpoint({ ...local, tls: { ...local.tls, roots } }, options);
      expect(stranger).to.include({ code: 'TLS_UNTRUSTED' });
      expect(stranger?.because).to.match(new RegExp(`shows ${NAME}, issued by tlsca \\([A-Z_]+\\)$`));
      const old = await authority.issue({ commonName: NAME, names: [NAME], validDays: { from: -2, to: -1 } });
      const expired = await probeEndpoint((await listen(speaks, old)).local, options);
      expect(expired).to.include({ code: 'TLS_EXPIRED' });
      expect(expired?.because).to.match(/ GMT to .* GMT$/);
    });

    it('is that of the client where the peer hangs up behind the handshake', async () => {
      const { local } = await listen((socket) => socket.end());
      expect(await probeEndpoint(local, options)).to.include({ code: 'TLS_CLIENT_REFUSED' });
    });

    it('is TLS itself where the peer was to be reached without', async () => {
      const { local } = await listen(() => undefined);
      const spoken = await probeEndpoint({ ...local, tls: undefined }, options);
      expect(spoken).to.deep.equal({
        ...{ code: 'TLS_SPOKEN', because: `${local.address} shows the certificate of ${NAME}` },
      });
    });

    it('shows whose certificate it is, by its common name, else by its whole name', async () => {
      for (const [subject, shown] of [
        [`O=Org1, CN=${NAME}, OU=peer`, NAME],
        ['O=Org1, OU=aCN=b', 'O=Org1, OU=aCN=b'],
        ['', 'no name'],
      ] as const) {
        const { local } = await listen(speaks, await authority.issue({ commonName: NAME, subject }));
        const found = await probeEndpoint({ ...local, tls: undefined }, options);
        expect(found).to.deep.equal({
          ...{ code: 'TLS_SPOKEN', because: `${local.address} shows the certificate of ${shown}` },
        });
      }
    });

    it('is that it is no peer where it does not offer HTTP/2, with a refusal or without a word', async () => {
      for (const ALPNProtocols of [['http/1.1'], undefined]) {
        const { local } = await listen(() => undefined, peer, { ALPNProtocols });
        for (const tls of [local.tls, undefined]) {
          const found = await probeEndpoint({ ...local, tls }, options);
          const isNamed = tls === undefined && ALPNProtocols === undefined;
          expect(found).to.include({ code: isNamed ? 'TLS_SPOKEN' : 'GATEWAY_MISSING' });
        }
      }
    });

    it('is silence where nobody answers a handshake', async () => {
      const server = createServer();
      const sockets = new Set<Socket>();
      server.on('connection', (socket) => sockets.add(socket));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const local = { host: '127.0.0.1', port, address: `127.0.0.1:${port}` };
      const tls = { roots: Buffer.from(authority.certificate), serverName: NAME };
      const found = await probeEndpoint({ ...local, tls }, { ...options, timeoutMs: 50 });
      expect(found).to.include({ code: 'UNREACHABLE' });
      expect(found?.because).to.include('does not answer');
      sockets.forEach((socket) => socket.destroy());
      server.close();
    });
  });
});
