import * as chaincode from '@kontti/chaincode';
import { connect, KonttiError, type CommonOptions, type KonttiClient } from '@kontti/client-sdk';
import { sealCollections } from '@kontti/model';
import { startDevnet, type Devnet } from '@kontti/devnet';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { gs1 } from '../sdk/gs1';

const mspIds = ['ForwarderMSP', 'AirMSP', 'RetailMSP'] as const;

const registration = (mspId: string) => ({
  name: mspId,
  gln: gs1(`64000010000${mspIds.findIndex((known) => known === mspId)}`.padEnd(12, '0')),
  jurisdiction: 'FI-09',
});

const places = [{ code: 'HEL', name: 'Helsinki-Vantaa', latitudeE6: 60_317_000, longitudeE6: 24_963_000 }];

async function failureOf(call: Promise<unknown>): Promise<KonttiError> {
  const error: unknown = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof KonttiError) return error;
  throw new Error(`not the failure that was expected: ${String(error)}`);
}

describe('Kontti on a devnet that tests have in hand', () => {
  let devnet: Devnet;
  const clients: KonttiClient[] = [];

  before(async () => {
    devnet = await startDevnet({
      companies: mspIds.map((mspId) => ({ mspId, domain: `${mspId.toLowerCase()}.example.com` })),
      batch: { messagesMax: 1 },
    });
    await devnet.deployChaincode({
      name: 'kontti',
      contracts: { contracts: chaincode.contracts, serializers: chaincode.serializers },
      collections: [...sealCollections(mspIds)],
    });
  });

  afterEach(() => devnet.faults.endAll());

  after(async () => {
    for (const client of clients) client.close();
    await devnet.stop();
  });

  const clientOf = async (mspId: string, options: CommonOptions = {}): Promise<KonttiClient> => {
    const { admin, endpoint, tlsRootPem, peerHostAlias } = devnet.company(mspId);
    const client = await connect({
      ...options,
      mspId,
      endpoint,
      certificate: admin.certificatePem,
      privateKey: admin.privateKeyPem,
      tlsRootCertificate: tlsRootPem,
      hostAlias: peerHostAlias,
    });
    clients.push(client);
    return client;
  };

  it('seals need their own company, whatever the majority endorses', async () => {
    const args = ['company:Register', JSON.stringify(registration('RetailMSP'))];
    const identity = devnet.company('RetailMSP').admin;
    const { rows } = await devnet.policyMatrix({ chaincode: 'kontti', invocations: [{ args }], identity });
    const valid = rows[0]?.cells.filter(({ code }) => code === 'VALID').map(({ companies }) => companies);
    expect(valid).to.deep.equal([
      ['ForwarderMSP', 'RetailMSP'],
      ['AirMSP', 'RetailMSP'],
      ['ForwarderMSP', 'AirMSP', 'RetailMSP'],
    ]);
  });

  it('takes nothing from its surroundings', async () => {
    const { isDeterministic, rows } = await devnet.checkDeterminism({
      chaincode: 'kontti',
      path: dirname(require.resolve('@kontti/chaincode/package.json')),
      commits: true,
      invocations: [
        { args: ['company:Register', JSON.stringify(registration('ForwarderMSP'))] },
        { args: ['company:RegisterPlaces', JSON.stringify({ ref: 'places', places })] },
        { args: ['company:GetPlace', JSON.stringify({ mspId: 'ForwarderMSP', code: 'HEL' })] },
      ],
    });
    expect(rows.map(({ committed, refusal }) => [committed, refusal])).to.deep.equal([
      ['VALID', undefined],
      ['VALID', undefined],
      [undefined, undefined],
    ]);
    expect(isDeterministic).to.equal(true);
  });

  it('says that companies are missing, or waits until they are back', async () => {
    const hasty = await clientOf('AirMSP', { timeouts: { outageMs: 0 } });
    const patient = await clientOf('AirMSP');
    await devnet.faults.companyDown({ mspId: 'ForwarderMSP' });
    await devnet.faults.companyDown({ mspId: 'RetailMSP' });
    const { code, stage } = await failureOf(hasty.companies.register(registration('AirMSP')));
    expect([code, stage]).to.deep.equal(['ENDORSERS_MISSING', 'endorse']);
    const { height } = devnet.ledger;
    const registered = patient.companies.register(registration('AirMSP'));
    await hasty.companies.get({ mspId: 'ForwarderMSP' });
    expect(devnet.ledger.height).to.equal(height);
    await devnet.faults.endAll();
    expect(Number((await registered).block)).to.equal(height);
  });

  it('goes on with events after their stream was dropped', async () => {
    const client = await clientOf('ForwarderMSP');
    const air = await clientOf('AirMSP');
    const register = async (code: string): Promise<string> => {
      const named = places.map((place) => ({ ...place, code }));
      return (await air.companies.registerPlaces({ ref: code, places: named })).transactionId;
    };
    const { height } = devnet.ledger;
    const submitted = [await register('HEL')];
    const seen: string[] = [];
    for await (const { transactionId } of client.events({ fromBlock: height })) {
      seen.push(transactionId);
      if (seen.length === 2) break;
      const fault = await devnet.faults.droppedStreams({ mspId: 'ForwarderMSP' });
      await fault.end();
      submitted.push(await register('JFK'));
    }
    expect(seen).to.deep.equal(submitted);
  });

  it('has the SDK report that a company computed something else', async () => {
    const client = await clientOf('RetailMSP');
    await devnet.faults.wrongEndorser({ mspId: 'AirMSP', wrong: 'results' });
    await devnet.faults.wrongEndorser({ mspId: 'ForwarderMSP', wrong: 'results' });
    const { code, stage } = await failureOf(client.companies.register(registration('RetailMSP')));
    expect([code, stage]).to.deep.equal(['ENDORSEMENTS_DIFFER', 'endorse']);
  });
});
