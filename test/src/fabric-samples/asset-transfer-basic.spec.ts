import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isJoined } from '../engine/engine';
import { describeSample } from './describe-sample';
import { createSampleClient } from './sample-client';
import { useSampleNetwork } from './use-sample-network';

/** On a network that goes on afterwards, one that nobody used. */
const name = isJoined ? `basic_${randomBytes(4).toString('hex')}` : 'basic';

describeSample(
  'asset-transfer-basic, application and chaincode in TypeScript, unmodified',
  (samples) => {
    const network = useSampleNetwork({
      samples,
      chaincodes: [{ name, path: 'asset-transfer-basic/chaincode-typescript' }],
    });

    it('runs to its end, configured by its environment variables alone', async () => {
      const { folder, peerName, endpoint, mspId } = network().company('Org1MSP');
      const user = join(folder, 'users', 'User1@org1.example.com', 'msp');
      const run = await network().place('asset-transfer-basic/application-gateway-typescript');
      const { exitCode, output, errors } = await run({
        env: {
          ...{ CHANNEL_NAME: network().channelId, CHAINCODE_NAME: name, MSP_ID: mspId },
          ...{ PEER_ENDPOINT: endpoint, PEER_HOST_ALIAS: peerName, CRYPTO_PATH: folder },
          KEY_DIRECTORY_PATH: join(user, 'keystore'),
          CERT_DIRECTORY_PATH: join(user, 'signcerts'),
          TLS_CERT_PATH: join(folder, 'peers', peerName, 'tls', 'ca.crt'),
        },
      }).ended;
      expect(exitCode, `${output}\n${errors}`).to.equal(0);
      expect(output.match(/Transaction committed successfully/g)).to.have.length(3);
      expect(output).to.contain('Successfully caught the error');

      const created = /ID: '(asset\d{6,})'/.exec(output)?.[1];
      const auditor = await createSampleClient({ network: network(), mspId: 'Org2MSP', chaincode: name });
      const assets = JSON.parse(await auditor.evaluate('GetAllAssets')) as { ID: string; Owner: string }[];
      expect(assets).to.have.length(7);
      expect(assets.find(({ ID }) => ID === created)).to.deep.equal({
        ...{ ID: created, Color: 'yellow', Size: 5, Owner: 'Saptha', AppraisedValue: 1300 },
      });
    });
  },
  { canJoin: true },
);
