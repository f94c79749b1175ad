import { expect } from 'chai';
import { join } from 'node:path';
import { describeSample } from './describe-sample';
import { createSampleClient, type SampleClient } from './sample-client';
import { useSampleNetwork } from './use-sample-network';

const chaincodePath = 'asset-transfer-private-data/chaincode-typescript';

/** How many blocks the companies' own collections live, by the sample's collections_config.json. */
const blocksToLive = 3;

describeSample(
  'asset-transfer-private-data, application and chaincode in TypeScript, unmodified',
  (samples) => {
    const collections = join(samples, ...chaincodePath.split('/'), 'collections_config.json');
    const policy = "OR('Org1MSP.peer','Org2MSP.peer')";
    const args = ['--signature-policy', policy, '--collections-config', collections];
    const network = useSampleNetwork({
      ...{ samples, namedPorts: true },
      chaincodes: [{ name: 'private', path: chaincodePath, args }],
    });

    function clientOf(mspId: string): Promise<SampleClient> {
      return createSampleClient({ network: network(), mspId, chaincode: 'private' });
    }

    async function readDetails(mspId: string, assetId: string): Promise<string> {
      const { contract } = await clientOf(mspId);
      const bytes = await contract.evaluate('ReadAssetPrivateDetails', {
        arguments: [`${mspId}PrivateCollection`, assetId],
        endorsingOrganizations: [mspId],
      });
      return Buffer.from(bytes).toString();
    }

    it('transfers an asset whose price only its owners know, deletes and purges another', async () => {
      const run = await network().place('asset-transfer-private-data/application-gateway-typescript');
      const { exitCode, output, errors } = await run().ended;
      expect(exitCode, `${output}\n${errors}`).to.equal(0);
      expect(output.match(/Transaction committed successfully/g)).to.have.length(6);
      expect(output.match(/Received expected error/g)).to.have.length(2);
      expect(output).to.contain('No result');

      const [first = '', second = ''] = [...output.matchAll(/CreateAsset, ID: (asset\d+)/g)].map(
        ([, id]) => id,
      );
      const [seller, buyer] = [await clientOf('Org1MSP'), await clientOf('Org2MSP')];
      const { Owner } = JSON.parse(await seller.evaluate('ReadAsset', first)) as { Owner: string };
      expect(Owner).to.match(/^x509::.*CN=User1@org2\.example\.com::/);
      expect(await buyer.evaluate('ReadAsset', first)).to.equal(await seller.evaluate('ReadAsset', first));
      expect(await seller.evaluate('ReadAsset', second)).to.equal('');
      expect(await readDetails('Org1MSP', first)).to.equal('');
      expect(await readDetails('Org1MSP', second)).to.equal('');
    });

    it("forgets what a company's own collection holds after the blocks that its definition names", async () => {
      const assetId = 'short-lived';
      const seller = await clientOf('Org1MSP');
      const create = (assetID: string): Promise<number> => {
        const properties = { objectType: 'x', assetID, color: 'red', size: 1, appraisedValue: 7 };
        return seller.codeOf({
          name: 'CreateAsset',
          transientData: { asset_properties: JSON.stringify(properties) },
          endorsingOrganizations: ['Org1MSP'],
        });
      };
      expect(await create(assetId)).to.equal(0);
      const price = { ID: assetId, AppraisedValue: 7 };
      for (let block = 0; block < blocksToLive; block += 1) {
        expect(await create(`later-${block}`)).to.equal(0);
        expect(JSON.parse(await readDetails('Org1MSP', assetId))).to.deep.equal(price);
      }
      expect(await create('last')).to.equal(0);
      expect(await readDetails('Org1MSP', assetId)).to.equal('');
      expect(JSON.parse(await seller.evaluate('ReadAsset', assetId))).to.include({
        ID: assetId,
        Color: 'red',
      });
    });
  },
);
