import { EndorseError, StatusCode } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import type { Devnet } from '../devnet/types';
import { clientOf, submitNow, textOf, type TestClient } from '../testing/gateway-client';
import { startKeeperDevnet } from '../testing/keeper-devnet';

const asPut = '{"b": 1, "a": 2.0}';
const asCouchdbHasIt = '{"a":2,"b":1}';

describe('a peer whose cache holds JSON as it was put', () => {
  let devnet: Devnet;
  let client: TestClient;

  before(async () => {
    devnet = await startKeeperDevnet({ stateDatabase: 'couchdb' });
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
    await submitNow({ devnet, client }, 'put', 'json', asPut);
  });

  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  afterEach(() => devnet.faults.endAll());

  const get = async (mspId: string): Promise<string> => {
    const targets = { arguments: ['json'], endorsingOrganizations: [mspId] };
    return textOf(await client.contract.evaluate('get', targets));
  };

  it('gives it in that form, the other one in the form that CouchDB has', async () => {
    await devnet.faults.cachedJson({ mspId: 'Org2MSP' });
    expect([await get('Org1MSP'), await get('Org2MSP')]).to.deep.equal([asCouchdbHasIt, asPut]);
    await devnet.faults.endAll();
    expect(await get('Org2MSP')).to.equal(asCouchdbHasIt);
  });

  it('agrees with no other about what chaincode returns as it was read, and about all else', async () => {
    await devnet.faults.cachedJson({ mspId: 'Org2MSP' });
    const refused: unknown = await submitNow({ devnet, client }, 'get', 'json').catch(
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(EndorseError);
    expect((refused as EndorseError).details.map(({ message }) => message)).to.satisfy(
      (messages: readonly string[]) =>
        messages.some((each) => each.includes('ProposalResponsePayloads do not match')),
    );
    const { code } = await submitNow({ devnet, client }, 'put', 'other', asPut);
    expect(code).to.equal(StatusCode.VALID);
  });

  it('is nothing that peers with LevelDB can have', async () => {
    await using plain = await startKeeperDevnet();
    const refused: unknown = await plain.faults
      .cachedJson({ mspId: 'Org2MSP' })
      .catch((error: unknown) => (error as { code?: string }).code);
    expect(refused).to.equal('OPTION_INVALID');
  });
});
