import { expect } from 'chai';
import { parseChaincodeName } from './invoke-request';

describe('the name of a called chaincode', () => {
  it('may carry a version and a channel', () => {
    expect(parseChaincodeName('basic')).to.deep.equal({ name: 'basic', channelId: '' });
    expect(parseChaincodeName('basic:1.0')).to.deep.equal({ name: 'basic', channelId: '' });
    expect(parseChaincodeName('basic/other')).to.deep.equal({ name: 'basic', channelId: 'other' });
    expect(parseChaincodeName('basic:1.0/other')).to.deep.equal({ name: 'basic', channelId: 'other' });
  });
});
