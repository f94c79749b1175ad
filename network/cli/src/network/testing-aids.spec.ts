import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { EndorseError } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { readAdministrations } from '@kontti/fabric-admin/access';
import { connectClient, textOf, type TestClient } from '@kontti/devnet/testing/gateway-client';
import { runKontti, startKontti, type RunningKontti } from '../testing/kontti-command';

const contract = `
const { Contract } = require('fabric-contract-api');
class Note extends Contract {
  async Put(ctx, key, value) { await ctx.stub.putState(key, Buffer.from(value)); return value; }
  async Who(ctx) { return [ctx.clientIdentity.getMSPID(), ctx.clientIdentity.getAttributeValue('kontti.role')].join(); }
}
exports.contracts = [Note];
`;

describe('kontti network up --blocks by-hand', () => {
  let directory: string;
  let chaincode: string;
  let network: RunningKontti;
  let client: TestClient;

  const run = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { exitCode, output, errors } = await runKontti('network', ...args, '--dir', directory, '--json');
    expect(exitCode, errors).to.equal(0);
    return JSON.parse(output) as Record<string, unknown>;
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-aids-'));
    // Below this package, so that its dependency on the shim is found.
    chaincode = await mkdtemp(join(__dirname, 'chaincode-'));
    await writeFile(join(chaincode, 'package.json'), JSON.stringify({ name: 'note', main: 'index.js' }));
    await writeFile(join(chaincode, 'index.js'), contract);
    const place = ['--dir', directory, '--json'];
    network = startKontti('network', 'up', '--peer-port', '0', '--blocks', 'by-hand', ...place);
    await network.next();
    const deployed = await runKontti('chaincode', 'deploy', '--name', 'note', '--path', chaincode, ...place);
    expect(deployed.exitCode, deployed.errors).to.equal(0);
  });

  after(async () => {
    client[Symbol.dispose]();
    await runKontti('network', 'down', '--dir', directory);
    await network.ended;
    await rm(directory, { recursive: true, force: true });
    await rm(chaincode, { recursive: true, force: true });
  });

  it('makes an identity with a role and attributes that the chaincode reads', async () => {
    const wanted = ['--company', 'Org1MSP', '--name', 'erp', '--attribute', 'kontti.role=operator'];
    const issued = await run('identity', ...wanted);
    expect(issued).to.include({ event: 'issued', mspId: 'Org1MSP', name: 'erp', role: 'client' });
    const msp = String(issued['msp']);
    const key = join(msp, 'keystore', 'priv_sk');
    if (process.platform !== 'win32') expect((await stat(key)).mode & 0o777).to.equal(0o600);
    const [company] = await readAdministrations(directory);
    if (company === undefined) throw new Error('no company');
    const [certificate = ''] = await readdir(join(msp, 'signcerts'));
    client = connectClient({
      channelId: 'mychannel',
      chaincode: 'note',
      company: {
        endpoint: company.target.endpoint,
        tlsRootPem: company.target.tlsRootCertPem ?? '',
        peerHostAlias: company.target.hostAlias ?? '',
      },
      identity: {
        mspId: 'Org1MSP',
        commonName: 'erp',
        role: 'client',
        certificatePem: await readFile(join(msp, 'signcerts', certificate), 'utf8'),
        privateKeyPem: await readFile(key, 'utf8'),
      },
    });
    const who = textOf(await client.contract.evaluateTransaction('Who'));
    expect(who).to.equal('Org1MSP,operator');
    const again = await runKontti('network', 'identity', ...wanted, '--dir', directory);
    expect([again.exitCode, again.errors.includes('already')]).to.deep.equal([1, true]);
  });

  it('makes identities with keys of other kinds', async () => {
    for (const [keyType, kind] of [
      ['P-384', 'ec secp384r1'],
      ['Ed25519', 'ed25519 '],
    ]) {
      const wanted = ['--company', 'Org1MSP', '--name', `key-${keyType}`, '--key-type', String(keyType)];
      const issued = await run('identity', ...wanted);
      expect(issued).to.include({ event: 'issued', keyType });
      const msp = String(issued['msp']);
      const [certificate = ''] = await readdir(join(msp, 'signcerts'));
      const { publicKey } = new X509Certificate(await readFile(join(msp, 'signcerts', certificate)));
      const { asymmetricKeyType, asymmetricKeyDetails } = publicKey;
      expect(`${asymmetricKeyType} ${asymmetricKeyDetails?.namedCurve ?? ''}`).to.equal(kind);
    }
  });

  it('commits what was submitted when a block is cut', async () => {
    const submitted = await client.contract.submitAsync('Put', { arguments: ['a', 'b'] });
    const { height } = await run('cut-block');
    expect(Number((await submitted.getStatus()).blockNumber)).to.equal(Number(height) - 1);
  });

  it('lets something go wrong until it is ended', async () => {
    const down = await run('fault', 'company-down', '--company', 'Org2MSP');
    expect(down).to.deep.equal({ event: 'fault', id: 1, kind: 'company-down', mspId: 'Org2MSP' });
    const refused = await client.contract
      .submitAsync('Put', { arguments: ['a', 'c'] })
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(EndorseError).with.property('code', status.FAILED_PRECONDITION);
    await run('fault', 'slow-endorser', '--company', 'Org1MSP', '--delay', '1ms');
    expect(await run('fault', 'list')).to.deep.equal({
      event: 'faults',
      faults: [
        { id: 1, kind: 'company-down', mspId: 'Org2MSP' },
        { id: 2, kind: 'slow-endorser', mspId: 'Org1MSP', delayMs: 1 },
      ],
    });
    expect(await run('fault', 'end')).to.deep.equal({ event: 'faults-ended', ids: [1, 2] });
    await client.contract.submitAsync('Put', { arguments: ['a', 'c'] });
    const absent = await runKontti('network', 'fault', 'end', '1', '--dir', directory);
    expect([absent.exitCode, absent.errors]).to.deep.equal([1, 'kontti: There is no fault 1.\n']);
  });

  it('says which companies make a call valid', async () => {
    const call = ['--name', 'note', '--invoke', '{"Args":["Put","a","b"]}', '--dir', directory];
    const answer = await runKontti('chaincode', 'policy-matrix', ...call);
    expect(answer.output.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, '  '))).to.deep.equal([
      'Put(a, b)',
      'Org1MSP  ENDORSEMENT_POLICY_FAILURE',
      'Org2MSP  ENDORSEMENT_POLICY_FAILURE',
      'Org1MSP + Org2MSP  VALID',
      '',
    ]);
  });
});
