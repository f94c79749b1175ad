import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { configToCollection } from '../definitions/collections-config';
import { consortiumCollections } from './collections';
import { parseConsortium } from './parse-consortium';

const valid = `channel: freight
governance: unanimous
batch: { messages: 100, timeout: 20ms }
orderers: { consensus: raft, count: 3 }
companies:
  - mspId: KouvolaMSP
    domain: kouvola.example.com
    jurisdiction: FI-09
    peers: 2
    rules:
      shipment: "AND('{self}', OR('{custodian}', 'AirlineMSP'))"
  - mspId: AirlineMSP
    domain: airline.example.com
    jurisdiction: DE-BY
  - mspId: Retail.MSP
    domain: retail.example.com
    jurisdiction: DE-BY
collections:
  - each: company
    name: seal_{company}
    policy: OR({members})
    endorsement: OR({members})
    memberOnlyRead: true
  - each: jurisdiction
    name: residents_{jurisdiction}
    policy: OR({members})
    endorsement: AND({members})
    blockToLive: 1000
stateDatabase: couchdb
`;

function parse(text: string) {
  return parseConsortium({ text, name: 'consortium.yaml' });
}

/** Where the error points: line and field. */
function errorOf(text: string): string {
  try {
    parse(text);
    return 'valid';
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'CONSORTIUM_INVALID') throw error;
    return `${String(error.details['line'])} ${String(error.details['field'])}`;
  }
}

describe('consortium.yaml', () => {
  it('says who takes part, and by which rules', () => {
    const { channel, governance, batch, orderers, stateDatabase, companies } = parse(valid);
    expect({ channel, governance, batch, orderers, stateDatabase }).to.deep.equal({
      channel: 'freight',
      governance: 'unanimous',
      batch: { messagesMax: 100, timeoutMs: 20 },
      orderers: { consensus: 'raft', count: 3 },
      stateDatabase: 'couchdb',
    });
    expect(companies[0]).to.deep.equal({
      mspId: 'KouvolaMSP',
      domain: 'kouvola.example.com',
      jurisdiction: 'FI-09',
      peers: 2,
      rules: { shipment: "AND('{self}', OR('{custodian}', 'AirlineMSP'))" },
    });
    expect(companies[1]).to.include({ peers: 1 });
  });

  it('needs no more than its companies', () => {
    const { channel, governance, orderers, stateDatabase, collections } = parse(
      'companies: [{ mspId: A, domain: a.example.com }]',
    );
    expect({ channel, governance, orderers, stateDatabase, collections }).to.deep.equal({
      channel: 'mychannel',
      governance: 'unanimous',
      orderers: { consensus: 'raft', count: 1 },
      stateDatabase: 'leveldb',
      collections: [],
    });
  });

  it('gives each company and each jurisdiction its collection', () => {
    const collections = consortiumCollections(parse(valid));
    expect(collections.map(({ name, policy }) => `${name} ${policy}`)).to.deep.equal([
      "seal_KouvolaMSP OR('KouvolaMSP.member')",
      "seal_AirlineMSP OR('AirlineMSP.member')",
      "seal_Retail_MSP OR('Retail.MSP.member')",
      "residents_FI-09 OR('KouvolaMSP.member')",
      "residents_DE-BY OR('AirlineMSP.member', 'Retail.MSP.member')",
    ]);
    expect(collections.at(-1)).to.deep.include({
      blockToLive: 1000,
      memberOnlyRead: false,
      endorsementPolicy: { signaturePolicy: "AND('AirlineMSP.peer', 'Retail.MSP.peer')" },
    });
    for (const collection of collections) configToCollection(collection);
  });

  it('says line and field of what is wrong', () => {
    const cases: readonly (readonly [from: string, to: string, where: string])[] = [
      ['channel: freight', 'channel: Freight', '1 channel'],
      ['governance: unanimous', 'governance: everybody', '2 governance'],
      ['messages: 100', 'messages: 0', '3 batch.messages'],
      ['timeout: 20ms', 'timeout: soon', '3 batch.timeout'],
      ['timeout: 20ms', 'timeout: 2', '3 batch.timeout'],
      ['count: 3', 'count: 2', '4 orderers.count'],
      ['consensus: raft', 'consensus: kafka', '4 orderers.consensus'],
      ['consensus: raft, count: 3', 'consensus: bft, count: 3', '4 orderers.count'],
      ['mspId: KouvolaMSP', 'mspId: "Kouvola MSP"', '6 companies[0].mspId'],
      ['mspId: AirlineMSP', 'mspId: KouvolaMSP', '12 companies[1].mspId'],
      ['    domain: airline.example.com', '    domain: Airline', '13 companies[1].domain'],
      ['    domain: airline.example.com\n', '', '12 companies[1].domain'],
      ['airline.example.com', 'kouvola.example.com', '12 companies[1]'],
      ['jurisdiction: FI-09', 'jurisdiction: Finland', '8 companies[0].jurisdiction'],
      ['peers: 2', 'peers: two', '9 companies[0].peers'],
      ["'AirlineMSP'))", "'StrangerMSP'))", '11 companies[0].rules.shipment'],
      ["'{custodian}'", "'{captain}'", '11 companies[0].rules.shipment'],
      ["AND('{self}'", "AND('{self}", '11 companies[0].rules.shipment'],
      ['each: company', 'each: ship', '19 collections[0].each'],
      ['name: seal_{company}', 'name: seals', '20 collections[0].name'],
      ['policy: OR({members})', 'policy: OR({everybody})', '21 collections[0].policy'],
      ['policy: OR({members})', 'policy: EITHER({members})', '21 collections[0].policy'],
      ['memberOnlyRead: true', 'memberOnlyRead: yes', '23 collections[0].memberOnlyRead'],
      ['blockToLive: 1000', 'blockToLive: -1', '28 collections[1].blockToLive'],
      ['stateDatabase: couchdb', 'stateDatabase: postgres', '29 stateDatabase'],
      ['batch:', 'batches:', '3 batches'],
      ['    peers: 2', '    pears: 2', '9 companies[0].pears'],
      ['channel: freight', 'channel: [freight]', '1 channel'],
      ['channel: freight', 'channel: freight\nchannel: freight', '2 '],
      ['companies:', 'companies: [', '6 '],
    ];
    for (const [from, to, where] of cases) {
      expect(errorOf(valid.replace(from, to)), `${from} → ${to}`).to.equal(where);
    }
    expect(errorOf('')).to.equal('1 companies');
    expect(errorOf('- a')).to.equal('1 ');
    expect(errorOf('companies: []')).to.equal('1 companies');
  });
});
