import * as chaincode from '@kontti/chaincode';
import * as devnet from '@kontti/devnet';
import * as admin from '@kontti/fabric-admin';
import * as protocol from '@kontti/fabric-protocol';
import * as runner from '@kontti/fabric-runner';
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

  it('of @kontti/fabric-protocol are those that were chosen', () => {
    expect(namesOf(protocol)).to.deep.equal([
      'NetworkError',
      'createManualClock',
      'createSigner',
      'decodeBlock',
      'decodeTransaction',
      'networkErrorCodes',
      'systemClock',
    ]);
  });

  it('of @kontti/fabric-admin are those that were chosen', () => {
    expect(namesOf(admin)).to.deep.equal([
      'addCompany',
      'applyConsortium',
      'channelUpdateToText',
      'compareConsortium',
      'computeConfigUpdate',
      'configToChannelGroup',
      'configToOrderers',
      'connectChannel',
      'consortiumCollections',
      'createChannelUpdate',
      'judgeUpdate',
      'mergeChannelUpdates',
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
      'submitChannelUpdate',
      'summarizeConfig',
    ]);
  });

  it('of @kontti/devnet are those that were chosen', () => {
    expect(namesOf(devnet)).to.deep.equal([
      'createManualClock',
      'startDevnet',
      'textToInvocation',
      'useDevnet',
    ]);
  });

  it('of @kontti/fabric-runner are those that were chosen', () => {
    expect(namesOf(runner)).to.deep.equal([
      'copyOrganizations',
      'countCouchdbRequests',
      'findCouchdb',
      'findFabricBinaries',
      'joinSamplesNetwork',
      'startFabricNetwork',
    ]);
  });
});
