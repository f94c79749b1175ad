import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { NetworkError, findFreePort, isListening } from '@kontti/fabric-protocol/base';
import { startChaincodeProcess, type ChaincodeProcess } from './chaincode-process';

/** Below this package, so that its dependency on the shim is found. */
const parent = __dirname;

const contract = `
const { Contract } = require('fabric-contract-api');
class Greeting extends Contract {
  async Hello() { return 'hello'; }
}
console.log('company', process.env.CORE_PEER_LOCALMSPID, 'secret', process.env.KONTTI_TEST_SECRET, process.env.GREETING);
exports.contracts = [Greeting];
`;

describe('startChaincodeProcess', () => {
  let path: string;
  const started: ChaincodeProcess[] = [];

  async function writeChaincode(source: string): Promise<void> {
    const manifest = {
      name: 'greeting',
      version: '1.0.0',
      main: 'index.js',
      scripts: { start: 'fabric-chaincode-node' },
    };
    await writeFile(join(path, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(path, 'index.js'), source);
  }

  async function start(options: { port: number; env?: Record<string, string> }): Promise<ChaincodeProcess> {
    const { port, env = {} } = options;
    const address = `127.0.0.1:${port}`;
    const chaincode = await startChaincodeProcess({
      path,
      address,
      packageId: 'greeting:1',
      mspId: 'Org1MSP',
      env,
    });
    started.push(chaincode);
    return chaincode;
  }

  async function failureOf(port: number): Promise<string | undefined> {
    return start({ port }).then(
      () => undefined,
      (error: unknown) => (error instanceof NetworkError ? error.code : String(error)),
    );
  }

  beforeEach(async () => {
    path = await mkdtemp(join(parent, 'chaincode-'));
  });

  afterEach(async () => {
    for (const chaincode of started.splice(0)) await chaincode.stop();
    await rm(path, { recursive: true, force: true });
  });

  it('listens when it is said to, and is gone when it is stopped', async () => {
    await writeChaincode(contract);
    const port = await findFreePort();
    const chaincode = await start({ port });
    expect(await isListening({ host: '127.0.0.1', port })).to.equal(true);
    await chaincode.stop();
    expect(await isListening({ host: '127.0.0.1', port })).to.equal(false);
    const exit = await chaincode.exited;
    expect(exit.code === 0 || exit.signal !== null || process.platform === 'win32').to.equal(true);
    await chaincode.stop();
  });

  it('sees its company and what it is given, not the environment of this process', async () => {
    await writeChaincode(contract);
    process.env['KONTTI_TEST_SECRET'] = 'leaked';
    try {
      const chaincode = await start({ port: await findFreePort(), env: { GREETING: 'moi' } });
      expect(chaincode.recentOutput().join('\n')).to.contain('company Org1MSP secret undefined moi');
    } finally {
      delete process.env['KONTTI_TEST_SECRET'];
    }
  });

  it('says what the chaincode wrote when it ends at once', async () => {
    await writeChaincode("throw new Error('broken on purpose');");
    const failure = await start({ port: await findFreePort() }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(NetworkError).with.property('code', 'CHAINCODE_START_FAILED');
    expect((failure as NetworkError).message).to.contain('broken on purpose');
  });

  it('refuses a folder that is no installed chaincode, and an address that is taken', async () => {
    const port = await findFreePort();
    expect(await failureOf(port)).to.equal('CHAINCODE_START_FAILED');
    await writeChaincode(contract);
    await rm(join(path, 'index.js'));
    expect(await failureOf(port)).to.equal('CHAINCODE_START_FAILED');
    await writeChaincode(contract);
    const server = createServer().listen(port, '127.0.0.1');
    expect(await failureOf(port)).to.equal('CHAINCODE_START_FAILED');
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(await failureOf(70_000)).to.equal('CHAINCODE_START_FAILED');
  });

  it('does not outlive the process that started it', async () => {
    await writeChaincode(contract);
    const port = await findFreePort();
    const script = `
      require(${JSON.stringify(join(parent, 'chaincode-process.js'))})
        .startChaincodeProcess({ path: process.argv[1], address: process.argv[2], packageId: 'greeting:1', mspId: 'Org1MSP' })
        .then((chaincode) => { console.log(chaincode.pid); process.kill(process.pid, 'SIGKILL'); });`;
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, ['-e', script, path, `127.0.0.1:${port}`], (_error, stdout) => {
        resolve(stdout);
      });
    });
    expect(Number(output)).to.be.greaterThan(0);
    // Bounded by the test's own time: it ends as soon as the port is closed.
    while (await isListening({ host: '127.0.0.1', port })) await new Promise(setImmediate);
  });
});
