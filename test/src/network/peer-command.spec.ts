import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { findFabricBinaries } from '@kontti/fabric-runner/fabric';
import { packageChaincode } from '@kontti/fabric-admin/packages';
import { KeeperContract } from '@kontti/devnet/testing/keeper-contract';
import { startInProcessChaincode, type InProcessChaincode } from '@kontti/fabric-admin/processes';
import { startDevnet, type Devnet } from '@kontti/devnet/devnet';

const needsBinaries = process.env['FABRIC_BIN'] === undefined;

describe("Fabric's own peer command on the devnet", function () {
  let directory: string;
  let devnet: Devnet;
  let chaincode: InProcessChaincode;
  let command: string;

  before(async function () {
    if (needsBinaries) {
      this.skip();
    }
    directory = await mkdtemp(join(tmpdir(), 'kontti-peer-command-'));
    command = (await findFabricBinaries(process.env)).path('peer');
    await mkdir(join(directory, 'config'));
    await writeFile(join(directory, 'config', 'core.yaml'), 'peer:\n  BCCSP:\n    Default: SW\n');
    devnet = await startDevnet({
      companies: [
        { mspId: 'Org1MSP', domain: 'org1.example.com' },
        { mspId: 'Org2MSP', domain: 'org2.example.com' },
      ],
      batch: { messagesMax: 1 },
      directory: join(directory, 'organizations'),
    });
    chaincode = await startInProcessChaincode({
      contracts: { contracts: [KeeperContract] },
      name: 'keeper',
      version: '1.0',
    });
  });
  after(async () => {
    if (needsBinaries) {
      return;
    }
    chaincode.stop();
    await devnet.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const organizations = (...path: string[]): string => join(directory, 'organizations', ...path);
  const ordererCa = (): string =>
    organizations(
      ...['ordererOrganizations', 'example.com', 'orderers', 'orderer.example.com', 'msp', 'tlscacerts'],
      'tlsca.example.com-cert.pem',
    );
  const peerCa = (domain: string): string =>
    organizations('peerOrganizations', domain, 'peers', `peer0.${domain}`, 'tls', 'ca.crt');

  /** Runs the command as the admin of a company, with the variables of fabric-samples. */
  async function peer(mspId: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
    const { domain, endpoint } = devnet.company(mspId);
    return promisify(execFile)(command, args, {
      env: {
        FABRIC_CFG_PATH: join(directory, 'config'),
        CORE_PEER_TLS_ENABLED: 'true',
        CORE_PEER_LOCALMSPID: mspId,
        CORE_PEER_TLS_ROOTCERT_FILE: peerCa(domain),
        CORE_PEER_MSPCONFIGPATH: organizations(
          'peerOrganizations',
          domain,
          'users',
          `Admin@${domain}`,
          'msp',
        ),
        CORE_PEER_ADDRESS: endpoint,
      },
    });
  }
  const orderer = (): string[] => [
    ...['-o', devnet.orderer.endpoint, '--ordererTLSHostnameOverride', devnet.orderer.hostAlias],
    ...['--tls', '--cafile', ordererCa()],
  ];
  const allPeers = (): string[] =>
    devnet.companies.flatMap(({ endpoint, domain }) => [
      ...['--peerAddresses', endpoint],
      ...['--tlsRootCertFiles', peerCa(domain)],
    ]);

  it('installs, approves, commits, invokes, queries and fetches', async () => {
    const chaincodePackage = await packageChaincode({ label: 'keeper_1.0', address: chaincode.address });
    chaincode.serve(chaincodePackage.packageId);
    const file = join(directory, 'keeper.tar.gz');
    await writeFile(file, chaincodePackage.bytes);
    const definition = [
      '--channelID',
      'mychannel',
      '--name',
      'keeper',
      '--version',
      '1.0',
      '--sequence',
      '1',
    ];
    for (const { mspId } of devnet.companies) {
      await peer(mspId, 'lifecycle', 'chaincode', 'install', file);
      const approval = ['--package-id', chaincodePackage.packageId, ...definition, ...orderer()];
      await peer(mspId, 'lifecycle', 'chaincode', 'approveformyorg', ...approval);
    }
    const ready = await peer('Org1MSP', 'lifecycle', 'chaincode', 'checkcommitreadiness', ...definition);
    expect(ready.stdout).to.contain('Org2MSP: true');
    await peer('Org1MSP', 'lifecycle', 'chaincode', 'commit', ...definition, ...orderer(), ...allPeers());
    const call = ['-C', 'mychannel', '-n', 'keeper'];
    const put = [...call, '-c', '{"Args":["put","k","42"]}', '--waitForEvent'];
    const invoked = await peer('Org2MSP', 'chaincode', 'invoke', ...put, ...orderer(), ...allPeers());
    expect(invoked.stderr).to.contain('Chaincode invoke successful');
    const queried = await peer('Org1MSP', 'chaincode', 'query', ...call, '-c', '{"Args":["get","k"]}');
    expect(queried.stdout.trim()).to.equal('42');
  });

  it('finds the orderer by itself, in the configuration of the channel', async function () {
    const put = ['-C', 'mychannel', '-n', 'keeper', '-c', '{"Args":["put","k","43"]}', '--waitForEvent'];
    const tls = ['--tls', '--cafile', ordererCa()];
    const invoked = await peer('Org1MSP', 'chaincode', 'invoke', ...put, ...tls, ...allPeers()).catch(
      (error: unknown) => error as { stderr: string },
    );
    if (invoked.stderr.includes('pass orderer endpoint with -o flag')) {
      this.skip(); // v2.5 does not look for the endpoints of organisations
    }
    expect(invoked.stderr).to.contain('Chaincode invoke successful');
  });

  it('fetches the configuration and the newest block from the orderer', async () => {
    const read = async (place: string): Promise<number | undefined> => {
      const file = join(directory, `${place}.block`);
      await peer('Org1MSP', 'channel', 'fetch', place, file, '-c', 'mychannel', ...orderer());
      return common.Block.deserializeBinary(await readFile(file))
        .getHeader()
        ?.getNumber();
    };
    expect(await read('config')).to.equal(0);
    expect(await read('newest')).to.equal(devnet.ledger.height - 1);
    expect(await read('1')).to.equal(1);
  });
});
