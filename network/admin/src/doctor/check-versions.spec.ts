import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkCapabilities, checkNode, checkOperations, checkShim } from './check-versions';

describe('a look at versions', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
    server = undefined;
  });

  async function serve(body: string): Promise<string> {
    const started = createServer((request, response) => {
      response.end(request.url === '/version' ? body : '');
    });
    server = started;
    await new Promise<void>((listening) => started.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  }

  it('reads a node’s own from its operations endpoint', async () => {
    const { status, message } = await checkOperations(await serve('{"CommitSHA":"0","Version":"v3.1.5"}'));
    expect([status, message]).to.deep.equal(['ok', 'Fabric v3.1.5']);
  });

  it('finds an endpoint that has none, is none, or is away', async () => {
    const url = await serve('{}');
    expect(await checkOperations(url)).to.have.property('status', 'warning');
    server?.close();
    server?.closeAllConnections();
    expect(await checkOperations(url)).to.have.property('status', 'warning');
    expect(await checkOperations('no url')).to.have.property('status', 'warning');
  });

  it('finds the shim of a chaincode’s folder', async () => {
    expect(await checkShim(resolve(__dirname, '..', '..'))).to.include({
      status: 'ok',
      message: 'fabric-shim 2.5.8',
    });
    const directory = await mkdtemp(join(tmpdir(), 'kontti-doctor-'));
    try {
      expect(await checkShim(directory)).to.have.property('status', 'warning');
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('judges capabilities and Node', () => {
    const view = (capabilities: string[]) => ({ companies: [], orderers: [], capabilities });
    const judge = (capabilities: string[]) => checkCapabilities(view(capabilities), 'mychannel')[0]?.status;
    expect([judge(['V2_5']), judge(['V2_0']), judge(['V1_4_2']), judge([])]).to.deep.equal([
      'ok',
      'ok',
      'problem',
      'problem',
    ]);
    expect(['v20.20.2', 'v18.0.0', ''].map((version) => checkNode(version)[0]?.status)).to.deep.equal([
      'ok',
      'warning',
      'warning',
    ]);
  });
});
