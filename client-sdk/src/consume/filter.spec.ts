import { expect } from 'chai';
import type { KonttiEvent } from '../events/domain-event';
import { isWanted } from './filter';

const event = {
  type: 'custody.accepted',
  key: 'custody/Org1MSP/S-1/1/Org1MSP/end',
  vouchers: ['Org1MSP', 'Org2MSP'],
  body: {
    offer: 'd',
    at: new Date(0),
    bytes: new Uint8Array([1]),
    legs: [{ transportId: 'Org3MSP/V-7', to: 'Org4MSP' }],
  },
} as unknown as KonttiEvent;

describe('the filter of a consumer', () => {
  it('lets everything pass unless it names something', () => {
    expect(isWanted(event, {})).to.equal(true);
  });

  it('names types, companies that vouch or are named, and assets by key or body', () => {
    expect(isWanted(event, { types: ['custody.offered', 'custody.accepted'] })).to.equal(true);
    expect(isWanted(event, { types: ['custody.offered'] })).to.equal(false);
    expect(isWanted(event, { companies: ['Org2MSP'] })).to.equal(true);
    expect(isWanted(event, { companies: ['Org4MSP'] })).to.equal(true);
    expect(isWanted(event, { companies: ['Org5MSP'] })).to.equal(false);
    expect(isWanted(event, { assets: ['Org1MSP/S-1'] })).to.equal(true);
    expect(isWanted(event, { assets: ['Org3MSP/V-7'] })).to.equal(true);
    expect(isWanted(event, { assets: ['Org1MSP/S'] })).to.equal(false);
    expect(isWanted(event, { assets: ['Org1MSP/S-11', 'Org3MSP/V'] })).to.equal(false);
  });

  it('demands each condition that is given', () => {
    expect(isWanted(event, { companies: ['Org1MSP'], assets: ['Org9MSP/S-1'] })).to.equal(false);
  });
});
