import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@kontti/fabric-protocol/base';
import { findFabricBinaries, startFabricNetwork, type FabricNetwork } from '@kontti/fabric-runner/fabric';
import type { DeployedChaincode } from '@kontti/fabric-admin/processes';
import { examineCompany, type Finding } from '@kontti/fabric-admin/doctor';
import { sealCollections } from '@kontti/model';
import { changeCode, copyChaincode } from './copied-chaincode';

const contract = `
const { Contract } = require('fabric-contract-api');
class Note extends Contract { async get() { return 'note'; } }
exports.contracts = [Note];
`;

/** A chaincode with a process of its own; below this folder it finds its libraries. */
async function writeChaincode(): Promise<string> {
  const path = await mkdtemp(join(__dirname, 'chaincode-'));
  await writeFile(join(path, 'package.json'), '{"name":"note","version":"1.0.0","main":"index.js"}');
  await writeFile(join(path, 'index.js'), contract);
  return path;
}

describe("a look at a network of Fabric's own programs", () => {
  let directory: string | undefined;
  let network: FabricNetwork | undefined;
  let path: string | undefined;
  let deployed: DeployedChaincode | undefined;

  before(async function () {
    if (process.env['FABRIC_BIN'] === undefined) this.skip();
    directory = await mkdtemp(join(tmpdir(), 'kontti-doctor-'));
    network = await startFabricNetwork({
      binaries: await findFabricBinaries(process.env),
      directory,
      companies: ['org1', 'org2'].map((name) => ({
        mspId: `${name.replace('o', 'O')}MSP`,
        domain: `${name}.example.com`,
        peers: 2,
      })),
      orderers: 3,
    });
    path = await writeChaincode();
    deployed = await network.deployChaincode({ name: 'note', path });
  });

  after(async () => {
    await network?.stop();
    for (const folder of [directory, path]) {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  });

  /** What is not right, as check, status and subject. */
  const found = (): Promise<readonly string[]> => foundOf('note');

  async function foundOf(chaincode: string): Promise<readonly string[]> {
    const findings: readonly Finding[] = await examineCompany({
      access: { dir: directory, company: 'Org1MSP', env: {} },
      channelId: 'mychannel',
      nowMs: systemClock.nowMs(),
      chaincode,
    });
    return findings
      .filter(({ status }) => status !== 'ok')
      .map(({ check, status, subject }) => `${check} ${status} ${subject}`);
  }

  it('finds a company whose peers run another package under one definition', async () => {
    if (network === undefined) throw new Error('no network');
    const kontti = await copyChaincode();
    try {
      const collections = sealCollections(['Org1MSP', 'Org2MSP']);
      const running = await network.deployChaincode({ name: 'kontti', path: kontti, collections });
      expect(await foundOf('kontti')).to.deep.equal([]);
      await changeCode(kontti);
      await running.reload({ mspId: 'Org2MSP' });
      expect(await foundOf('kontti')).to.deep.equal(['code problem kontti']);
      await running.reload({ mspId: 'Org1MSP' });
      expect(await foundOf('kontti')).to.deep.equal([]);
    } finally {
      await rm(kontti, { recursive: true, force: true });
    }
  });

  it('finds nothing where all is well, then the chaincode and each node that is down', async function () {
    if (network === undefined || deployed === undefined) throw new Error('no network');
    // This chaincode has no method that says which code runs.
    expect(await found()).to.deep.equal(['code skipped note']);
    const pid = deployed.pids()['Org1MSP'];
    // 0 would be this process's whole group.
    if (pid === undefined) throw new Error('no process');
    process.kill(pid, 'SIGKILL');
    expect(await found()).to.deep.equal([
      ...['chaincode problem note', 'chaincode problem note', 'code skipped note'],
    ]);
    await deployed.reload({ mspId: 'Org1MSP' });
    const names = ['orderer2.example.com', 'peer1.org1.example.com'];
    const down = network.nodes.filter((node) => names.includes(node.process.name));
    await Promise.all(down.map((node) => node.process.stop()));
    const endpoint = down.find(({ kind }) => kind === 'peer')?.endpoint ?? '';
    const findings = await found();
    expect(findings).to.include(`tls problem ${endpoint}`);
    expect(findings).to.include('orderers warning OrdererMSP');
  });
});
