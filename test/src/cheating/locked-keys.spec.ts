import { expect } from 'chai';
import { custodyKey, deviceRevoked, sealCollectionName, updateKey } from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import { victim } from './consortium';
import { bareWrite, bytesWrite, factBytes, sealWrite } from './forge';
import { codeOf } from './observe';
import {
  PLACES,
  alpha,
  beta,
  createWorld,
  flightOf,
  goodsOf,
  shipmentId,
  transportId,
  type World,
} from './world';

const JUNK = Buffer.from('{"mine":true}');

describeOnNetwork('cheating: keys that are used up or locked, so that nobody could ever go on', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  it("a majority locks public keys under every name that the victim's next facts could have: nothing is locked", async () => {
    const names = [
      deviceRevoked.key.build({ device: `${victim}/D-1` }),
      updateKey.build({ transport: transportId, number: 1 }),
      custodyKey.build({ shipment: shipmentId, number: 1, custodian: victim }),
      `updates/${victim}/u-1`,
      `company/${victim}/1`,
      `rule/${victim}/shipment/0`,
      `terms/${victim}/miles/1`,
    ];
    const { policy = '' } = bytesWrite(JUNK);
    const writes = names.map((key) => ({ ...bareWrite(key, JUNK), policy }));
    expect(await world.consortium.forge({ forgery: { writes } })).to.equal('VALID');
    const { companies, shipments, transports } = world.consortium.client(victim);
    await companies.revokeDevice({ deviceId: `${victim}/D-1`, reason: 'lost' });
    await transports.update({
      ref: 'u-1',
      updates: [{ transportId, sequence: 1, kind: 'estimated', arrival: '2026-01-31T17:00:00Z' }],
    });
    await shipments.offerCustody({ shipmentId, sequence: 1, to: alpha });
    await companies.setRule({ assetType: 'shipment', version: 0, rule: "'{self}'" });
    expect((await shipments.get({ shipmentId })).moves).to.equal(1);
  });

  it('a company used up its own next numbers in an hour of its own: they are skipped, and the series go on', async () => {
    const { companies, shipments, transports } = world.consortium.client(alpha);
    await companies.registerPlaces({ ref: 'places', places: PLACES });
    await transports.plan({ ref: 'plan', transports: [flightOf(`${alpha}/F-1`)] });
    await shipments.consign(goodsOf(`${alpha}/S-1`, beta));
    const keys = [
      updateKey.build({ transport: `${alpha}/F-1`, number: 1 }),
      custodyKey.build({ shipment: `${alpha}/S-1`, number: 1, custodian: alpha }),
      `rule/${alpha}/shipment/0`,
    ];
    const seals = keys.map((key) => sealWrite({ mspId: alpha, key, bytes: JUNK }));
    expect(await world.consortium.forge({ forgery: { writes: seals }, endorsers: [alpha] })).to.equal(
      'VALID',
    );
    const update = { transportId: `${alpha}/F-1`, kind: 'arrived', arrival: '2026-01-31T17:00:00Z' } as const;
    const first = transports.update({ ref: 'u-1', updates: [{ ...update, sequence: 1 }] });
    expect(await codeOf(first)).to.equal('SEQUENCE');
    await transports.update({ ref: 'u-2', updates: [{ ...update, sequence: 2 }] });
    await shipments.offerCustody({ shipmentId: `${alpha}/S-1`, sequence: 2, to: beta });
    await companies.setRule({ assetType: 'shipment', version: 1, rule: "'{self}'" });
    const { consortium } = world;
    expect(
      (await consortium.client(victim).transports.get({ transportId: `${alpha}/F-1` })).delayMinutes,
    ).to.equal(60);
    const { handovers } = await consortium
      .client(victim)
      .shipments.getCustody({ shipmentId: `${alpha}/S-1` });
    expect(handovers.map(({ status }) => status)).to.deep.equal(['void', 'open']);
  });

  it('a revocation that its owner used up by junk counts as a revocation: no batch is accepted any more', async () => {
    const { companies } = world.consortium.client(alpha);
    const deviceId = `${alpha}/D-2`;
    const { publicKey } = world.consortium.client(alpha).readings.device({ deviceId });
    await companies.registerDevice({ deviceId, publicKey });
    const junk = sealWrite({ mspId: alpha, key: deviceRevoked.key.build({ device: deviceId }), bytes: JUNK });
    expect(junk.collection).to.equal(sealCollectionName(alpha));
    expect(await world.consortium.forge({ forgery: { writes: [junk] }, endorsers: [alpha] })).to.equal(
      'VALID',
    );
    const seen = await world.consortium.client(victim).companies.getDevice({ deviceId });
    expect(seen.status).to.equal('revoked');
  });

  it('bytes are recorded before their fact is: the fact is recorded with another time and digest', async () => {
    const bytes = factBytes({
      type: 'shipment.consigned',
      key: `shipment/${victim}/EARLY`,
      body: { ...goodsOf('', alpha), shipmentId: undefined } as never,
    });
    expect(await world.consortium.forge({ forgery: { writes: [bytesWrite(bytes)] } })).to.equal('VALID');
    const { shipments } = world.consortium.client(victim);
    await shipments.consign(goodsOf(`${victim}/EARLY`, alpha));
    expect((await shipments.get({ shipmentId: `${victim}/EARLY` })).consignor).to.equal(victim);
  });
});
