import { connect, type KonttiClient } from '@kontti/client-sdk';
import { signers } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOnNetwork } from '../engine/engine';
import type { TestCompany } from '../engine/peers';
import { airMspId, startTestLedger, type TestLedger } from './ledger';
import { registerCompanies } from './setup';

/** A way to a peer that can be cut. */
async function startWay(endpoint: string): Promise<{ readonly endpoint: string; cut(): void }> {
  const [host = '', port = ''] = endpoint.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = dial({ host, port: Number(port) });
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

describeOnNetwork('the SDK: connections', () => {
  let ledger: TestLedger;
  let company: TestCompany;
  let folder: string;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    company = ledger.network.company(airMspId);
    folder = await mkdtemp(join(tmpdir(), 'kontti-connections-'));
  });
  after(async () => {
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const common = () => ({
    chaincode: ledger.network.chaincodeName,
    mspId: airMspId,
    certificate: company.admin.certificatePem,
  });
  const peer = () => ({
    endpoint: company.endpoint,
    tlsRootCertificate: company.tlsRootPem,
    hostAlias: company.peerHostAlias,
  });
  const keyOf = () => createPrivateKey(company.admin.privateKeyPem);

  let placed = 0;
  /** Submits and reads. */
  async function use(client: KonttiClient): Promise<void> {
    placed += 1;
    const place = { code: `AA${placed}`, name: `Place ${placed}`, latitudeE6: 0, longitudeE6: 0 };
    await client.companies.registerPlaces({ ref: `place-${placed}`, places: [place] });
    expect((await client.companies.get({ mspId: airMspId })).name).to.be.a('string');
  }

  it('sign outside the process, with what the official client signs with', async () => {
    const signer = signers.newPrivateKeySigner(keyOf());
    await using client = await connect({ ...common(), ...peer(), signer });
    await use(client);
    const broken = connect({ ...common(), ...peer(), signer: () => Promise.reject(new Error('HSM away')) });
    expect(await broken.catch((error: unknown) => error)).to.include({ code: 'SIGNER_FAILED' });
  });

  it('open an encrypted key', async () => {
    const privateKey = keyOf().export({
      ...{ type: 'pkcs8', format: 'pem' },
      ...{ cipher: 'aes-256-cbc', passphrase: 'secret' },
    });
    const options = { ...common(), ...peer(), privateKey };
    await using client = await connect({ ...options, passphrase: () => Promise.resolve('secret') });
    await use(client);
    const closed = await connect(options).catch((error: unknown) => error);
    expect(closed).to.include({ code: 'KEY_ENCRYPTED' });
  });

  it('find the peers in a profile of all companies, in YAML', async () => {
    const path = join(folder, 'connection.yaml');
    const companies = ledger.network.companies.map(({ mspId, endpoint, peerHostAlias, tlsRootPem }) => ({
      ...{ mspId, endpoint, peerHostAlias },
      pem: tlsRootPem.replaceAll(/^/gm, '        '),
    }));
    const yaml = `client:
  organization: ${airMspId}
organizations:
${companies.map(({ mspId, peerHostAlias }) => `  ${mspId}:\n    mspid: ${mspId}\n    peers: [${peerHostAlias}]`).join('\n')}
peers:
${companies
  .map(
    ({ peerHostAlias, endpoint, pem }) => `  ${peerHostAlias}:
    url: grpcs://${endpoint}
    grpcOptions: { ssl-target-name-override: ${peerHostAlias} }
    tlsCACerts:
      pem: |
${pem}`,
  )
  .join('\n')}
`;
    await writeFile(path, `\uFEFF${yaml}`);
    const { certificate, chaincode } = common();
    const { privateKeyPem: privateKey } = company.admin;
    await using client = await connect({ profile: path, certificate, privateKey, chaincode });
    expect(client.mspId).to.equal(airMspId);
    await use(client);
  });

  it('go on with another peer of the company when one is lost, calls and streams', async () => {
    const way = await startWay(company.endpoint);
    const endpoints = [{ ...peer(), endpoint: way.endpoint }, peer()];
    const { privateKeyPem: privateKey } = company.admin;
    await using client = await connect({ ...common(), privateKey, endpoints });
    const events = client.events({ fromBlock: BigInt(await ledger.network.height()) });
    const first = events.next();
    await use(client);
    const { value: before } = await first;
    way.cut();
    const second = events.next();
    await use(client);
    const { value: after } = await second;
    expect([before?.type, after?.type]).to.deep.equal(['company.places', 'company.places']);
    expect(after?.position).not.to.equal(before?.position);
    await events.return();
  });
});
