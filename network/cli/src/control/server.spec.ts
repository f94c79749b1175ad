import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createChaincodeProcesses } from '@kontti/fabric-admin/processes';
import { createControlClient } from './client';
import { startControlServer, type ControlServer } from './server';
import type { NetworkState } from './network-state';

async function codeOf(action: Promise<unknown>): Promise<string | undefined> {
  return action.then(
    () => undefined,
    (error: unknown) => (error instanceof NetworkError ? error.code : String(error)),
  );
}

describe('control endpoint', () => {
  const token = 'a'.repeat(64);
  let server: ControlServer;
  let shutdowns = 0;
  let defects: unknown[] = [];
  let state: NetworkState;

  beforeEach(async () => {
    shutdowns = 0;
    defects = [];
    server = await startControlServer({
      token,
      processes: createChaincodeProcesses({ onOutput: () => undefined, onExit: () => undefined }),
      describe: () => ({ pid: 1, channelId: 'mychannel', companies: [] }),
      routes: { 'POST /defect': () => Promise.reject(new RangeError('of the network itself')) },
      onDefect: (error) => {
        defects.push(error);
      },
      onShutdown: () => {
        shutdowns += 1;
      },
    });
    state = { pid: 1, channelId: 'mychannel', companies: [], control: server.address, token };
  });

  afterEach(async () => {
    await server.stop();
  });

  function send(options: { path: string; method: string; authorization?: string; body?: string }) {
    const { path, method, authorization = `Bearer ${token}`, body } = options;
    const init = { method, headers: { authorization }, ...(body === undefined ? {} : { body }) };
    return fetch(`http://${server.address}${path}`, init);
  }

  it('answers only who knows the token', async () => {
    expect((await send({ path: '/status', method: 'GET' })).status).to.equal(200);
    for (const authorization of ['', `Bearer ${'b'.repeat(64)}`, `Bearer ${token}x`, token]) {
      const answer = await send({ path: '/shutdown', method: 'POST', authorization });
      expect(answer.status, authorization).to.equal(401);
    }
    expect(shutdowns).to.equal(0);
    expect(await codeOf(createControlClient({ ...state, token: 'other' }).status())).to.equal(
      'NETWORK_ABSENT',
    );
  });

  it('says what runs', async () => {
    const status = await createControlClient(state).status();
    expect(status).to.deep.equal({ pid: 1, channelId: 'mychannel', companies: [], chaincode: [] });
  });

  it('passes on the code with which a chaincode does not start', async () => {
    const chaincode = {
      name: 'a',
      path: '/nowhere',
      address: '127.0.0.1:1',
      packageId: 'a:1',
      mspId: 'Org1MSP',
    };
    expect(await codeOf(createControlClient(state).startChaincode(chaincode))).to.equal(
      'CHAINCODE_START_FAILED',
    );
  });

  it('reports its own defects to who runs the network, and to whom it serves that there was one', async () => {
    const answer = createControlClient(state).ask({ method: 'POST', path: '/defect' });
    expect(await codeOf(answer)).to.equal('NETWORK_ABSENT');
    expect(defects.map(String)).to.deep.equal(['RangeError: of the network itself']);
  });

  it('refuses malformed requests and goes on', async () => {
    const path = '/chaincode-processes';
    for (const body of [
      '{',
      'null',
      '[]',
      '{}',
      '{"name":1}',
      JSON.stringify({ name: 'x'.repeat(70_000) }),
    ]) {
      expect((await send({ path, method: 'POST', body })).status, body.slice(0, 20)).to.equal(422);
    }
    expect((await send({ path: `${path}/end`, method: 'POST', body: '{}' })).status).to.equal(422);
    expect((await send({ path: '/nothing', method: 'GET' })).status).to.equal(404);
    expect((await send({ path: '/status', method: 'POST' })).status).to.equal(404);
    expect((await send({ path: '/status', method: 'GET' })).status).to.equal(200);
  });

  it('is asked to stop, and is absent afterwards', async () => {
    await createControlClient(state).shutdown();
    expect(shutdowns).to.equal(1);
    await server.stop();
    expect(await codeOf(createControlClient(state).status())).to.equal('NETWORK_ABSENT');
    server = await startControlServer({
      token,
      processes: createChaincodeProcesses({ onOutput: () => undefined, onExit: () => undefined }),
      describe: () => ({}),
      onDefect: () => undefined,
      onShutdown: () => undefined,
    });
  });
});
