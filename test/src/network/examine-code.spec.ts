import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@kontti/fabric-protocol/base';
import { startDevnet, type Devnet } from '@kontti/devnet/devnet';
import { KeeperContract } from '@kontti/devnet/testing/keeper-contract';
import { sealCollections } from '@kontti/model';
import { examineCompany, type Finding } from '@kontti/fabric-admin/doctor';
import { changeCode, copyChaincode } from './copied-chaincode';

const MSP_IDS = ['Org1MSP', 'Org2MSP', 'Org3MSP'];

describe('a look at the code that peers run', () => {
  let directory: string;
  let path: string;
  let devnet: Devnet;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-doctor-'));
    path = await copyChaincode();
    devnet = await startDevnet({
      companies: MSP_IDS.map((mspId) => ({
        mspId,
        domain: `${mspId.slice(0, 4).toLowerCase()}.example.com`,
      })),
      directory: join(directory, 'organizations'),
      batch: { messagesMax: 1 },
    });
  });

  after(async () => {
    await devnet.stop();
    await rm(directory, { recursive: true, force: true });
    await rm(path, { recursive: true, force: true });
  });

  /** What is said of the code, by a company. */
  const findCode = async (company: string, chaincode?: string): Promise<readonly Finding[]> => {
    const findings = await examineCompany({
      access: { dir: directory, company, env: {} },
      channelId: 'mychannel',
      nowMs: systemClock.nowMs(),
      chaincode,
    });
    return findings.filter(({ check }) => check === 'code');
  };

  it('finds companies that run other code under one definition, by name, whoever looks', async () => {
    const deployed = await devnet.deployChaincode({
      name: 'kontti',
      path,
      collections: sealCollections(MSP_IDS),
    });
    const [same, ...rest] = await findCode('Org1MSP');
    expect(rest).to.deep.equal([]);
    expect(same).to.include({ status: 'ok', subject: 'kontti' });
    for (const mspId of MSP_IDS) expect(same?.message).to.include(mspId);
    await changeCode(path);
    // Another company's process starts with the changed package; the definition and its sequence stay.
    await deployed.reload({ mspId: 'Org2MSP' });
    for (const company of ['Org1MSP', 'Org2MSP', 'Org3MSP']) {
      const [found] = await findCode(company);
      expect(found, company).to.include({ status: 'problem', subject: 'kontti' });
      const [first = '', second = ''] = (found?.message ?? '').split(';');
      const other = [first, second].find((group) => group.includes('Org2MSP')) ?? '';
      expect(other).not.to.match(/Org1MSP|Org3MSP/);
      expect(found?.remedy).to.include('install');
    }
  });

  it('says so where it cannot know: of a chaincode without the method, and of a company that does not run it', async () => {
    await devnet.deployChaincode({ name: 'keeper', contracts: { contracts: [KeeperContract] } });
    const [keeper] = await findCode('Org1MSP', 'keeper');
    expect(keeper).to.include({ status: 'skipped' });
    expect(keeper?.message).to.include('GetVersion');
    await devnet.faults.companyDown({ mspId: 'Org3MSP' });
    const findings = await findCode('Org1MSP', 'kontti');
    await devnet.faults.endAll();
    expect(findings.map(({ status }) => status)).to.deep.equal(['problem', 'skipped']);
    expect(findings[1]?.message).to.match(/^Org3MSP does not say/);
  });
});
