import { expect } from 'chai';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Endpoint } from './endpoint';
import { probeEndpoint, socketFault } from './probe';

const endpoint: Endpoint = {
  ...{ host: 'peer0.example.com', port: 7051, address: 'peer0.example.com:7051', tls: undefined },
};
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
    // A peer without TLS says nothing to a handshake: that it took the connection is all that is to be seen.
    expect(await probeEndpoint(local, options)).to.equal(undefined);
    const tls = { roots: Buffer.from(''), serverName: 'peer0' };
    expect(await probeEndpoint({ ...local, tls }, options)).to.include({ code: 'UNREACHABLE' });
    await new Promise((resolve) => server.close(resolve));
    const refused = await probeEndpoint({ ...local, tls }, options);
    expect(refused).to.include({ code: 'UNREACHABLE' });
    expect(refused?.because).to.include('nothing listens');
    expect(refused?.cause).to.have.property('code', 'ECONNREFUSED');
    expect(await probeEndpoint(local, options)).to.include({ code: 'UNREACHABLE' });
  });
});
