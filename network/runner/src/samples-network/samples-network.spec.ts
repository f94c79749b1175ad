import { expect } from 'chai';
import { createServer, type Server } from 'node:tls';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyBook, writeOrganizations } from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createMember, memberToOrganization, type Member } from '../fabric/members';
import { readAdministrations, scriptToVariables } from '@kontti/fabric-admin/access';
import { copyOrganizations } from './copy-organizations';
import { findRunningNetwork } from './find-running-network';
import { findSamplesFolders } from './find-samples-folders';
import { readSamplesNetwork } from './read-samples-network';

const companies = [
  { mspId: 'Org1MSP', domain: 'org1.example.com' },
  { mspId: 'Org2MSP', domain: 'org2.example.com' },
];

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof NetworkError ? error.code : String(error)),
  );
}

function peerScript(options: { name: string; mspId: string; port: number }): string {
  const { name, mspId, port } = options;
  return [
    '#!/usr/bin/env sh',
    'export PATH="${PWD}"/../bin:"$PATH"',
    `export CORE_PEER_ID=${name}`,
    `export CORE_PEER_ADDRESS=127.0.0.1:${port}`,
    `export CORE_PEER_LOCALMSPID="${mspId}"`,
    '# export CORE_PEER_ADDRESS=127.0.0.1:1',
    'peer node start',
    '',
  ].join('\n');
}

/** A made-up folder test-network-nano-bash, whose peers and orderer are TLS servers that say nothing. */
class SamplesTree {
  readonly root: string;
  readonly directory: string;
  readonly members: Member[] = [];
  readonly #servers: Server[] = [];

  constructor(root: string) {
    this.root = root;
    this.directory = join(root, 'test-network-nano-bash');
  }

  async listen({ certificatePem, privateKeyPem }: CertifiedKey): Promise<number> {
    const server = createServer({ cert: certificatePem, key: privateKeyPem });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  async write(): Promise<void> {
    const keys = createKeyBook();
    const orderer = await createMember({
      keys,
      ...{ mspId: 'OrdererMSP', domain: 'example.com', role: 'orderer' },
      nodes: [{ name: 'orderer.example.com', port: 0 }],
    });
    for (const { mspId, domain } of companies) {
      const nodes = ['peer0', 'peer1'].map((name, index) => ({
        name: `${name}.${domain}`,
        port: 7051 + index,
      }));
      this.members.push(await createMember({ mspId, domain, role: 'peer', nodes, keys }));
    }
    const tree = join(this.directory, 'crypto-config');
    await writeOrganizations({
      directory: tree,
      peerOrganizations: this.members.map(memberToOrganization),
      ordererOrganizations: [memberToOrganization(orderer)],
    });
    // cryptogen writes none.
    for (const { domain } of companies) {
      const [shortName = ''] = domain.split('.');
      await rm(join(tree, 'peerOrganizations', domain, `connection-${shortName}.json`));
    }
    await this.script('network.sh', 'exit 1\n');
    for (const [index, node] of orderer.nodes.entries()) {
      const port = await this.listen(node.tls);
      await this.script(`orderer${index + 1}.sh`, `export ORDERER_GENERAL_LISTENPORT=${port}\n`);
    }
    let number = 0;
    for (const { authority, nodes } of this.members) {
      for (const { commonName: name, tls } of nodes) {
        number += 1;
        const port = await this.listen(tls);
        await this.script(`peer${number}.sh`, peerScript({ name, mspId: authority.mspId, port }));
      }
    }
  }

  script(name: string, text: string): Promise<void> {
    return writeFile(join(this.directory, name), text);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.splice(0).map(async (server) => {
        const closed = once(server, 'close');
        server.close();
        await closed;
      }),
    );
  }
}

describe('a network that fabric-samples started', () => {
  let tree: SamplesTree;

  beforeEach(async () => {
    tree = new SamplesTree(await mkdtemp(join(tmpdir(), 'kontti-samples-network-')));
    await mkdir(tree.directory);
    await tree.write();
  });

  afterEach(async () => {
    await tree.close();
    await rm(tree.root, { recursive: true, force: true });
  });

  it('is found by the folder of fabric-samples or its own, with every peer that its scripts start', async () => {
    for (const directory of [tree.root, tree.directory]) {
      const { kind, companies: found, orderer } = await findRunningNetwork(directory);
      expect(kind).to.equal('test-network-nano-bash');
      expect(orderer.name).to.equal('orderer.example.com');
      expect(
        found.map(({ mspId, peers, peerHostAlias }) => [
          mspId,
          peerHostAlias,
          ...peers.map(({ name }) => name),
        ]),
      ).to.deep.equal(
        companies.map(({ mspId, domain }) => [
          mspId,
          `peer0.${domain}`,
          `peer0.${domain}`,
          `peer1.${domain}`,
        ]),
      );
      const [org1] = found;
      expect(org1?.admin).to.deep.include({ mspId: 'Org1MSP', commonName: 'Admin@org1.example.com' });
      expect(org1?.admin.privateKeyPem).to.equal(tree.members[0]?.admin.privateKeyPem);
      expect(org1?.user.commonName).to.equal('User1@org1.example.com');
    }
  });

  it('issues identities by the authority in its folder, and says so where that keeps its key elsewhere', async () => {
    const [folder] = await findSamplesFolders(tree.directory);
    if (folder === undefined) throw new Error('no folder');
    const [org1] = (await readSamplesNetwork(folder)).companies;
    const issued = await org1?.createIdentity({ name: 'erp', attributes: { 'kontti.role': 'operator' } });
    expect(issued).to.include({ mspId: 'Org1MSP', commonName: 'erp@org1.example.com', role: 'client' });
    await rm(join(tree.directory, 'crypto-config', 'peerOrganizations', 'org1.example.com', 'ca', 'priv_sk'));
    expect(await codeOf(org1?.createIdentity({ name: 'erp' }) ?? Promise.resolve())).to.equal(
      'ORGANIZATION_INVALID',
    );
  });

  it('is distinguished from one that does not run, another that does, and none', async () => {
    // Org1's first peer answers with the certificate of Org2's.
    const stranger = tree.members[1]?.nodes[0]?.tls;
    if (stranger === undefined) throw new Error('no peer');
    const port = await tree.listen(stranger);
    const name = 'peer0.org1.example.com';
    await tree.script('peer1.sh', peerScript({ name, mspId: 'Org1MSP', port }));
    expect(await codeOf(findRunningNetwork(tree.root))).to.equal('ORGANIZATION_INVALID');
    await tree.close();
    expect(await codeOf(findRunningNetwork(tree.root))).to.equal('NETWORK_ABSENT');
    await rm(join(tree.directory, 'crypto-config'), { recursive: true });
    expect(await codeOf(findRunningNetwork(tree.root))).to.equal('NETWORK_ABSENT');
    await rm(tree.directory, { recursive: true });
    expect(await codeOf(findRunningNetwork(tree.root))).to.equal('DIRECTORY_UNUSABLE');
  });

  it('needs every peer and the orderer to answer', async () => {
    await tree.script('orderer1.sh', 'export ORDERER_GENERAL_LISTENPORT=${PORT}\n');
    expect(await codeOf(findRunningNetwork(tree.root))).to.equal('ORGANIZATION_INVALID');
    await Promise.all([1, 2, 3, 4].map((number) => tree.script(`peer${number}.sh`, 'exit 1\n')));
    expect(await codeOf(findRunningNetwork(tree.root))).to.equal('ORGANIZATION_INVALID');
  });

  it('is known by its connection profiles where it is the one in Docker', async () => {
    const directory = join(tree.root, 'test-network');
    await writeOrganizations({
      directory: join(directory, 'organizations'),
      peerOrganizations: tree.members.map(memberToOrganization),
      ordererOrganizations: tree.members.slice(0, 1).map(memberToOrganization),
    });
    await writeFile(join(directory, 'network.sh'), 'exit 1\n');
    const [folder, ...others] = await findSamplesFolders(directory);
    if (folder === undefined) throw new Error('no folder');
    expect([folder.kind, others]).to.deep.equal(['test-network', []]);
    const { companies: found, orderer } = await readSamplesNetwork(folder);
    expect(found.map(({ mspId, peerHostAlias }) => [mspId, peerHostAlias])).to.deep.equal(
      companies.map(({ mspId, domain }) => [mspId, `peer0.${domain}`]),
    );
    expect(orderer).to.include({ name: 'orderer.example.com', endpoint: 'localhost:7050' });
  });

  it('leaves a copy of its tree with connection profiles, whose keys only the owner reads', async () => {
    const network = await findRunningNetwork(tree.root);
    const key = ['peerOrganizations', 'org1.example.com', 'peers', 'peer0.org1.example.com', 'tls'];
    await chmod(join(network.tree, ...key, 'server.key'), 0o644);
    const organizations = join(tree.root, 'copy', 'organizations');
    await mkdir(join(organizations, 'peerOrganizations', 'earlier.example.com'), { recursive: true });
    await copyOrganizations(network, organizations);
    const [org1, ...others] = await readAdministrations(join(tree.root, 'copy'));
    expect(others).to.have.length(1);
    const expected = network.companies[0];
    expect(org1?.peers.map(({ endpoint }) => endpoint)).to.deep.equal(
      expected?.peers.map(({ endpoint }) => endpoint),
    );
    expect(org1?.domain).to.equal('org1.example.com');
    const copied = join(organizations, ...key, 'server.key');
    expect(await readFile(copied, 'utf8')).to.equal(
      await readFile(join(network.tree, ...key, 'server.key'), 'utf8'),
    );
    if (process.platform !== 'win32') expect((await stat(copied)).mode & 0o777).to.equal(0o600);
  });
});

describe('variables of a script', () => {
  it('are those that it exports as plain text, the last one counts', () => {
    const script = `
      export A=1
      export B="two"
      export B='three'
      export C="\${PWD}"/x
      export D=$(date)
      # export E=5
      F=6
    `;
    expect([...scriptToVariables(script)]).to.deep.equal([
      ['A', '1'],
      ['B', 'three'],
    ]);
  });
});
