import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import {
  findFabricBinaries,
  type FabricBinaries,
  waitUntilEndorsed,
  startFabricNetwork,
  type FabricNetwork,
} from '@kontti/fabric-runner/fabric';
import { startInProcessChaincode, type InProcessChaincode } from '@kontti/fabric-admin/processes';
import { parsePackageFile } from '@kontti/fabric-admin/packages';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { jsonContracts } from '../testing/json-contracts';
import { runKonttiHere, type EndedKontti } from '../testing/kontti-command';

type Fields = Readonly<Record<string, unknown>>;

const collections = [
  {
    name: 'seal',
    policy: "OR('Org1MSP.member')",
    endorsementPolicy: { signaturePolicy: "OR('Org1MSP.peer')" },
  },
  { name: 'shared', policy: "OR('Org1MSP.member', 'Org2MSP.member')", maxPeerCount: 2, memberOnlyRead: true },
];

describe("kontti chaincode on Fabric's own peers", function () {
  let directory = '';
  let binaries: FabricBinaries;
  let network: FabricNetwork | undefined;
  let service: InProcessChaincode | undefined;

  function company(mspId: string): { domain: string; endpoint: string } {
    if (network === undefined) throw new Error('No network.');
    return network.company(mspId);
  }

  function userFolder(domain: string): string {
    return join(directory, 'organizations', 'peerOrganizations', domain, 'users', `Admin@${domain}`, 'msp');
  }

  function tlsRoot(domain: string): string {
    return join(directory, 'organizations', 'peerOrganizations', domain, 'tlsca', `tlsca.${domain}-cert.pem`);
  }

  /** What the `peer` command answers a company's admin. */
  async function askPeer(mspId: string, ...args: string[]): Promise<Fields> {
    return JSON.parse(await runPeer(mspId, ...args)) as Fields;
  }

  async function runPeer(mspId: string, ...args: string[]): Promise<string> {
    const { domain, endpoint } = company(mspId);
    const { stdout } = await promisify(execFile)(binaries.path('peer'), ['lifecycle', 'chaincode', ...args], {
      env: {
        FABRIC_CFG_PATH: join(directory, 'peer-command'),
        FABRIC_LOGGING_SPEC: 'error',
        HOME: directory,
        CORE_PEER_ADDRESS: endpoint,
        CORE_PEER_LOCALMSPID: mspId,
        CORE_PEER_MSPCONFIGPATH: userFolder(domain),
        CORE_PEER_TLS_ENABLED: 'true',
        CORE_PEER_TLS_ROOTCERT_FILE: tlsRoot(domain),
      },
    });
    return stdout;
  }

  async function kontti(exitCode: number, mspId: string, ...args: string[]): Promise<Fields> {
    const options =
      args[0] === 'package' || args[0] === 'calculatepackageid'
        ? []
        : ['--dir', directory, '--company', mspId];
    const ended: EndedKontti = await runKonttiHere('chaincode', ...args, ...options, '--json');
    expect(ended.exitCode, `${args.join(' ')}: ${ended.errors}`).to.equal(exitCode);
    return JSON.parse(ended.output.trim().split('\n').at(-1) ?? '{}') as Fields;
  }

  async function seenByBoth(mspId: string, definition: readonly string[]): Promise<void> {
    const attemptsMax = 100;
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const { approvals } = await kontti(0, mspId, 'ready', ...definition);
      if (Object.values(approvals as Fields).every((isApproved) => isApproved === true)) return;
      await delay(50);
    }
    throw new Error(`${mspId}'s peer does not see both approvals.`);
  }

  before(async function () {
    if (process.env['FABRIC_BIN'] === undefined) this.skip();
    binaries = await findFabricBinaries(process.env);
    directory = await mkdtemp(join(tmpdir(), 'kontti-verbs-'));
    network = await startFabricNetwork({
      binaries,
      directory,
      governance: 'majority',
      companies: ['Org1', 'Org2'].map((name) => ({
        mspId: `${name}MSP`,
        domain: `${name.toLowerCase()}.example.com`,
      })),
    });
    await mkdir(join(directory, 'peer-command'));
    await writeFile(
      join(directory, 'peer-command', 'core.yaml'),
      'peer:\n  BCCSP:\n    Default: SW\n    SW:\n      Hash: SHA2\n      Security: 256\n',
    );
    await waitUntilEndorsed({ ...network, chaincodeName: lifecycleNamespace });
  });

  after(async () => {
    service?.stop();
    await network?.stop();
    if (directory !== '') await rm(directory, { recursive: true, force: true });
  });

  it('makes packages whose ids the peer command computes alike, and peers install them', async () => {
    service = await startInProcessChaincode({ contracts: jsonContracts, name: 'keeper', version: '1.0' });
    const file = join(directory, 'keeper.tar.gz');
    const made = await kontti(0, '', 'package', file, '--label', 'keeper_1.0', '--address', service.address);
    const answer = await askPeer('Org1MSP', 'calculatepackageid', file, '-O', 'json');
    expect(answer).to.deep.equal({ package_id: made['package_id'] });
    service.serve(String(made['package_id']));
    await kontti(0, 'Org1MSP', 'install', file);
    const installed = await askPeer('Org1MSP', 'queryinstalled', '-O', 'json');
    expect(installed).to.deep.equal({
      installed_chaincodes: [{ package_id: made['package_id'], label: 'keeper_1.0' }],
    });
  });

  it('packages a Node chaincode with the same files as the peer command', async () => {
    const source = join(directory, 'source');
    const index = '{"index":{"fields":["owner"]},"ddoc":"d","name":"n","type":"json"}';
    const files: Readonly<Record<string, string>> = {
      'package.json': '{"name":"basic","version":"1.0.0","main":"index.js","files":["index.js"]}',
      'package-lock.json': '{"lockfileVersion":3,"packages":{"":{"name":"basic"}}}',
      'index.js': 'exports.contracts = [];',
      'META-INF/statedb/couchdb/indexes/owner.json': index,
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(source, name)), { recursive: true });
      await writeFile(join(source, name), text);
    }
    const [ours, theirs, folder] = ['ours.tar.gz', 'theirs.tar.gz', 'folder'].map((name) =>
      join(directory, name),
    );
    const made = await kontti(
      0,
      '',
      ...[
        'package',
        ours ?? '',
        '--lang',
        'node',
        '--path',
        source,
        '--label',
        'basic_1',
        '--folder',
        folder ?? '',
      ],
    );
    await runPeer(
      'Org1MSP',
      'package',
      theirs ?? '',
      '--lang',
      'node',
      '--path',
      folder ?? '',
      '--label',
      'basic_1',
    );
    const [own, peers] = await Promise.all(
      [ours, theirs].map(async (file) => parsePackageFile(await readFile(file ?? ''))),
    );
    expect(Object.fromEntries(own?.code ?? [])).to.deep.equal(Object.fromEntries(peers?.code ?? []));
    expect(own?.type).to.equal(peers?.type);
    expect(await askPeer('Org1MSP', 'calculatepackageid', ours ?? '', '-O', 'json')).to.deep.equal({
      package_id: made['package_id'],
    });
  });

  it('deploys company by company, and the peer command reads the same definition', async () => {
    const file = join(directory, 'collections.json');
    await writeFile(file, JSON.stringify(collections));
    const definition = ['--name', 'keeper', '--version', '1.0', '--collections-config', file];
    const policy = ['--signature-policy', "OR('Org1MSP.peer', 'Org2MSP.peer')"];
    const deploy = ['deploy', ...definition, ...policy, '--package', join(directory, 'keeper.tar.gz')];
    const lacking = await kontti(2, 'Org1MSP', ...deploy);
    expect(lacking).to.deep.include({ event: 'waiting', missing: ['Org2MSP'] });
    const refused = await runKonttiHere(
      ...['chaincode', 'commit', ...definition, ...policy, '--dir', directory, '--company', 'Org1MSP'],
    );
    expect(refused.exitCode).to.equal(1);
    expect(refused.errors.trim().split('\n')).to.have.length(1);
    expect(await kontti(0, 'Org2MSP', ...deploy)).to.deep.include({ event: 'committed', sequence: 1 });
    expect(await kontti(0, 'Org1MSP', ...deploy)).to.deep.include({ event: 'committed', sequence: 1 });

    const own = await kontti(0, 'Org1MSP', 'querycommitted', '--name', 'keeper');
    const peers = await askPeer('Org1MSP', 'querycommitted', '-C', 'mychannel', '-n', 'keeper', '-O', 'json');
    for (const field of [
      'sequence',
      'version',
      'endorsement_plugin',
      'validation_plugin',
      'validation_parameter',
      'approvals',
    ]) {
      expect(own[field], field).to.deep.equal(peers[field]);
    }
    const names = (
      peers['collections'] as { config: { Payload: { StaticCollectionConfig: Fields } }[] }
    ).config.map(({ Payload }) => Payload.StaticCollectionConfig['name']);
    expect(names).to.deep.equal(['seal', 'shared']);
    const bytes = Buffer.from(String(peers['validation_parameter']), 'base64');
    expect(peer.ApplicationPolicy.deserializeBinary(bytes).hasSignaturePolicy()).to.equal(true);
    const approved = await askPeer(
      'Org2MSP',
      'queryapproved',
      '-C',
      'mychannel',
      '-n',
      'keeper',
      '-O',
      'json',
    );
    const ownApproved = await kontti(0, 'Org2MSP', 'queryapproved', '--name', 'keeper');
    expect(ownApproved['source']).to.deep.equal(approved['source']);
  });

  it('reads who runs it, and what an upgrade changes', async () => {
    const metadata = join(directory, 'metadata.json');
    await writeFile(metadata, JSON.stringify({ contracts: { keeper: { transactions: [] } } }));
    const plan = await kontti(
      2,
      'Org2MSP',
      'plan',
      '--name',
      'keeper',
      '--version',
      '2.0',
      '--metadata',
      metadata,
    );
    expect((plan['contract'] as Fields)['kind'], JSON.stringify(plan)).to.equal('compared');
    expect(plan['changes']).to.deep.include({ kind: 'changed', what: 'version', from: '1.0', to: '2.0' });
    const status = await kontti(0, 'Org1MSP', 'status', '--name', 'keeper');
    expect(status['companies']).to.deep.equal([
      { mspId: 'Org1MSP', isApproved: true },
      { mspId: 'Org2MSP', isApproved: true },
    ]);
  });

  it('approves and commits with signatures that are made elsewhere', async () => {
    const definition = ['--name', 'elsewhere', '--sequence', '1', '--version', '1.0'];
    const signed = async (mspId: string, action: 'approve' | 'commit'): Promise<void> => {
      const { domain } = company(mspId);
      const key = join(userFolder(domain), 'keystore', 'priv_sk');
      const files = [1, 2, 3].map((step) => join(directory, `${mspId}-${action}-${step}.json`));
      await kontti(0, mspId, action, ...definition, '--unsigned-out', files[0] ?? '');
      for (const [index, file] of files.entries()) {
        const made = await runKonttiHere('chaincode', 'sign', file, '--key', key, '--out', `${file}.signed`);
        expect(made.exitCode, made.errors).to.equal(0);
        const next = files[index + 1];
        const out = next === undefined ? [] : ['--unsigned-out', next];
        await kontti(0, mspId, action, '--signed', `${file}.signed`, ...out);
      }
    };
    await signed('Org1MSP', 'approve');
    await kontti(0, 'Org2MSP', 'approve', ...definition);
    // Each peer takes its blocks at its own pace: this one has to have both approvals before it endorses.
    for (const mspId of ['Org1MSP', 'Org2MSP']) await seenByBoth(mspId, definition);
    await signed('Org1MSP', 'commit');
    const committed = await askPeer('Org2MSP', 'querycommitted', '-C', 'mychannel', '-O', 'json');
    expect(JSON.stringify(committed)).to.contain('elsewhere');
  });

  it('says in one line what a peer refuses', async () => {
    const { endpoint } = company('Org2MSP');
    const foreign = await runKonttiHere(
      ...['chaincode', 'queryinstalled', '--msp-id', 'Org1MSP', '--msp-path', userFolder('org1.example.com')],
      ...['--peerAddresses', endpoint, '--tlsRootCertFiles', tlsRoot('org2.example.com')],
    );
    expect(foreign.exitCode).to.equal(1);
    expect(foreign.errors).to.contain('--msp-id');
    expect(foreign.errors.trim().split('\n')).to.have.length(1);
  });
});
