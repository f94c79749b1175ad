import * as chaincode from '@kontti/chaincode';
import * as network from '@kontti/network';
import { expect } from 'chai';

function namesOf(module: object): string[] {
  return Object.keys(module)
    .filter((name) => name !== '__esModule')
    .sort();
}

/** Those of the model and the SDK are held beside their sources. */
describe('exports', () => {
  it('of the chaincode are what the shim loads', () => {
    expect(namesOf(chaincode)).to.deep.equal(['contracts', 'serializers']);
  });

  it('of the network are those that were chosen', () => {
    expect(namesOf(network)).to.deep.equal([
      'NetworkError',
      'addCompany',
      'applyConsortium',
      'channelUpdateToText',
      'compareConsortium',
      'computeConfigUpdate',
      'configToChannelGroup',
      'configToOrderers',
      'connectChannel',
      'consortiumCollections',
      'copyOrganizations',
      'createChannelUpdate',
      'createManualClock',
      'createSigner',
      'decodeBlock',
      'decodeTransaction',
      'findFabricBinaries',
      'joinSamplesNetwork',
      'judgeUpdate',
      'mergeChannelUpdates',
      'networkErrorCodes',
      'parseChannelUpdate',
      'parseConsortium',
      'readConsortium',
      'readMspMaterial',
      'removeCompany',
      'setAnchors',
      'setBatch',
      'setGovernance',
      'setRevocationLists',
      'signChannelUpdate',
      'startDevnet',
      'startFabricNetwork',
      'submitChannelUpdate',
      'summarizeConfig',
      'systemClock',
      'textToInvocation',
      'useDevnet',
    ]);
  });
});
