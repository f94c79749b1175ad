import { expect } from 'chai';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { Listening } from '../testing/listening';
import { probeEndpoint } from './probe';

describe('what is wrong with a port without TLS', () => {
  const servers = new Listening();
  afterEach(() => servers.stop());

  async function faultOf(server: Server, timeoutMs = 10_000) {
    const port = await servers.listen(server);
    const endpoint = { host: '127.0.0.1', port, address: `127.0.0.1:${port}`, tls: undefined };
    return probeEndpoint(endpoint, { tlsClient: undefined, timeoutMs });
  }

  it('is nothing where it speaks HTTP/2, however its first frame arrives', async () => {
    expect(await faultOf(createHttp2Server())).to.equal(undefined);
    const settings = Buffer.of(0, 0, 0, 4, 0, 0, 0, 0, 0);
    const slow = createServer((socket) => {
      socket.write(settings.subarray(0, 4));
      socket.once('data', () => socket.write(settings.subarray(4)));
    });
    expect(await faultOf(slow)).to.equal(undefined);
  });

  it('is that something else is there, of HTTP/1, or that greets its clients', async () => {
    const headers = Buffer.of(0, 0, 0, 1, 0, 0, 0, 0, 0);
    const onStream = Buffer.of(0, 0, 0, 4, 0, 0, 0, 0, 1);
    for (const server of [
      createHttpServer(),
      createServer((socket) => socket.write('220 mail.example.com ESMTP\r\n')),
      createServer((socket) => socket.end('+OK\r\n')),
      createServer((socket) => socket.write(headers)),
      createServer((socket) => socket.write(onStream)),
    ]) {
      expect(await faultOf(server)).to.include({ code: 'GATEWAY_MISSING' });
    }
    const brief = createServer((socket) => socket.write('+OK\r\n'));
    expect(await faultOf(brief, 100)).to.include({ code: 'GATEWAY_MISSING' });
  });

  it('is that it closes, or says nothing', async () => {
    const closed = await faultOf(createServer((socket) => socket.destroy()));
    expect(closed).to.include({ code: 'UNREACHABLE' });
    expect(closed?.because).to.include('closed the connection');
    const silent = await faultOf(createServer(), 100);
    expect(silent).to.include({ code: 'UNREACHABLE' });
    expect(silent?.because).to.include('does not answer');
  });
});
