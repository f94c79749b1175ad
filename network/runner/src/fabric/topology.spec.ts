import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { checkTopology, chooseCapability, type TopologyOptions } from './topology';

const companies = [{ mspId: 'Org1MSP', domain: 'org1.example.com' }];

describe('the capability of a channel', () => {
  function refusalOf(options: Partial<TopologyOptions> & { version: string }): string | undefined {
    try {
      checkTopology({ companies, ...options });
      return undefined;
    } catch (error) {
      if (error instanceof NetworkError && error.code === 'OPTION_INVALID') return error.message;
      throw error;
    }
  }

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
