import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as chaincode from '@kontti/chaincode';
import * as devnet from '@kontti/devnet';
import * as admin from '@kontti/fabric-admin';
import * as protocol from '@kontti/fabric-protocol';
import * as runner from '@kontti/fabric-runner';
import * as store from '@kontti/store';
import { expect } from 'chai';

function namesOf(module: object): string[] {
  return Object.keys(module)
    .filter((name) => name !== '__esModule')
    .sort();
}

/** Those of the model and the SDK are held beside their sources. */
/** The functions that a page names in the first column of its tables. */
function functionsOf(page: string, heading: string): readonly string[] {
  const [, rest = ''] = readFileSync(join(__dirname, '..', '..', '..', 'docs', page), 'utf8').split(
    `\n## ${heading}\n`,
  );
  const cells = (rest.split('\n## ')[0] ?? '').split('\n').map((line) => line.split('|')[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
}

describe('exports', () => {
  it('are what docs/lifecycle.md promises', () => {
    const promised = functionsOf('lifecycle.md', 'From a program');
    expect(promised).to.include('deployForCompany');
    expect(namesOf(admin)).to.include.members([...promised]);
  });

  it('of the chaincode are what the shim loads', () => {
    expect(namesOf(chaincode)).to.deep.equal(['contracts', 'serializers']);
  });

  it('of @kontti/store are those that were chosen', () => {
    expect(namesOf(store)).to.deep.equal([
      'findLinks',
      'findShipments',
      'openPostgresConsumer',
      'openPostgresOutbox',
      'openPostgresProjection',
      'openPostgresQueue',
      'openSqliteConsumer',
      'openSqliteOutbox',
      'openSqliteProjection',
      'openSqliteQueue',
      'readAssetEvents',
      'rebuildProjection',
      'traceItems',
      'verifyProjection',
    ]);
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
      'approveOnce',
      'channelUpdateToText',
      'commitOnce',
      'compareConsortium',
      'configToChannelGroup',
      'configToOrderers',
      'connectChannel',
      'connectLedger',
      'connectPeer',
      'consortiumCollections',
      'createChaincodeProcesses',
      'createChannelUpdate',
      'createLifecycleClient',
      'createPeerClient',
      'deployForCompany',
      'deployToCompanies',
      'examineCompany',
      'judgeUpdate',
      'mergeChannelUpdates',
      'packageChaincode',
      'packageNodeChaincode',
      'parseChannelUpdate',
      'parseConsortium',
      'placeDefinition',
      'planChaincode',
      'readAdministrations',
      'readChannelConfig',
      'readCompanyAccess',
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
      'superviseChaincode',
    ]);
  });

  it('of @kontti/devnet are those that were chosen', () => {
    expect(namesOf(devnet)).to.deep.equal([
      'NetworkError',
      'createManualClock',
      'networkErrorCodes',
      'startDevnet',
      'textToInvocation',
      'useDevnet',
    ]);
  });

  it('of @kontti/fabric-runner are those that were chosen', () => {
    expect(namesOf(runner)).to.deep.equal([
      'NetworkError',
      'copyOrganizations',
      'countCouchdbRequests',
      'findCouchdb',
      'findFabricBinaries',
      'joinSamplesNetwork',
      'networkErrorCodes',
      'startFabricNetwork',
    ]);
  });
});
