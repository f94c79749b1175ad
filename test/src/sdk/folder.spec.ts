import * as chaincode from '@kontti/chaincode';
import { connect } from '@kontti/client-sdk';
import { sealCollections } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork, isJoined, joinedMspIds } from '../engine/engine';
import { startTestNetwork } from '../engine/start-network';

const [mspId] = joinedMspIds;

describeOnNetwork('the SDK: a folder of organizations', () => {
  it('connects from the folder alone, and says what is missing', async () => {
    await using network = await startTestNetwork({ mspIds: [mspId] });
    const { organizations, chaincodeName } = network;
    const where = { organizations, chaincode: chaincodeName };
    const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(
        () => 'fulfilled',
        (error: { code?: unknown }) => error.code,
      );
    expect(await codeOf(connect({ ...where, mspId }))).to.equal('CHAINCODE_NOT_FOUND');
    const contracts = { contracts: chaincode.contracts, serializers: chaincode.serializers };
    await network.deployChaincode({ name: chaincodeName, contracts, collections: sealCollections([mspId]) });
    const company = { name: 'Example', gln: '6400001000018', jurisdiction: 'FI' };
    {
      await using admin = await connect({ ...where, mspId, user: 'Admin' });
      const { block } = await admin.companies.register(company);
      const newest = BigInt(await network.height()) - 1n;
      // Of a network that others use too, theirs may be newer.
      if (isJoined) expect(block <= newest).to.equal(true);
      else expect(block).to.equal(newest);
    }
    await using user = await connect({ ...where, domain: 'org1.example.com' });
    expect(await user.companies.get({ mspId })).to.deep.include(company);
    expect(await codeOf(user.companies.registerPlaces({ ref: 'r', places: [] }))).to.equal('FIELD_RANGE');
    const place = { code: 'FIKVL', name: 'Kouvola', latitudeE6: 0, longitudeE6: 0 };
    expect(await codeOf(user.companies.registerPlaces({ ref: 'r', places: [place] }))).to.equal(
      'ROLE_MISSING',
    );
    const elsewhere = { endpoint: '127.0.0.1:1', timeouts: { connectMs: 200 } };
    expect(await codeOf(connect({ ...where, mspId, ...elsewhere }))).to.equal('UNREACHABLE');
    user.close();
    expect(await codeOf(user.companies.get({ mspId }))).to.equal('CLIENT_CLOSED');
  });
});
