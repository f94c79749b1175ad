import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { findFabricBinaries, startFabricNetwork, type FabricNetwork } from '@kontti/fabric-runner';
import { waitUntilEndorsed } from '@kontti/fabric-runner/fabric';
import { expect } from 'chai';
import { blockToCommands, sampleToPattern, textToBlocks, type Block } from './blocks';
import { createSandbox, root, type Sandbox } from './sandbox';

const blocks = textToBlocks(readFileSync(join(root, 'README.md'), 'utf8'));

function blockWith(language: string, info: string): Block {
  const found = blocks.find((block) => block.language === language && block.info === info);
  if (found === undefined) throw new Error(`README has no block ${language} ${info}`);
  return found;
}

/** The block of output that follows the first shell block with this command. */
function sampleAfter(command: string): string {
  const index = blocks.findIndex((block) => block.language === 'sh' && block.content.includes(command));
  return blocks[index + 1]?.content ?? '';
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What an admin's shell has set before he follows the README. */
async function adminEnvironment(options: {
  readonly directory: string;
  readonly binaries: string;
  readonly network: FabricNetwork;
  readonly mspId: string;
}): Promise<NodeJS.ProcessEnv> {
  const { directory, binaries, network, mspId } = options;
  const { domain, endpoint } = network.company(mspId);
  const organizations = join(directory, 'organizations');
  const tlsRootOf = (company: string): string =>
    join(organizations, 'peerOrganizations', company, 'peers', `peer0.${company}`, 'tls', 'ca.crt');
  return {
    PATH: [binaries, process.env['PATH'] ?? ''].join(delimiter),
    CORE_PEER_ADDRESS: endpoint,
    CORE_PEER_LOCALMSPID: mspId,
    CORE_PEER_MSPCONFIGPATH: join(
      organizations,
      ...['peerOrganizations', domain, 'users', `Admin@${domain}`, 'msp'],
    ),
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: tlsRootOf(domain),
    CHAINCODE: `127.0.0.1:${await freePort()}`,
  };
}

describe("README on Fabric's own peers", function () {
  let sandbox: Sandbox | undefined;
  let network: FabricNetwork | undefined;

  before(function () {
    if (process.env['FABRIC_BIN'] === undefined) this.skip();
  });

  after(async () => {
    await network?.stop();
    await sandbox?.remove();
  });

  it('the admins deploy with their own keys alone, and the program runs as it is', async () => {
    sandbox = await createSandbox();
    const binaries = await findFabricBinaries(process.env);
    const directory = join(sandbox.directory, 'try');
    network = await startFabricNetwork({
      binaries,
      directory,
      governance: 'majority',
      companies: ['org1', 'org2'].map((name) => ({
        mspId: `O${name.slice(1)}MSP`,
        domain: `${name}.example.com`,
      })),
    });
    const { channelId, companies } = network;
    const makeSeals = blocks.flatMap(blockToCommands).find((line) => line.endsWith('> try/seals.json'));
    await sandbox.run(makeSeals ?? 'false');

    await waitUntilEndorsed({ channelId, chaincodeName: '_lifecycle', companies });
    const environments: NodeJS.ProcessEnv[] = [];
    for (const { mspId } of companies) {
      environments.push(await adminEnvironment({ directory, binaries: binaries.directory, network, mspId }));
    }
    for (const env of environments) {
      await sandbox.run(`set -e\n${blockWith('sh', 'fabric company').content}`, env);
    }
    await sandbox.run(`set -e\n${blockWith('sh', 'fabric commit').content}`, environments[0]);
    await waitUntilEndorsed({ channelId, chaincodeName: 'kontti', companies });

    const { info: path, content } = blockWith('ts', 'try/first.mts');
    await sandbox.write({ path, content });
    await sandbox.run(`tsc --ignoreConfig --types node ${path}`);
    const output = await sandbox.run(`node ${path.replace('.mts', '.mjs')}`);
    expect(output).to.match(sampleToPattern(sampleAfter('node try/first.mjs')));
  });
});
