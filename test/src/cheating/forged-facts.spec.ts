import { expect } from 'chai';
import {
  custodyKey,
  deviceRegistered,
  deviceRevoked,
  shipmentConsigned,
  transportPlanned,
  type FactType,
} from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import { bareWrite, eventOf, factBytes, sealedForgery, type ForgedContent } from './forge';
import { victim } from './consortium';
import { alpha, beta, createWorld, flightOf, goodsOf, shipmentId, type World } from './world';
import { claimsOf, codeOf, sealStatus } from './observe';

/** What three companies would like the fourth to have said. */
function forgeries(world: World): Readonly<Record<string, ForgedContent>> {
  const consignment: ForgedContent<'shipment.consigned'> = {
    type: shipmentConsigned.type,
    key: shipmentConsigned.key.build({ shipment: `${victim}/S-9` }),
    body: { ...goodsOf('', alpha), shipmentId: undefined } as never,
  };
  const plan: ForgedContent<'transport.planned'> = {
    type: transportPlanned.type,
    key: transportPlanned.key.build({ company: victim, ref: 'forged' }),
    body: {
      transports: [{ ...flightOf(`${victim}/F-9`), departurePlanned: 1, arrivalPlanned: 2 }],
    },
  };
  const device: ForgedContent<'device.registered'> = {
    type: deviceRegistered.type,
    key: deviceRegistered.key.build({ device: `${victim}/D-9` }),
    body: {
      publicKey: world.consortium.client(alpha).readings.device({ deviceId: `${alpha}/D-9` }).publicKey,
      keyType: 'Ed25519',
    },
  };
  const handover: ForgedContent<'custody.offered'> = {
    type: 'custody.offered',
    key: custodyKey.build({ shipment: shipmentId, number: 1, custodian: victim }),
    body: { from: victim, to: beta, previous: '0'.repeat(64) },
  };
  return { consignment, plan, device, handover } as unknown as Readonly<Record<string, ForgedContent>>;
}

describeOnNetwork("cheating: facts forged in another company's name", () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  for (const name of ['consignment', 'plan', 'device', 'handover']) {
    it(`a ${name} with the victim's seal, endorsed by the three others, does not become valid`, async () => {
      const content = forgeries(world)[name] as ForgedContent<FactType>;
      const forgery = sealedForgery(content, [victim]);
      expect(await world.consortium.forge({ forgery })).to.equal('ENDORSEMENT_POLICY_FAILURE');
      expect(await sealStatus(world, content.key)).to.equal('absent');
    });

    it(`a ${name} without the victim's seal is valid bytes, and no read or event takes it for true`, async () => {
      const content = forgeries(world)[name] as ForgedContent<FactType>;
      const forgery = sealedForgery(content, []);
      const claims = await claimsOf(world, async () => {
        expect(await world.consortium.forge({ forgery })).to.equal('VALID');
      });
      expect(claims).to.deep.equal([{ proven: false, type: content.type, reason: 'unsealed' }]);
      expect(await sealStatus(world, content.key)).to.equal('absent');
    });
  }

  it('what was forged without seals is absent for every query', async () => {
    const { companies, shipments, transports } = world.consortium.client(victim);
    expect(await codeOf(companies.getDevice({ deviceId: `${victim}/D-9` }))).to.equal('NOT_FOUND');
    expect(await codeOf(transports.get({ transportId: `${victim}/F-9` }))).to.equal('UNKNOWN_TRANSPORT');
    expect(await codeOf(shipments.get({ shipmentId: `${victim}/S-9` }))).to.equal('UNKNOWN_SHIPMENT');
    const shipment = await shipments.get({ shipmentId });
    expect([shipment.custodian, shipment.status]).to.deep.equal([victim, 'consigned']);
  });

  it('a list entry for what no company sealed shows nothing', async () => {
    const { shipments } = world.consortium.client(victim);
    const before = (await shipments.query.page({})).records.length;
    const entry = `idx/shipment/time/0000000000000001/${victim}/S-9/${'0'.repeat(16)}`;
    const forgery = { writes: [bareWrite(entry, Buffer.from('{}'))] };
    expect(await world.consortium.forge({ forgery })).to.equal('VALID');
    expect((await shipments.query.page({})).records).to.have.length(before);
  });

  it('an event without facts is shown as unproven, whether three companies or one alone emit it', async () => {
    const key = deviceRevoked.key.build({ device: `${victim}/D-1` });
    const bytes = factBytes({ type: 'device.revoked', key, body: { reason: 'never' } });
    const event = eventOf([{ type: 'device.revoked', key, digest: bytes.toString('hex').slice(0, 64) }]);
    const together = await claimsOf(world, async () => {
      expect(await world.consortium.forge({ forgery: { writes: [], event } })).to.equal('VALID');
    });
    expect(together).to.deep.equal([{ proven: false, type: 'device.revoked', reason: 'absent' }]);
    const own = { key: 'scratch', collection: `seal_${alpha}`, value: 'AA==' };
    const alone = await claimsOf(world, async () => {
      const code = await world.consortium.forge({ forgery: { writes: [own], event }, endorsers: [alpha] });
      expect(code).to.equal('VALID');
    });
    expect(alone).to.deep.equal([{ proven: false, type: 'device.revoked', reason: 'absent' }]);
  });
});
