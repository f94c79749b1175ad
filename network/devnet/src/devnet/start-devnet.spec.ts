import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common, msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { clientOf } from '../testing/gateway-client';
import { startDevnet } from './start-devnet';
import type { DevnetOptions } from './types';

const company = { mspId: 'Org1MSP', domain: 'org1.example.com' };

async function codeOf(options: DevnetOptions): Promise<string> {
  try {
    await (await startDevnet(options)).stop();
  } catch (error) {
    return error instanceof NetworkError ? error.code : 'OTHER';
  }
  return 'NONE';
}

describe('starting a devnet', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('says what it is for', async () => {
    const said: string[] = [];
    const logger = { info: (message: string) => said.push(message), warn: () => undefined };
    await using devnet = await startDevnet({ companies: [company], logger });
    expect(devnet.ledger.height).to.equal(1);
    expect(said.join()).to.match(/development and tests/);
  });

  it('refuses a port that is taken, and leaves nothing open', async () => {
    await using devnet = await startDevnet({ companies: [company] });
    const peerPort = devnet.company('Org1MSP').peer.port;
    const other = { mspId: 'Org2MSP', domain: 'org2.example.com' };
    expect(await codeOf({ companies: [other, { ...company, peerPort }] })).to.equal('PORT_TAKEN');
  });

  it('refuses what is no port, wherever one may be named', async () => {
    for (const port of [65_536, -1, 7_051.5, NaN]) {
      for (const options of [
        { companies: [{ ...company, peerPort: port }] },
        { companies: [{ ...company, chaincodeListener: { port } }] },
        { companies: [company], ordererPort: port },
      ]) {
        expect(await codeOf(options), JSON.stringify(options)).to.equal('OPTION_INVALID');
      }
    }
  });

  it('refuses companies without an MSP id of their own', async () => {
    expect(await codeOf({ companies: [] })).to.equal('OPTION_INVALID');
    expect(await codeOf({ companies: [company, company] })).to.equal('OPTION_INVALID');
    expect(await codeOf({ companies: [{ ...company, mspId: 'OrdererMSP' }] })).to.equal('OPTION_INVALID');
    expect(await codeOf({ companies: [{ ...company, keyType: 'Ed25519' }] })).to.equal('OPTION_INVALID');
  });

  it('knows no other companies', async () => {
    await using devnet = await startDevnet({ companies: [company] });
    expect(() => devnet.company('GhostMSP'))
      .to.throw(NetworkError)
      .with.property('code', 'COMPANY_UNKNOWN');
  });

  it('writes organizations, and keeps the ledger where it is asked to', async () => {
    const dataDirectory = join(directory, 'data');
    const options = { companies: [company], directory, dataDirectory };
    const devnet = await startDevnet(options);
    await devnet.stop();
    const { mode } = await stat(
      join(
        directory,
        'peerOrganizations',
        company.domain,
        'peers',
        'peer0.org1.example.com',
        'tls',
        'server.key',
      ),
    );
    expect(mode & 0o077).to.equal(process.platform === 'win32' ? mode & 0o077 : 0);
    expect(await codeOf(options)).to.equal('NONE');
  });

  it('begins with a configuration that names the companies', async () => {
    await using devnet = await startDevnet({ companies: [company] });
    using client = await clientOf({ devnet, mspId: 'Org1MSP' });
    const cscc = client.network.getContract('cscc');
    const block = common.Block.deserializeBinary(
      await cscc.evaluateTransaction('GetConfigBlock', devnet.channelId),
    );
    const [bytes] = block.getData()?.getDataList_asU8() ?? [];
    const envelope = common.Envelope.deserializeBinary(bytes ?? new Uint8Array());
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
    const application = config?.getChannelGroup()?.getGroupsMap().get('Application');
    const value = application?.getGroupsMap().get('Org1MSP')?.getValuesMap().get('MSP');
    const mspConfig = msp.MSPConfig.deserializeBinary(value?.getValue_asU8() ?? new Uint8Array());
    const { authority } = devnet.company('Org1MSP');
    const fabric = msp.FabricMSPConfig.deserializeBinary(mspConfig.getConfig_asU8());
    expect(Buffer.from(fabric.getRootCertsList_asU8()[0] ?? []).toString()).to.equal(
      authority.ca.certificatePem,
    );
  });
});
