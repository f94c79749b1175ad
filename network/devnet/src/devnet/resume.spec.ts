import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { clientOf, submitNow, textOf } from '../testing/gateway-client';
import { KeeperContract } from '../testing/keeper-contract';
import { startDevnet } from './start-devnet';
import type { DevnetOptions } from './types';

const companies = [
  { mspId: 'Org1MSP', domain: 'org1.example.com' },
  { mspId: 'Org2MSP', domain: 'org2.example.com' },
];
const keeper = { name: 'keeper', contracts: { contracts: [KeeperContract] } };

async function errorOf(options: DevnetOptions): Promise<NetworkError> {
  try {
    await (await startDevnet(options)).stop();
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
  throw new Error('It started.');
}

describe('a devnet on a data directory', () => {
  let directory: string;
  let options: DevnetOptions;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-resume-'));
    options = {
      companies,
      dataDirectory: join(directory, 'data'),
      directory: join(directory, 'organizations'),
    };
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function organizations(): Promise<ReadonlyMap<string, string>> {
    const root = join(directory, 'organizations');
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    return new Map(
      await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)),
    );
  }

  it('goes on with the same identities, ports, ledger and packages', async () => {
    const first = await startDevnet(options);
    await first.deployChaincode(keeper);
    using client = await clientOf({ devnet: first, mspId: 'Org1MSP' });
    await submitNow({ devnet: first, client }, 'put', 'a', 'one');
    const chain = first.ledger.chainInfo();
    const files = await organizations();
    await first.stop();

    const second = await startDevnet(options);
    try {
      expect(second.ledger.chainInfo()).to.deep.equal(chain);
      expect(await organizations()).to.deep.equal(files);
      expect(second.companies.map(({ endpoint }) => endpoint)).to.deep.equal(
        first.companies.map(({ endpoint }) => endpoint),
      );
      // Its contracts ran in the first network, so they are deployed again: as the next sequence.
      expect((await second.deployChaincode(keeper)).sequence).to.equal(2);
      expect(textOf(await client.contract.evaluateTransaction('get', 'a'))).to.equal('one');
      await submitNow({ devnet: second, client }, 'put', 'a', 'two');
    } finally {
      await second.stop();
    }
  });

  it('goes on to cut blocks as before, or says that it does not', async () => {
    const warnings: string[] = [];
    const logger = { info: () => undefined, warn: (message: string) => warnings.push(message) };
    const cutting = { batch: { messagesMax: 3, timeoutMs: 60_000 } };
    await (await startDevnet({ ...options, ...cutting, logger })).stop();
    const devnet = await startDevnet({ ...options, logger });
    try {
      expect(warnings).to.deep.equal([]);
      await devnet.deployChaincode(keeper);
      using client = await clientOf({ devnet, mspId: 'Org1MSP' });
      const { height } = devnet.ledger;
      const submitted = ['a', 'b', 'c'].map((key) => client.contract.submitTransaction('put', key, 'value'));
      await Promise.all(submitted);
      expect(devnet.ledger.height).to.equal(height + 1);
    } finally {
      await devnet.stop();
    }
    await (await startDevnet({ ...options, blocks: 'by-hand', logger })).stop();
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('by hand').and.to.contain('after 3 transactions or 60000 ms');
    await (await startDevnet({ ...options, logger })).stop();
    expect(warnings).to.have.length(1);
  });

  it('leaves no folder behind when it does not start', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: ordererPort } = server.address() as AddressInfo;
    const dataDirectory = join(directory, 'new', 'data');
    expect((await errorOf({ ...options, dataDirectory, ordererPort })).code).to.equal('PORT_TAKEN');
    server.close();
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('keeps keys where nobody else reads them', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await (await startDevnet(options)).stop();
    const data = join(directory, 'data');
    expect((await stat(data)).mode & 0o777).to.equal(0o700);
    expect((await stat(join(data, 'network.json'))).mode & 0o777).to.equal(0o600);
  });

  it('refuses other settings, and names the first that differs', async () => {
    await (await startDevnet(options)).stop();
    const others: [string, Partial<DevnetOptions>][] = [
      ['channel', { channelId: 'another' }],
      ['governance', { governance: 'unanimous' }],
      ['channel capability', { channelCapability: 'V3_0' }],
      ['companies', { companies: companies.slice(1) }],
      ['companies', { companies: companies.map(({ mspId }) => ({ mspId, domain: `${mspId}.test` })) }],
    ];
    for (const [setting, other] of others) {
      const error = await errorOf({ ...options, ...other });
      expect([error.code, error.details['setting']]).to.deep.equal(['DATA_DIRECTORY_DIFFERS', setting]);
      expect(error.message.split('\n')).to.have.length(1);
    }
    await (await startDevnet(options)).stop();
  });

  it('is used by one network at a time', async () => {
    await using devnet = await startDevnet(options);
    expect((await errorOf(options)).code).to.equal('DATA_DIRECTORY_IN_USE');
    expect(devnet.ledger.height).to.equal(1);
  });

  it('takes another port when it is asked to', async () => {
    const first = await startDevnet(options);
    await first.stop();
    await using second = await startDevnet({
      ...options,
      companies: companies.map((company) => ({ ...company, peerPort: 0 })),
    });
    expect(second.company('Org1MSP').peer.port).not.to.equal(first.company('Org1MSP').peer.port);
    expect(second.company('Org1MSP').tlsRootPem).to.equal(first.company('Org1MSP').tlsRootPem);
  });
});
