import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect, type KonttiClient } from '@kontti/client-sdk';
import { examineCompany } from '@kontti/fabric-admin/doctor';
import { systemClock } from '@kontti/fabric-protocol/base';
import { startDevnet, type Devnet } from '@kontti/devnet';
import { sealCollections } from '@kontti/model';
import { expect } from 'chai';

const CHAINCODE = 'kontti';
const MSP_IDS = ['MakerMSP', 'ShopMSP'] as const;
const companies = MSP_IDS.map((mspId) => ({ mspId, domain: `${mspId.toLowerCase()}.example.com` }));
const path = dirname(require.resolve('@kontti/chaincode/package.json'));
const IN_FI = {
  ...{ name: 'in_FI', policy: "OR('MakerMSP.member', 'ShopMSP.member')", requiredPeerCount: 0 },
  ...{ maxPeerCount: 1, blockToLive: 0, memberOnlyRead: true, memberOnlyWrite: true },
  endorsementPolicy: { signaturePolicy: "OR('MakerMSP.peer')" },
};

async function connectTo(devnet: Devnet, mspId: string): Promise<KonttiClient> {
  const { admin, endpoint, tlsRootPem, peerHostAlias } = devnet.company(mspId);
  const { certificatePem: certificate, privateKeyPem: privateKey } = admin;
  const gateway = { endpoint, tlsRootCertificate: tlsRootPem, hostAlias: peerHostAlias };
  return await connect({
    mspId,
    certificate,
    privateKey,
    ...gateway,
    channel: devnet.channelId,
    chaincode: CHAINCODE,
  });
}

describe('an upgrade of the chaincode on a ledger that is kept', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-upgrade-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const start = () =>
    startDevnet({
      companies,
      dataDirectory: join(folder, 'data'),
      directory: join(folder, 'organizations'),
      batch: { messagesMax: 100, timeoutMs: 20 },
    });
  /** What `kontti doctor` finds wrong, and what it says of the code that peers run. */
  const examine = async (company: string): Promise<string[]> => {
    const access = { dir: folder, company, env: {} };
    const findings = await examineCompany({ access, channelId: 'mychannel', nowMs: systemClock.nowMs() });
    return findings
      .filter(({ status, check }) => status === 'problem' || status === 'warning' || check === 'code')
      .map(({ check, status, subject }) => `${check} ${status} ${subject}`);
  };

  it('adds collections under a new sequence, and what was recorded before holds', async () => {
    const value = Buffer.from('stays here');
    let before: { readonly digest: string; readonly status: string };
    {
      await using devnet = await start();
      const first = await devnet.deployChaincode({
        name: CHAINCODE,
        path,
        collections: sealCollections(MSP_IDS),
      });
      expect(first.sequence).to.equal(1);
      const maker = await connectTo(devnet, 'MakerMSP');
      await maker.companies.register({ name: 'maker', gln: '6400001000001', jurisdiction: 'FI' });
      await maker.products.setClass({
        classId: 'MakerMSP/cell',
        version: 0,
        name: 'cell',
        regime: 'challenged',
        runLength: 100,
      });
      await maker.products.make({
        classId: 'MakerMSP/cell',
        version: 0,
        ref: 'B-1',
        run: { first: 0, count: 100 },
      });
      const refused = await maker.privateRecords
        .keep({ value, jurisdiction: 'FI' })
        .catch((error: unknown) => error);
      expect(refused).to.include({ code: 'UNKNOWN_COLLECTION' });
      const { digest = '', status } = await maker.companies.getFactStatus({ key: 'items/MakerMSP/B-1' });
      before = { digest, status };
      maker.close();
    }
    await using devnet = await start();
    const collections = [...sealCollections(MSP_IDS), IN_FI];
    const second = await devnet.deployChaincode({ name: CHAINCODE, path, version: '2', collections });
    expect(second.sequence).to.equal(2);
    for (const company of MSP_IDS) expect(await examine(company)).to.deep.equal(['code ok kontti']);
    const [maker, shop] = [await connectTo(devnet, 'MakerMSP'), await connectTo(devnet, 'ShopMSP')];
    expect(await shop.companies.getFactStatus({ key: 'items/MakerMSP/B-1' })).to.include(before);
    const items = await shop.products.getItem({ itemId: 'MakerMSP/B-1/99' });
    expect(items).to.include({ serial: '99', digest: before.digest });
    const { recordId } = (await maker.privateRecords.keep({ value, jurisdiction: 'FI' })).result;
    expect((await shop.privateRecords.read({ recordId, jurisdiction: 'FI' })).value.toString()).to.equal(
      'stays here',
    );
    const events: string[] = [];
    const { block } = await maker.products.mark({
      ref: 'S-1',
      marks: [{ items: 'MakerMSP/B-1/7', kind: 'sold' }],
    });
    for await (const { type } of shop.events({ fromBlock: 0, toBlock: block })) events.push(type);
    expect(events).to.include.members(['product.made', 'product.marked']);
    maker.close();
    shop.close();
  });
});
