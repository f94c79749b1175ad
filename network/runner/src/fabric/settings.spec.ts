import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { couchdbRuntimeArguments, couchdbSettings } from './couchdb-settings';
import { channelProfile, channelProfileName } from './channel-profile';
import { ordererSettings } from './orderer-settings';
import { peerSettings } from './peer-settings';

/** What Fabric reads: the settings after they were written as a file; `get` walks to a value. */
function written(settings: object): (...path: string[]) => unknown {
  const root: unknown = parse(stringify(settings));
  return (...path) =>
    path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], root);
}

const peerOptions = {
  name: 'peer0.org1.example.com',
  mspId: 'Org1MSP',
  port: 7051,
  chaincodePort: 7052,
  operationsPort: 9443,
  siblingPorts: [],
  cryptoDirectory: '/crypto',
  dataDirectory: '/data',
  builderDirectory: '/builders/ccaas',
  version: 'v3.1.5',
  executeTimeoutMs: 30_000,
};

function ordering(consensus: 'raft' | 'bft', ports: readonly number[]) {
  return {
    consensus,
    ordererMspDirectory: '/orderer/msp',
    orderers: ports.map((port) => ({
      port,
      tlsCertificate: `/${port}/server.crt`,
      identityCertificate: `/${port}/cert.pem`,
    })),
  };
}

describe("settings of Fabric's programs", () => {
  it('keep a peer on loopback, behind TLS, with what chaincode as a service needs', () => {
    const get = written(peerSettings(peerOptions));
    expect(get('peer', 'listenAddress')).to.equal('127.0.0.1:7051');
    expect(get('peer', 'chaincodeListenAddress')).to.equal('127.0.0.1:7052');
    expect(get('operations', 'listenAddress')).to.equal('127.0.0.1:9443');
    expect(get('peer', 'gossip', 'externalEndpoint')).to.equal('localhost:7051');
    expect(get('peer', 'gossip', 'bootstrap')).to.equal('localhost:7051');
    expect(get('peer', 'tls', 'enabled')).to.equal(true);
    expect(get('peer', 'gateway', 'enabled')).to.equal(true);
    expect(get('chaincode', 'externalBuilders')).to.deep.equal([
      {
        name: 'ccaas_builder',
        path: '/builders/ccaas',
        propagateEnvironment: ['CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG'],
      },
    ]);
  });

  it("name to a peer its company's others, and that each takes blocks from the orderers itself", () => {
    const get = written(peerSettings({ ...peerOptions, siblingPorts: [7061, 7071] }));
    expect(get('peer', 'gossip', 'bootstrap')).to.deep.equal(['localhost:7061', 'localhost:7071']);
    expect(get('peer', 'gossip', 'orgLeader')).to.equal(true);
    expect(get('peer', 'gossip', 'useLeaderElection')).to.equal(false);
  });

  it('name to a peer only the filters that its version knows', () => {
    const filters = (version: string): unknown =>
      written(peerSettings({ ...peerOptions, version }))('peer', 'handlers', 'authFilters');
    const both = [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }];
    expect(filters('v2.5.16')).to.deep.equal(both);
    expect(filters('latest')).to.deep.equal(both);
    expect(filters('v3.1.5')).to.deep.equal([...both, { name: 'TimeWindowCheck' }]);
  });

  it('keep state in LevelDB, or in a CouchDB whose user and password are in no file', () => {
    const plain = written(peerSettings(peerOptions));
    expect(plain('ledger', 'state', 'stateDatabase')).to.equal('goleveldb');
    const get = written(peerSettings({ ...peerOptions, couchdbAddress: '127.0.0.1:5984' }));
    expect(get('ledger', 'state', 'stateDatabase')).to.equal('CouchDB');
    expect(get('ledger', 'state', 'couchDBConfig')).to.include({
      couchDBAddress: '127.0.0.1:5984',
      username: '',
      password: '',
      internalQueryLimit: 1000,
    });
  });

  it('keep a CouchDB on loopback, alone and behind a password', () => {
    const text = couchdbSettings({ port: 5984, user: 'u', password: 'p', dataDirectory: '/data dir' });
    expect(text).to.include('bind_address = 127.0.0.1\nport = 5984\n');
    expect(text).to.include('[admins]\nu = p\n');
    expect(text).to.include('database_dir = /data dir\n');
    expect(couchdbRuntimeArguments).not.to.match(/-s?name/);
  });

  it('keep an orderer on loopback, and let only holders of its certificate administer it', () => {
    const get = written(
      ordererSettings({
        port: 7050,
        adminPort: 7053,
        operationsPort: 8443,
        cryptoDirectory: '/crypto',
        dataDirectory: '/data',
      }),
    );
    expect([get('General', 'ListenAddress'), get('General', 'ListenPort')]).to.deep.equal([
      '127.0.0.1',
      7050,
    ]);
    expect(get('General', 'BootstrapMethod')).to.equal('none');
    expect(get('General', 'TLS', 'Enabled')).to.equal(true);
    expect(get('Admin', 'ListenAddress')).to.equal('127.0.0.1:7053');
    expect(get('Admin', 'TLS', 'ClientAuthRequired')).to.equal(true);
    expect(get('ChannelParticipation', 'Enabled')).to.equal(true);
    expect(get('Operations', 'ListenAddress')).to.equal('127.0.0.1:8443');
  });

  it('ask all companies or the majority for a definition, and let only peers endorse', () => {
    const profile = (governance: 'unanimous' | 'majority') =>
      written(
        channelProfile({
          companies: [{ mspId: 'Org1MSP', mspDirectory: '/msp', peerPorts: [7051, 7061, 7071] }],
          ...ordering('raft', [7050]),
          batch: { messagesMax: 10, timeoutMs: 2000 },
          governance,
          channelCapability: 'V2_0',
        }),
      );
    const policies = [
      'Profiles',
      channelProfileName,
      'Application',
      'Policies',
      'LifecycleEndorsement',
      'Rule',
    ];
    expect(profile('unanimous')(...policies)).to.equal('ALL Endorsement');
    expect(profile('majority')(...policies)).to.equal('MAJORITY Endorsement');
    const [company] = profile('majority')(...policies.slice(0, 3), 'Organizations') as {
      AnchorPeers: object[];
      Policies: Record<string, { Rule: string }>;
    }[];
    expect(company?.Policies['Endorsement']?.Rule).to.equal("OR('Org1MSP.peer')");
    expect(company?.AnchorPeers).to.deep.equal([
      { Host: 'localhost', Port: 7051 },
      { Host: 'localhost', Port: 7061 },
    ]);
    const orderer = ['Profiles', channelProfileName, 'Orderer'];
    expect(profile('majority')(...orderer, 'BatchTimeout')).to.equal('2000ms');
    expect(profile('majority')(...orderer, 'BatchSize', 'MaxMessageCount')).to.equal(10);
  });

  for (const [consensus, ports, capability] of [
    ['raft', [7050, 7060, 7070], 'V2_0'],
    ['bft', [7050, 7060, 7070, 7080], 'V3_0'],
  ] as const) {
    it(`name every orderer with its own certificates: ${consensus}`, () => {
      const get = written(
        channelProfile({
          companies: [{ mspId: 'Org1MSP', mspDirectory: '/msp', peerPorts: [7051] }],
          ...ordering(consensus, ports),
          batch: { messagesMax: 10, timeoutMs: 2000 },
          governance: 'majority',
          channelCapability: capability,
        }),
      );
      const profile = ['Profiles', channelProfileName] as const;
      expect(get(...profile, 'Capabilities')).to.deep.equal({ [capability]: true });
      const raft = get(...profile, 'Orderer', 'EtcdRaft', 'Consenters');
      const bft = get(...profile, 'Orderer', 'ConsenterMapping');
      const expected = ports.map((port, index) => ({
        Host: 'localhost',
        Port: port,
        ClientTLSCert: `/${port}/server.crt`,
        ServerTLSCert: `/${port}/server.crt`,
        ...(consensus === 'bft' ? { ID: index + 1, MSPID: 'OrdererMSP', Identity: `/${port}/cert.pem` } : {}),
      }));
      expect(consensus === 'bft' ? [raft, bft] : [bft, raft]).to.deep.equal([undefined, expected]);
      const [organization] = get(...profile, 'Orderer', 'Organizations') as { OrdererEndpoints: string[] }[];
      expect(organization?.OrdererEndpoints).to.deep.equal(ports.map((port) => `localhost:${port}`));
    });
  }
});
