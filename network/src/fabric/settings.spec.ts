import { expect } from 'chai';
import { parse, stringify } from 'yaml';
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
  mspId: 'Org1MSP',
  domain: 'org1.example.com',
  port: 7051,
  chaincodePort: 7052,
  cryptoDirectory: '/crypto',
  dataDirectory: '/data',
  builderDirectory: '/builders/ccaas',
  version: 'v3.1.5',
};

describe("settings of Fabric's programs", () => {
  it('keep a peer on loopback, behind TLS, with what chaincode as a service needs', () => {
    const get = written(peerSettings(peerOptions));
    expect(get('peer', 'listenAddress')).to.equal('127.0.0.1:7051');
    expect(get('peer', 'chaincodeListenAddress')).to.equal('127.0.0.1:7052');
    expect(get('operations', 'listenAddress')).to.equal('127.0.0.1:0');
    expect(get('peer', 'gossip', 'externalEndpoint')).to.equal('localhost:7051');
    expect(get('peer', 'tls', 'enabled')).to.equal(true);
    expect(get('peer', 'gateway', 'enabled')).to.equal(true);
    expect(get('chaincode', 'externalBuilders')).to.deep.equal([
      { name: 'ccaas_builder', path: '/builders/ccaas' },
    ]);
  });

  it('name to a peer only the filters that its version knows', () => {
    const filters = (version: string): unknown =>
      written(peerSettings({ ...peerOptions, version }))('peer', 'handlers', 'authFilters');
    const both = [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }];
    expect(filters('v2.5.16')).to.deep.equal(both);
    expect(filters('latest')).to.deep.equal(both);
    expect(filters('v3.1.5')).to.deep.equal([...both, { name: 'TimeWindowCheck' }]);
  });

  it('keep an orderer on loopback, and let only holders of its certificate administer it', () => {
    const get = written(
      ordererSettings({ port: 7050, adminPort: 7053, cryptoDirectory: '/crypto', dataDirectory: '/data' }),
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
    expect(get('Operations', 'ListenAddress')).to.equal('127.0.0.1:0');
  });

  it('ask all companies or the majority for a definition, and let only peers endorse', () => {
    const profile = (governance: 'unanimous' | 'majority') =>
      written(
        channelProfile({
          companies: [{ mspId: 'Org1MSP', mspDirectory: '/msp', peerPort: 7051 }],
          orderer: { mspDirectory: '/orderer/msp', port: 7050, tlsCertificate: '/server.crt' },
          batch: { messagesMax: 10, timeoutMs: 2000 },
          governance,
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
    expect(company?.AnchorPeers).to.deep.equal([{ Host: 'localhost', Port: 7051 }]);
    const orderer = ['Profiles', channelProfileName, 'Orderer'];
    expect(profile('majority')(...orderer, 'BatchTimeout')).to.equal('2000ms');
    expect(profile('majority')(...orderer, 'BatchSize', 'MaxMessageCount')).to.equal(10);
  });
});
