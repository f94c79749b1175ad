import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { openAuthority } from '@kontti/fabric-protocol/certificates';
import {
  connectChannel,
  createChannelUpdate,
  signChannelUpdate,
  configToOrderers,
  submitChannelUpdate,
  createCompanyGroup,
} from '@kontti/fabric-admin/channel';
import { requireGroup } from '@kontti/fabric-protocol/configuration';
import { systemClock } from '@kontti/fabric-protocol/base';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import {
  findFabricBinaries,
  waitUntilEndorsed,
  startFabricNetwork,
  type FabricNetwork,
} from '@kontti/fabric-runner/fabric';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { connectClient, textOf } from '@kontti/devnet/testing/gateway-client';
import { KeeperContract } from '@kontti/devnet/testing/keeper-contract';
import { runKonttiHere } from '../testing/kontti-command';
import { readJoiningCompany } from './organization-material';

type Fields = Readonly<Record<string, unknown>>;

const org3 = { mspId: 'Org3MSP', domain: 'org3.example.com' };

describe("kontti channel on Fabric's own peers and orderers", function () {
  let directory = '';
  let network: FabricNetwork | undefined;

  const file = (name: string): string => join(directory, name);

  function running(): FabricNetwork {
    if (network === undefined) throw new Error('No network.');
    return network;
  }

  async function run(exitCode: number, ...args: string[]): Promise<{ fields: Fields; errors: string }> {
    const ended = await runKonttiHere('channel', ...args, '--json');
    expect(ended.exitCode, `${args.join(' ')}: ${ended.errors}`).to.equal(exitCode);
    const fields = JSON.parse(ended.output.trim().split('\n').at(-1) || '{}') as Fields;
    return { fields, errors: ended.errors };
  }

  const as = (mspId: string): string[] => ['--dir', directory, '--company', mspId];

  async function kontti(exitCode: number, mspId: string, ...args: string[]): Promise<Fields> {
    return (await run(exitCode, ...args, ...as(mspId))).fields;
  }

  /** What everybody does with an update: sign, and one of them submits. */
  async function agree(update: string, ...mspIds: string[]): Promise<void> {
    for (const mspId of mspIds) await kontti(0, mspId, 'sign', file(update));
    await kontti(0, 'Org1MSP', 'submit', file(update));
  }

  before(async function () {
    if (process.env['FABRIC_BIN'] === undefined) this.skip();
    const binaries = await findFabricBinaries(process.env);
    directory = await mkdtemp(join(tmpdir(), 'kontti-channel-'));
    network = await startFabricNetwork({
      binaries,
      directory,
      governance: 'unanimous',
      companies: ['Org1', 'Org2'].map((name) => ({
        mspId: `${name}MSP`,
        domain: `${name.toLowerCase()}.example.com`,
      })),
    });
  });

  after(async () => {
    await network?.stop();
    if (directory !== '') await rm(directory, { recursive: true, force: true });
  });

  it('fetches the same blocks from peers and orderers, and says what they hold', async () => {
    const { nodes } = running();
    const orderer = nodes.find(({ kind }) => kind === 'orderer')?.endpoint ?? '';
    await kontti(0, 'Org1MSP', 'fetch', 'oldest', file('peer.block'));
    await kontti(0, 'Org1MSP', 'fetch', '0', file('orderer.block'), '-o', orderer);
    const [first, second] = await Promise.all(
      ['peer.block', 'orderer.block'].map(async (name) => {
        const block = common.Block.deserializeBinary(await readFile(file(name)));
        return Buffer.from(block.getHeader()?.serializeBinary() ?? []).toString('hex');
      }),
    );
    expect(first).to.equal(second);
    const { fields } = await run(0, 'decode', file('orderer.block'));
    expect(fields).to.deep.include({ event: 'block', number: 0, isDataIntact: true });
    await kontti(1, 'Org1MSP', 'fetch', '99', file('none.block'));
    await kontti(1, 'Org1MSP', 'fetch', '0', file('none.block'), '-o', '127.0.0.1:1');
  });

  it("makes a company's part of the configuration as Fabric's own programs do", async () => {
    const { fields } = await run(0, 'decode', file('peer.block'));
    expect(fields).to.include({ event: 'block' });
    const block = common.Block.deserializeBinary(await readFile(file('peer.block')));
    const [bytes = new Uint8Array()] = block.getData()?.getDataList_asU8() ?? [];
    const payload = common.Payload.deserializeBinary(
      common.Envelope.deserializeBinary(bytes).getPayload_asU8(),
    );
    const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
    const application = config?.getChannelGroup()?.getGroupsMap().get('Application');
    for (const { mspId, domain } of running().companies) {
      const folder = join(directory, 'organizations', 'peerOrganizations', domain);
      const made = createCompanyGroup(await readJoiningCompany({ folder }));
      const theirs = application?.getGroupsMap().get(mspId);
      expect(made.toObject()).to.deep.equal(theirs?.toObject());
      expect(Buffer.from(made.serializeBinary())).to.deep.equal(Buffer.from(theirs?.serializeBinary() ?? []));
    }
  });

  it('changes when blocks are cut once who orders has signed', async () => {
    const made = await kontti(0, 'Org2MSP', 'set-batch', '--messages', '7', '--out', file('batch.json'));
    expect(made).to.include({ event: 'update', isComplete: false });
    await kontti(2, 'Org1MSP', 'status', file('batch.json'));
    await kontti(1, 'Org1MSP', 'submit', file('batch.json'));
    // What is left out here, the orderer finds.
    const { errors } = await run(1, 'submit', file('batch.json'), '--unchecked', ...as('Org1MSP'));
    expect(errors).to.include('BAD_REQUEST');
    await kontti(1, 'Org2MSP', 'sign', file('batch.json'));
    await agree('batch.json', 'OrdererMSP');
    expect((await kontti(0, 'Org1MSP', 'config'))['batch']).to.deep.include({
      messagesMax: 7,
      timeoutMs: 50,
    });
    const again = await kontti(0, 'Org1MSP', 'set-batch', '--messages', '7', '--out', file('same.json'));
    expect(again).to.include({ event: 'unchanged' });
    await kontti(1, 'Org1MSP', 'submit', file('batch.json'));
  });

  it('lets a company change its own anchor peers alone', async () => {
    const made = await kontti(
      0,
      'Org2MSP',
      ...['set-anchors', 'Org2MSP', running().company('Org2MSP').endpoint, 'peer1.org2.example.com:7061'],
      ...['--out', file('anchors.json')],
    );
    expect(made).to.include({ isComplete: true });
    await kontti(0, 'Org2MSP', 'submit', file('anchors.json'));
  });

  it('takes a new company in, whose peer joins, endorses and answers', async () => {
    const joined = await running().startCompany(org3);
    const folder = join(directory, 'organizations', 'peerOrganizations', org3.domain);
    await kontti(0, 'Org1MSP', 'add-company', '--organization', folder, '--out', file('org3.json'));
    const lacking = await kontti(2, 'Org1MSP', 'status', file('org3.json'));
    expect(JSON.stringify(lacking['changes'])).to.include('"missing":"Org2MSP.admin"');
    await kontti(1, 'Org3MSP', 'sign', file('org3.json'));
    await agree('org3.json', 'Org2MSP');
    await kontti(1, 'Org3MSP', 'join', file('org3.json'));
    await kontti(0, 'Org1MSP', 'fetch', '0', file('first.block'));
    expect(await kontti(0, 'Org3MSP', 'join', file('first.block'))).to.include({ channel: 'mychannel' });
    await waitUntilEndorsed({ ...running(), chaincodeName: lifecycleNamespace });
    await running().deployChaincode({ name: 'keeper', contracts: { contracts: [KeeperContract] } });
    using client = connectClient({ channelId: 'mychannel', company: joined, identity: joined.admin });
    const written = client.contract.newProposal('put', {
      arguments: ['a', '1'],
      endorsingOrganizations: ['Org3MSP', 'Org1MSP'],
    });
    const submitted = await (await written.endorse()).submit();
    expect((await submitted.getStatus()).successful).to.equal(true);
    expect(textOf(await client.contract.evaluateTransaction('get', 'a'))).to.equal('1');
  });

  it('lets no majority take a policy away to put another in its place', async () => {
    const { admin, endpoint, peerHostAlias, tlsRootPem, mspId } = running().company('Org1MSP');
    const target = { mspId, endpoint, hostAlias: peerHostAlias, tlsRootCertPem: tlsRootPem };
    const signer = createSigner(admin);
    const source = { clock: systemClock, randomBytes };
    const client = connectChannel({ target, signer, channelId: 'mychannel', ...source });
    try {
      const made = await createChannelUpdate({
        channelId: 'mychannel',
        config: await client.config(),
        change: (channel) => {
          requireGroup(channel, 'Application').getPoliciesMap().del('LifecycleEndorsement');
        },
      });
      if (made === undefined) throw new Error('no update');
      const update = ['Org1MSP', 'Org2MSP'].reduce(
        (signed, name) =>
          signChannelUpdate(signed, { signer: createSigner(running().company(name).admin), randomBytes }),
        made,
      );
      const options = { client, signer, orderers: configToOrderers, isJudged: false, ...source };
      const failure: unknown = await submitChannelUpdate(update, options).catch((error: unknown) => error);
      expect(failure).to.include({ code: 'CHANNEL_UPDATE_REFUSED' });
      expect(failure).to.have.nested.property('details.status', 'BAD_REQUEST');
    } finally {
      client.close();
    }
  });

  it('revokes an identity by a list that its company alone signs', async () => {
    const company = running().company('Org3MSP');
    const revoked = await company.createIdentity({ name: 'Leaver', role: 'client' });
    const folder = join(directory, 'organizations', 'peerOrganizations', org3.domain, 'ca');
    const authority = await openAuthority({
      certificatePem: await readFile(join(folder, `ca.${org3.domain}-cert.pem`), 'utf8'),
      privateKeyPem: await readFile(join(folder, 'priv_sk'), 'utf8'),
      clock: systemClock,
      randomBytes,
    });
    const { serialNumber } = new X509Certificate(revoked.certificatePem);
    await writeFile(file('crl.pem'), await authority.revoke([serialNumber]));
    using client = connectClient({ channelId: 'mychannel', company, identity: revoked });
    expect(textOf(await client.contract.evaluateTransaction('get', 'a'))).to.equal('1');
    const made = ['set-revocation-list', 'Org3MSP', file('crl.pem'), '--out', file('revoked.json')];
    expect(await kontti(0, 'Org3MSP', ...made)).to.include({ isComplete: true });
    await kontti(0, 'Org3MSP', 'submit', file('revoked.json'));
    const failure: unknown = await client.contract
      .evaluateTransaction('get', 'a')
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
  });

  it('demands all admins where they decide unanimously, and a majority where a majority decides', async () => {
    const two = ['Org2MSP'];
    await kontti(0, 'Org1MSP', 'set-governance', 'majority', '--out', file('majority.json'));
    for (const mspId of two) await kontti(0, mspId, 'sign', file('majority.json'));
    await kontti(1, 'Org1MSP', 'submit', file('majority.json'));
    const refused = await run(1, 'submit', file('majority.json'), '--unchecked', ...as('Org1MSP'));
    expect(refused.errors).to.include('BAD_REQUEST');
    await agree('majority.json', 'Org3MSP');
    expect(await kontti(0, 'Org1MSP', 'config')).to.include({ governance: 'majority' });

    await kontti(0, 'Org1MSP', 'set-governance', 'unanimous', '--out', file('unanimous.json'));
    await kontti(1, 'Org1MSP', 'submit', file('unanimous.json'));
    await agree('unanimous.json', ...two);
    expect(await kontti(0, 'Org1MSP', 'config')).to.include({ governance: 'unanimous' });
  });

  it('says what differs from what the companies agreed on, and makes the update for it', async () => {
    const text = [
      'governance: majority',
      'batch: { messages: 9, timeout: 60ms }',
      'companies:',
      ...[1, 2].map((n) => `  - { mspId: Org${n}MSP, domain: org${n}.example.com }`),
    ].join('\n');
    await writeFile(file('consortium.yaml'), text);
    const plan = await kontti(2, 'Org1MSP', 'plan', '--consortium', file('consortium.yaml'));
    expect(plan['differences']).to.deep.equal([
      { what: 'company', from: 'Org3MSP' },
      { what: 'batch', from: '7 messages or 50 ms', to: '9 messages or 60 ms' },
      { what: 'governance', from: 'unanimous', to: 'majority' },
    ]);
    const update = ['update', '--consortium', file('consortium.yaml'), '--out', file('agreed.json')];
    await kontti(0, 'Org1MSP', ...update);
    await kontti(0, 'Org1MSP', 'remove-company', 'Org3MSP', '--out', file('leave.json'));
    await agree('agreed.json', 'Org2MSP', 'Org3MSP', 'OrdererMSP');
    // Both changed who may change the group, so that the second is of a configuration that is no more.
    await kontti(0, 'Org2MSP', 'sign', file('leave.json'));
    await kontti(1, 'Org1MSP', 'submit', file('leave.json'));
    await kontti(0, 'Org1MSP', 'remove-company', 'Org3MSP', '--out', file('leave-now.json'));
    await agree('leave-now.json', 'Org2MSP');
    await kontti(0, 'Org1MSP', 'plan', '--consortium', file('consortium.yaml'));
  });
});
