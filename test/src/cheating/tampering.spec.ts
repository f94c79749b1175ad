import { expect } from 'chai';
import { buildKey } from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import type { ForgedWrite } from './altered-contract';
import { colluders, victim } from './consortium';
import { bareWrite, factBytes, policyOfAll, sealWrite } from './forge';
import { codeOf, sealStatus } from './observe';
import { alpha, beta, createWorld, programme, type World } from './world';

const deviceKey = buildKey('device', { device: `${victim}/D-1` });

describeOnNetwork('cheating: tampering with what stands on the ledger', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const forge = (writes: readonly ForgedWrite[], endorsers: readonly string[] = colluders): Promise<string> =>
    world.consortium.forge({ forgery: { writes }, endorsers });

  it('a record is rewritten or deleted: three companies are not enough, and it stays as it was', async () => {
    const other = factBytes({
      type: 'device.registered',
      key: deviceKey,
      body: {
        publicKey: world.consortium.client(alpha).readings.device({ deviceId: `${alpha}/D-1` }).publicKey,
        keyType: 'Ed25519',
      },
    });
    const device = await world.consortium.client(victim).companies.getDevice({ deviceId: `${victim}/D-1` });
    expect(await forge([bareWrite(deviceKey, other)])).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(await forge([{ key: deviceKey }])).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(await sealStatus(world, deviceKey)).to.equal('sealed');
    const after = await world.consortium.client(victim).companies.getDevice({ deviceId: `${victim}/D-1` });
    expect(after).to.deep.equal(device);
  });

  it("a record is rewritten with its owner's help: not without the counterparty that it names", async () => {
    const key = await consignToVictim(world);
    expect(await forge([{ key }])).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(await forge([bareWrite(key, Buffer.from('{}'))])).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(await sealStatus(world, key)).to.equal('sealed');
  });

  it('a spent lot is revived through its marker, its spend or its pointer: it stays spent', async () => {
    const spendKey = buildKey('spend', { mspId: victim, ref: 'meal' });
    const marker = sealWrite({ mspId: victim, key: buildKey('spent', { lot: world.spentLot }) });
    expect(await forge([marker])).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(await forge([{ key: spendKey }])).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(await forge([{ key: buildKey('lot', { lot: world.spentLot }) }])).to.equal(
      'ENDORSEMENT_POLICY_FAILURE',
    );
    const { loyalty } = world.consortium.client(victim);
    expect((await loyalty.getLot({ lotId: world.spentLot })).status).to.equal('spent');
    const again = { programme, ref: 'again', inputs: [world.spentLot], amount: 1n, partner: alpha };
    const order = world.wallet.signRedemption(again);
    expect(await codeOf(world.consortium.client(alpha).loyalty.redeem(order))).to.equal('LOT_SPENT');
  });

  it('a seal is withdrawn: not by the others, and not by the company itself once a counterparty is named', async () => {
    expect(await forge([sealWrite({ mspId: victim, key: deviceKey })])).to.equal(
      'ENDORSEMENT_POLICY_FAILURE',
    );
    const key = await consignToVictim(world);
    for (const endorsers of [[alpha], colluders]) {
      const withdrawal = sealWrite({ mspId: alpha, key });
      expect(await forge([withdrawal], endorsers)).to.equal('ENDORSEMENT_POLICY_FAILURE');
    }
    expect(await sealStatus(world, key)).to.equal('sealed');
  });

  it('what a company told alone, as a delay, is withdrawn by itself: neither alone nor with the majority', async () => {
    const transport = await reportDelay(world);
    const key = buildKey('updates', { mspId: alpha, ref: 'late' });
    const writes: readonly ForgedWrite[] = [
      { key },
      { key: buildKey('update', { transport, number: 1 }) },
      sealWrite({ mspId: alpha, key }),
    ];
    for (const write of writes) {
      for (const endorsers of [[alpha], colluders]) {
        expect(await forge([write], endorsers), write.key).to.equal('ENDORSEMENT_POLICY_FAILURE');
      }
    }
    const { delayMinutes } = await world.consortium
      .client(victim)
      .transports.get({ transportId: transport });
    expect(delayMinutes).to.equal(90);
  });

  it("a seal is reused: a true fact's bytes under another key, or other content under a sealed key, do not hold", async () => {
    const { json } = await readFact(world, deviceKey);
    const copyKey = buildKey('device', { device: `${victim}/D-2` });
    expect(await forge([bareWrite(copyKey, Buffer.from(json))])).to.equal('VALID');
    expect(await sealStatus(world, copyKey)).to.equal('unsealed');
    const device = world.consortium.client(beta).companies.getDevice({ deviceId: `${victim}/D-2` });
    expect(await codeOf(device)).to.equal('NOT_FOUND');
  });

  it('an id is squatted: the owner writes it all the same', async () => {
    const squatted = `${victim}/S-2`;
    const key = buildKey('shipment', { shipment: squatted });
    expect(await forge([bareWrite(key, Buffer.from('{"mine":true}'))])).to.equal('VALID');
    const { shipments } = world.consortium.client(victim);
    expect(await codeOf(shipments.get({ shipmentId: squatted }))).to.equal('UNKNOWN_SHIPMENT');
    await shipments.consign(consignmentOf(squatted));
    expect((await shipments.get({ shipmentId: squatted })).consignor).to.equal(victim);
  });

  it('an id is squatted with a policy of its own: the squatter never owns it', async () => {
    const squatted = `${victim}/S-3`;
    const key = buildKey('shipment', { shipment: squatted });
    const write = { ...bareWrite(key, Buffer.from('{"mine":true}')), policy: policyOfAll(colluders) };
    expect(await forge([write])).to.equal('VALID');
    const { shipments } = world.consortium.client(victim);
    // The gateway asks the squatters, whose peers run the honest contract as well: the true record wins.
    await shipments.consign(consignmentOf(squatted));
    expect(await sealStatus(world, key)).to.equal('sealed');
    expect((await shipments.get({ shipmentId: squatted })).consignor).to.equal(victim);
  });
});

/** Goods that the victim consigns to Beta. */
function consignmentOf(shipment: string) {
  return {
    shipmentId: shipment,
    consignee: beta,
    ssccs: [],
    items: [],
    legs: [],
    origin: 'HEL',
    destination: 'JFK',
    documents: [],
  };
}

async function readFact(world: World, key: string): Promise<{ json: string }> {
  const { consortium } = world;
  const { channelId, chaincodeName } = consortium.network;
  const contract = consortium.gateway(victim).getNetwork(channelId).getContract(chaincodeName);
  const bytes = await contract.evaluateTransaction('company:GetFact', JSON.stringify({ key }));
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as { json: string };
}

/** Alpha, one of the colluders, consigns a shipment to the victim; gives its key. */
async function consignToVictim(world: World): Promise<string> {
  const { companies, shipments } = world.consortium.client(alpha);
  await companies.registerPlaces({
    ref: 'places',
    places: [{ code: 'HEL', name: 'Helsinki', latitudeE6: 60_317_000, longitudeE6: 24_963_000 }],
  });
  const shipment = `${alpha}/S-1`;
  await shipments.consign({
    shipmentId: shipment,
    consignee: victim,
    ssccs: [],
    items: [],
    legs: [],
    origin: 'HEL',
    destination: 'HEL',
    documents: [],
  });
  return buildKey('shipment', { shipment });
}

/** Alpha plans a transport of its own and reports that it arrived 90 minutes late; gives the transport's id. */
async function reportDelay(world: World): Promise<string> {
  const { companies, shipments } = world.consortium.client(alpha);
  await companies.registerPlaces({
    ref: 'places',
    places: [{ code: 'HEL', name: 'Helsinki', latitudeE6: 60_317_000, longitudeE6: 24_963_000 }],
  });
  const transportId = `${alpha}/F-1`;
  await transports.plan({
    ref: 'plan',
    transports: [
      {
        transportId,
        mode: 'air',
        number: 'EX 9',
        from: 'HEL',
        to: 'HEL',
        departurePlanned: '2026-01-31T08:00:00Z',
        arrivalPlanned: '2026-01-31T09:00:00Z',
        distanceMeters: 1000,
      },
    ],
  });
  await transports.update({
    ref: 'late',
    updates: [{ transportId, sequence: 1, kind: 'arrived', arrival: '2026-01-31T10:30:00Z' }],
  });
  return transportId;
}
