import { expect } from 'chai';
import { describeSample } from './describe-sample';
import { createSampleClient, refusalOf, type SampleClient } from './sample-client';
import { useSampleNetwork } from './use-sample-network';

const valid = 0;
const endorsementPolicyFailure = 10;

describeSample("asset-transfer-sbe's chaincode in TypeScript, unmodified", (samples) => {
  const assetId = 'asset-1';
  const network = useSampleNetwork({
    samples,
    chaincodes: [{ name: 'sbe', path: 'asset-transfer-sbe/chaincode-typescript' }],
  });
  let first: SampleClient;
  let second: SampleClient;

  before(async () => {
    first = await createSampleClient({ network: network(), mspId: 'Org1MSP', chaincode: 'sbe' });
    second = await createSampleClient({ network: network(), mspId: 'Org2MSP', chaincode: 'sbe' });
  });

  async function expectAsset(expected: { Value: number; OwnerOrg: string }): Promise<void> {
    for (const client of [first, second]) {
      expect(JSON.parse(await client.evaluate('ReadAsset', assetId))).to.include({
        ID: assetId,
        ...expected,
      });
    }
  }

  function update(client: SampleClient, value: number, endorsers: readonly string[] = []): Promise<number> {
    const endorsingOrganizations = endorsers.length === 0 ? {} : { endorsingOrganizations: [...endorsers] };
    return client.codeOf({ name: 'UpdateAsset', args: [assetId, String(value)], ...endorsingOrganizations });
  }

  it('needs both companies while the key has no policy of its own', async () => {
    const args = [assetId, '100', 'Tom'];
    const alone = { name: 'CreateAsset', args, endorsingOrganizations: ['Org1MSP'] };
    expect(await first.codeOf(alone)).to.equal(endorsementPolicyFailure);
    await first.submit('CreateAsset', ...args);
    await expectAsset({ Value: 100, OwnerOrg: 'Org1MSP' });
    expect(await refusalOf(second.submit('CreateAsset', ...args))).to.contain('already exists');
  });

  it("needs the owner's endorsement, and nobody else's, from then on", async () => {
    expect(await update(first, 200, ['Org1MSP'])).to.equal(valid);
    await expectAsset({ Value: 200, OwnerOrg: 'Org1MSP' });
    expect(await update(first, 300, ['Org1MSP', 'Org2MSP'])).to.equal(valid);
    await expectAsset({ Value: 300, OwnerOrg: 'Org1MSP' });
    // The other company's gateway plans for the key's policy.
    expect(await update(second, 400)).to.equal(valid);
    expect(await update(second, 500, ['Org2MSP'])).to.equal(endorsementPolicyFailure);
    await expectAsset({ Value: 400, OwnerOrg: 'Org1MSP' });
  });

  it('passes from one company to the other with its policy', async () => {
    const transfer = { name: 'TransferAsset', args: [assetId, 'Henry', 'Org2MSP'] };
    expect(await second.codeOf({ ...transfer, endorsingOrganizations: ['Org2MSP'] })).to.equal(
      endorsementPolicyFailure,
    );
    expect(await first.codeOf({ ...transfer, endorsingOrganizations: ['Org1MSP'] })).to.equal(valid);
    await expectAsset({ Value: 400, OwnerOrg: 'Org2MSP' });
    expect(await update(second, 600, ['Org2MSP'])).to.equal(valid);
    expect(await update(first, 700, ['Org1MSP'])).to.equal(endorsementPolicyFailure);
    await expectAsset({ Value: 600, OwnerOrg: 'Org2MSP' });
  });

  it('is deleted by its owner alone, and its policy with it', async () => {
    const remove = { name: 'DeleteAsset', args: [assetId] };
    expect(await first.codeOf({ ...remove, endorsingOrganizations: ['Org1MSP'] })).to.equal(
      endorsementPolicyFailure,
    );
    await expectAsset({ Value: 600, OwnerOrg: 'Org2MSP' });
    expect(await second.codeOf({ ...remove, endorsingOrganizations: ['Org2MSP'] })).to.equal(valid);
    for (const client of [first, second]) {
      expect(await refusalOf(client.evaluate('ReadAsset', assetId))).to.contain(
        `The asset ${assetId} does not exist`,
      );
    }
    const again = { name: 'CreateAsset', args: [assetId, '1', 'Ann'] };
    expect(await second.codeOf({ ...again, endorsingOrganizations: ['Org2MSP'] })).to.equal(
      endorsementPolicyFailure,
    );
    expect(await second.codeOf(again)).to.equal(valid);
    await expectAsset({ Value: 1, OwnerOrg: 'Org2MSP' });
  });
});
