import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { checkTopology, chooseCapability, planCompany, type TopologyOptions } from './topology';

const companies = [{ mspId: 'Org1MSP', domain: 'org1.example.com' }];

function refusalOf(options: Partial<TopologyOptions> & { version: string }): string | undefined {
  try {
    checkTopology({ companies, ...options });
    return undefined;
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'OPTION_INVALID') return error.message;
    throw error;
  }
}

describe('the capability of a channel', () => {
  it('is the oldest that is enough, unless another is asked for', () => {
    expect(chooseCapability({ companies })).to.equal('V2_0');
    expect(chooseCapability({ companies, consensus: 'bft' })).to.equal('V3_0');
    expect(chooseCapability({ companies, channelCapability: 'V3_0' })).to.equal('V3_0');
  });

  it('is refused where the programs or the consensus do not go with it', () => {
    const raft = { channelCapability: 'V3_0' } as const;
    expect(refusalOf({ ...raft, version: 'v3.1.5' })).to.equal(undefined);
    expect(refusalOf({ ...raft, version: 'v2.5.16' })).to.include('V3_0 came with Fabric v3');
    expect(refusalOf({ version: 'v2.5.16' })).to.equal(undefined);
    const bft = { consensus: 'bft', version: 'v3.1.5' } as const;
    expect(refusalOf(bft)).to.equal(undefined);
    expect(refusalOf({ ...bft, channelCapability: 'V2_0' })).to.include('BFT needs');
    expect(refusalOf({ ...bft, version: 'v2.5.16' })).to.include('BFT came with Fabric v3');
    const keys = {
      companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com', keyType: 'Ed25519' }],
    } as const;
    expect(refusalOf({ ...keys, version: 'v3.1.5' })).to.include('Org1MSP');
    expect(refusalOf({ ...keys, ...raft, version: 'v3.1.5' })).to.equal(undefined);
  });
});

describe('the ports of a network', () => {
  it('are refused where those of later peers or orderers would be too high', async () => {
    const company = { mspId: 'Org1MSP', domain: 'org1.example.com' };
    const version = 'v3.1.5';
    expect(refusalOf({ version, companies: [{ ...company, peerPort: 65_530 }] })).to.equal(undefined);
    const high = { ...company, peerPort: 65_530, peers: 2 };
    expect(refusalOf({ version, companies: [high] })).to.include('65540');
    expect(refusalOf({ version, ordererPort: 65_530 })).to.equal(undefined);
    expect(refusalOf({ version, ordererPort: 65_530, orderers: 3 })).to.include('65540');
    expect(refusalOf({ version, ordererPort: 65_533 })).to.include('65536');
    const joining: unknown = await planCompany(high).catch((error: unknown) => error);
    expect(joining).to.have.property('code', 'OPTION_INVALID');
  });
});
