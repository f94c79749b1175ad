import { factDigest, sealCollectionName, sealValue } from '@kontti/model';
import { expect } from 'chai';
import { allPeersOf } from '../policy/envelope.js';
import { privateId, publicId } from '../testing/memory-state.js';
import { COMPANIES, createWorld, planOf, shipmentOf, type World } from '../testing/world.js';

const KEY = `company/${COMPANIES.airline}`;
const COLLECTION = sealCollectionName(COMPANIES.airline);

async function statusOf(world: World, key: string): Promise<unknown> {
  const as = world.admins.caterer;
  return await world.ledger.evaluate({ as, method: 'company:GetFactStatus', request: { key } });
}

/** The stored fact, with a change that only rewriting could make. */
function rewritten(world: World, key: string, change: (fact: Record<string, unknown>) => void): Buffer {
  const stored = world.ledger.state.get(publicId(key));
  const fact = JSON.parse(String(stored)) as Record<string, unknown>;
  change(fact);
  return Buffer.from(JSON.stringify(fact));
}

describe('facts', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  it('are sealed by the digest of their bytes, in the voucher’s own collection', async () => {
    const bytes = world.ledger.state.get(publicId(KEY)) ?? Buffer.alloc(0);
    const digest = factDigest(bytes);
    const seal = world.ledger.state.get(privateId({ collection: COLLECTION, key: KEY }));
    expect(seal).to.deep.equal(sealValue(digest));
    expect(await statusOf(world, KEY)).to.deep.equal({
      key: KEY,
      status: 'sealed',
      digest,
      seals: [{ mspId: COMPANIES.airline, status: 'sealed' }],
    });
  });

  it('stand, with their seals, under every company that vouches for them or is named by them', async () => {
    const { ledger, admins } = world;
    const { forwarder, retailer } = COMPANIES;
    await ledger.submit({ as: admins.forwarder, method: 'shipment:Consign', request: shipmentOf('S-1') });
    const key = `shipment/${forwarder}/S-1`;
    const policy = Buffer.from(allPeersOf([forwarder, retailer]));
    expect(ledger.state.policyOf(publicId(key))).to.deep.equal(policy);
    const collection = sealCollectionName(forwarder);
    expect(ledger.state.policyOf(privateId({ collection, key }))).to.deep.equal(policy);
  });

  it('that were rewritten are altered, and read as absent', async () => {
    const { ledger, admins } = world;
    ledger.state.overwrite(
      KEY,
      rewritten(world, KEY, (fact) => Object.assign(fact.body as object, { name: 'X' })),
    );
    expect(await statusOf(world, KEY)).to.include({ status: 'altered' });
    const request = { mspId: COMPANIES.airline };
    const call = { as: admins.caterer, method: 'company:GetCompany', request };
    expect(await ledger.refusal(call)).to.include({ code: 'NOT_FOUND', field: 'mspId' });
  });

  it('that name other vouchers than their type demands are altered', async () => {
    const { ledger } = world;
    ledger.state.overwrite(
      KEY,
      rewritten(world, KEY, (fact) => Object.assign(fact, { vouchers: [COMPANIES.caterer] })),
    );
    expect(await statusOf(world, KEY)).to.include({ status: 'altered' });
  });

  it('that were replaced by anything else are altered', async () => {
    for (const garbage of ['', 'x', '{}', '[]', '{"v":2}', 'null']) {
      world.ledger.state.overwrite(KEY, Buffer.from(garbage || ' '));
      expect(await statusOf(world, KEY), garbage).to.include({ status: 'altered' });
    }
  });

  it('of another key are no facts of this one', async () => {
    const { ledger } = world;
    const stored = ledger.state.get(publicId(`company/${COMPANIES.caterer}`));
    ledger.state.overwrite(KEY, stored);
    expect(await statusOf(world, KEY)).to.include({ status: 'altered' });
  });

  it('without their seals are unsealed: squatting a key keeps nobody from using it', async () => {
    const { ledger, admins } = world;
    const key = `device/${COMPANIES.airline}/D-1`;
    const forged = { v: 1, type: 'device.registered', key, vouchers: [COMPANIES.airline], ref: 'D-1', at: 1 };
    const body = { publicKey: DEVICE_KEY, keyType: 'Ed25519' };
    ledger.state.overwrite(key, Buffer.from(JSON.stringify({ ...forged, body })));
    expect(await statusOf(world, key)).to.include({ status: 'unsealed' });
    const request = { deviceId: `${COMPANIES.airline}/D-1`, publicKey: DEVICE_KEY };
    await ledger.submit({ as: admins.airline, method: 'company:RegisterDevice', request });
    expect(await statusOf(world, key)).to.include({ status: 'sealed' });
  });

  it('whose bytes were deleted cannot be written anew: their seal stands', async () => {
    const { ledger, admins } = world;
    ledger.state.overwrite(KEY, undefined);
    expect(await statusOf(world, KEY)).to.include({ status: 'absent' });
    const request = { name: 'again', gln: '6400001000018', jurisdiction: 'FI' };
    const call = { as: admins.airline, method: 'company:Register', request };
    expect(await ledger.refusal(call)).to.include({ code: 'ALREADY_EXISTS' });
  });

  it('hold in the form that CouchDB gives JSON back', async () => {
    const { ledger, admins } = world;
    const transports = [{ ...planOf('T-1'), number: 'A<&>B\u2028' }];
    await ledger.submit({
      as: admins.airline,
      method: 'shipment:PlanTransports',
      request: { ref: 'p', transports },
    });
    const key = `transports/${COMPANIES.airline}/p`;
    const stored = String(ledger.state.get(publicId(key)));
    const escaped = stored
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003e')
      .replaceAll('&', '\\u0026')
      .replaceAll('\u2028', '\\u2028');
    expect(escaped).to.not.equal(stored);
    ledger.state.overwrite(key, Buffer.from(escaped));
    expect(await statusOf(world, key)).to.include({
      status: 'sealed',
      digest: factDigest(Buffer.from(stored)),
    });
  });

  it('answer a repeated request with the first result, and write nothing', async () => {
    const { ledger, admins } = world;
    const call = { as: admins.forwarder, method: 'shipment:Consign', request: shipmentOf('S-1') };
    const first = await ledger.submit(call);
    const second = await ledger.submit({ ...call, timeMs: ledger.nowMs + 1000 });
    expect(second.result).to.deep.equal(first.result);
    expect(second.stub.writes.values.size).to.equal(0);
    expect(second.events).to.deep.equal([]);
    const other = { ...call, request: { ...call.request, destination: 'JFK' } };
    expect(await ledger.refusal(other)).to.include({ code: 'ALREADY_EXISTS', field: 'shipmentId' });
  });

  it('of racing doubles collide', async () => {
    const { ledger, admins } = world;
    const call = { as: admins.forwarder, method: 'shipment:Consign', request: shipmentOf('S-1') };
    const first = await ledger.simulate(call);
    const second = await ledger.simulate({ ...call, timeMs: ledger.nowMs + 1 });
    expect(ledger.commit(first)).to.equal('VALID');
    expect(ledger.commit(second)).to.equal('MVCC_READ_CONFLICT');
  });
});

const DEVICE_KEY = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
