import { Client, Server, ServerCredentials } from '@grpc/grpc-js';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { isLoopback, targetToClientArguments } from './peer-target';

describe('how a peer is reached', () => {
  it('without TLS where it has no root', async () => {
    const server = new Server();
    const port = await promisify<string, ServerCredentials, number>(server.bindAsync.bind(server))(
      '127.0.0.1:0',
      ServerCredentials.createInsecure(),
    );
    const target = { mspId: 'Org1MSP', endpoint: `127.0.0.1:${port}` };
    const { address, channelCredentials, channelOptions } = targetToClientArguments(target);
    const client = new Client(address, channelCredentials, channelOptions);
    try {
      await promisify<number, void>(client.waitForReady.bind(client))(Date.now() + 30_000);
    } finally {
      client.close();
      server.forceShutdown();
    }
  });

  it('names what is of the own machine', () => {
    const own = ['localhost:1', 'peer0.localhost:1', '127.0.0.1:1', '127.1.2.3:1', '[::1]:1'];
    const others = ['localhost.example.com:1', '10.0.0.1:1', '[::2]:1', 'notlocalhost:1', ''];
    expect(own.filter((endpoint) => !isLoopback(endpoint))).to.deep.equal([]);
    expect(others.filter(isLoopback)).to.deep.equal([]);
  });
});
