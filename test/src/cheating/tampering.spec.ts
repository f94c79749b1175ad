import { expect } from 'chai';
import {
  attachmentKey,
  bytesKey,
  custodyEndKey,
  deviceRegistered,
  sealHash,
  shipmentConsigned,
  spentKey,
} from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import type { ForgedWrite } from './altered-contract';
import { colluders, victim } from './consortium';
import { bareWrite, factBytes, policyOfAll, sealWrite } from './forge';
import { codeOf, sealStatus } from './observe';
import {
  NO_VALUE,
  PLACES,
  alpha,
  beta,
  createWorld,
  flightOf,
  goodsOf,
  programme,
  type World,
} from './world';

const deviceKey = deviceRegistered.key.build({ device: `${victim}/D-1` });
const REFUSED = 'ENDORSEMENT_POLICY_FAILURE';

describeOnNetwork('cheating: tampering with what is on the ledger', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const forge = (writes: readonly ForgedWrite[], endorsers: readonly string[] = colluders): Promise<string> =>
    world.consortium.forge({ forgery: { writes }, endorsers });
  /** The public key of the bytes of a fact that a call recorded. */
  const bytesOf = ({ result }: { readonly result: { readonly digest: string } }): string =>
    bytesKey(sealHash(result.digest));

  it('a record is rewritten or deleted: nobody can, and it stays as it was', async () => {
    const device = await world.consortium.client(victim).companies.getDevice({ deviceId: `${victim}/D-1` });
    const key = bytesKey(sealHash(device.digest));
    expect(await forge([bareWrite(key, Buffer.from('{}'))])).to.equal(REFUSED);
    expect(await forge([{ key }])).to.equal(REFUSED);
    expect(await sealStatus(world, deviceKey)).to.equal('sealed');
    const after = await world.consortium.client(victim).companies.getDevice({ deviceId: `${victim}/D-1` });
    expect(after).to.deep.equal(device);
  });

  it('parties take back what a third company relies on: a consignment while another has custody, a handover', async () => {
    const { companies, shipments } = world.consortium.client(alpha);
    await companies.registerPlaces({ ref: 'places', places: PLACES });
    const shipment = `${alpha}/S-1`;
    const consigned = await shipments.consign(goodsOf(shipment, beta));
    const offered = await shipments.offerCustody({ shipmentId: shipment, sequence: 1, to: beta });
    const accepted = await world.consortium
      .client(beta)
      .shipments.acceptCustody({ shipmentId: shipment, sequence: 1 });
    const consignmentKey = shipmentConsigned.key.build({ shipment });
    const endKey = custodyEndKey.build({ shipment, number: 1, custodian: alpha });
    const writes = [
      { key: bytesOf(consigned) },
      { key: bytesOf(offered) },
      { key: bytesOf(accepted) },
      sealWrite({ mspId: alpha, key: consignmentKey }),
      sealWrite({ mspId: alpha, key: endKey }),
      sealWrite({ mspId: beta, key: endKey }),
    ];
    for (const write of writes) expect(await forge([write], [alpha, beta]), write.key).to.equal(REFUSED);
    const custody = await world.consortium.client(victim).shipments.getCustody({ shipmentId: shipment });
    expect([custody.custodian, custody.handovers[0]?.status]).to.deep.equal([beta, 'accepted']);
  });

  it('a spent lot is revived by its issuer and the partner: it stays spent, also for a third company', async () => {
    const { loyalty } = world.consortium.client(victim);
    const key = spentKey.build({ lot: world.spentLot });
    const marker = sealWrite({ mspId: victim, key });
    for (const endorsers of [[alpha], colluders]) expect(await forge([marker], endorsers)).to.equal(REFUSED);
    expect((await loyalty.getLot({ lotId: world.spentLot })).status).to.equal('spent');
    expect(await codeOf(spendAgain(world))).to.equal('LOT_SPENT');
  });

  it('an issuer and its partner revive a lot of their own programme: refused', async () => {
    const { loyalty } = world.consortium.client(beta);
    const own = `${beta}/b`;
    await loyalty.setTerms({
      programme: own,
      version: 0,
      milliPointsPerKm: 1000,
      compensation: [],
      validityDays: 365,
      pointValue: { currency: 'EUR', minorPer1000Points: 800n },
      partners: [alpha, victim],
    });
    const holder = world.wallet.holderIn(own);
    await loyalty.accrue({
      programme: own,
      ref: 'acc',
      accruals: [{ holder, transportId: `${victim}/F-1` }],
    });
    const lot = await loyalty.getLot({ lotId: `${beta}/acc/0` });
    const order = world.wallet.signRedemption({
      programme: own,
      ref: 'meal',
      inputs: [lot],
      amount: lot.amount,
      valueMin: NO_VALUE,
      partner: alpha,
    });
    await world.consortium.client(alpha).loyalty.redeem(order);
    const marker = sealWrite({ mspId: beta, key: spentKey.build({ lot: lot.lotId }) });
    for (const endorsers of [[beta], [alpha, beta], colluders]) {
      expect(await forge([marker], endorsers)).to.equal(REFUSED);
    }
  });

  it('a seal is withdrawn: not by the others, not by the company itself', async () => {
    const { companies } = world.consortium.client(alpha);
    const { result } = await companies.registerPlaces({ ref: 'places', places: PLACES });
    const withdrawal = sealWrite({ mspId: alpha, key: result.key });
    for (const endorsers of [[alpha], colluders]) {
      expect(await forge([withdrawal], endorsers)).to.equal(REFUSED);
    }
    expect(await forge([sealWrite({ mspId: victim, key: deviceKey })])).to.equal(REFUSED);
    expect(await sealStatus(world, result.key)).to.equal('sealed');
  });

  it('a company withdraws its own delay: neither alone nor with the majority', async () => {
    const { companies, transports } = world.consortium.client(alpha);
    await companies.registerPlaces({ ref: 'places', places: PLACES });
    const transportId = `${alpha}/F-1`;
    await transports.plan({ ref: 'plan', transports: [flightOf(transportId)] });
    const late = await transports.update({
      ref: 'late',
      updates: [{ transportId, sequence: 1, kind: 'arrived', arrival: '2026-01-31T17:30:00Z' }],
    });
    const writes = [
      { key: bytesOf(late) },
      sealWrite({ mspId: alpha, key: late.result.key }),
      sealWrite({ mspId: alpha, key: `update/${transportId}/1` }),
    ];
    for (const write of writes) {
      for (const endorsers of [[alpha], colluders]) {
        expect(await forge([write], endorsers), write.key).to.equal(REFUSED);
      }
    }
    const { delayMinutes } = await world.consortium.client(victim).transports.get({ transportId });
    expect(delayMinutes).to.equal(90);
  });

  it('a company deletes its own readings after an excursion was seen, or submits others under their numbers', async () => {
    const { companies, readings } = world.consortium.client(alpha);
    const client = world.consortium.client(victim);
    const shipment = `${victim}/COLD`;
    const conditions = { temperatureMinMilliC: 2000, temperatureMaxMilliC: 8000 };
    await client.shipments.consign({ ...goodsOf(shipment, alpha), conditions });
    const deviceId = `${alpha}/D-9`;
    const device = readings.device({ deviceId });
    await companies.registerDevice({ deviceId, publicKey: device.publicKey });
    const hot = device.sign({ shipmentId: shipment }, [
      { at: '2026-01-31T09:00:00Z', temperatureMilliC: 30_000 },
    ]);
    await readings.submit({ batches: [Buffer.from(hot.bytes).toString('base64')] });
    const record = await client.readings.getBatch({ deviceId, firstSequence: 0 });
    const { digest } = await client.companies.getFact({ key: record.fact });
    const hash = sealHash(digest ?? '');
    const writes = [
      { key: bytesKey(hash) },
      { key: attachmentKey(hash, 0) },
      sealWrite({ mspId: alpha, key: record.fact }),
      sealWrite({ mspId: alpha, key: `batch/${deviceId}/${'0'.repeat(16)}` }),
    ];
    for (const write of writes) {
      for (const endorsers of [[alpha], colluders]) {
        expect(await forge([write], endorsers), write.key).to.equal(REFUSED);
      }
    }
    const again = readings.device({ deviceId, privateKey: device.exportPrivateKey() });
    const cold = again.sign({ shipmentId: shipment }, [
      { at: '2026-01-31T09:00:00Z', temperatureMilliC: 5000 },
    ]);
    const other = readings.submit({ batches: [Buffer.from(cold.bytes).toString('base64')] });
    expect(await codeOf(other)).to.equal('ALREADY_EXISTS');
    const excursions = await client.readings.queryExcursions.page({ shipmentId: shipment });
    expect(excursions.records.map(({ firstSequence }) => firstSequence)).to.deep.equal([0]);
  });

  it('junk under the old public key of an id, with and without a policy: the owner records its fact all the same', async () => {
    for (const isLocked of [false, true]) {
      const squatted = `${victim}/${isLocked ? 'S-2' : 'S-3'}`;
      const key = shipmentConsigned.key.build({ shipment: squatted });
      const junk = bareWrite(key, Buffer.from('{"mine":true}'));
      const write = isLocked ? { ...junk, policy: policyOfAll(colluders) } : junk;
      expect(await forge([write])).to.equal('VALID');
      const { shipments } = world.consortium.client(victim);
      expect(await codeOf(shipments.get({ shipmentId: squatted }))).to.equal('UNKNOWN_SHIPMENT');
      await shipments.consign(goodsOf(squatted, beta));
      expect((await shipments.get({ shipmentId: squatted })).consignor).to.equal(victim);
    }
  });

  it("a true fact's bytes under another company's key do not hold", async () => {
    const bytes = factBytes({
      type: 'device.registered',
      key: deviceRegistered.key.build({ device: `${victim}/D-2` }),
      body: {
        publicKey: world.consortium.client(alpha).readings.device({ deviceId: `${alpha}/D-1` }).publicKey,
        keyType: 'Ed25519',
      },
    });
    const seal = sealWrite({ mspId: alpha, key: `device/${victim}/D-2`, bytes });
    expect(await forge([seal], [alpha])).to.equal('VALID');
    const device = world.consortium.client(beta).companies.getDevice({ deviceId: `${victim}/D-2` });
    expect(await codeOf(device)).to.equal('NOT_FOUND');
  });
});

async function spendAgain(world: World): Promise<unknown> {
  const { loyalty } = world.consortium.client(victim);
  const lot = await loyalty.getLot({ lotId: world.spentLot });
  const again = { programme, ref: 'again', inputs: [lot], amount: 1n, partner: alpha, valueMin: NO_VALUE };
  return await world.consortium.client(alpha).loyalty.redeem(world.wallet.signRedemption(again));
}
