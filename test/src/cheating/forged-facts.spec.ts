import { expect } from 'chai';
import { custodyKey, deviceRegistered, deviceRevoked, loyaltyLots, shipmentMilestones, type FactType } from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import { bareWrite, eventOf, factBytes, sealedForgery, type ForgedContent } from './forge';
import { victim } from './consortium';
import { alpha, beta, createWorld, programme, shipmentId, transportId, type World } from './world';
import { claimsOf, codeOf, sealStatus } from './observe';

/** What three companies would like the fourth to have said. */
function forgeries(world: World): Readonly<Record<string, ForgedContent<FactType>>> {
  const holder = world.wallet.holderIn(programme);
  const lots: ForgedContent<'loyalty.lots'> = {
    type: 'loyalty.lots',
    key: buildKey('lots', { mspId: victim, ref: 'gift' }),
    body: {
      programme,
      origin: 'accrual',
      lots: [{ holder, transportId, amount: 1_000_000n, expiresAt: 1_900_000_000_000, termsVersion: 0 }],
    },
  };
  const milestones: ForgedContent<'shipment.milestones'> = {
    type: 'shipment.milestones',
    key: buildKey('milestones', { mspId: victim, ref: 'arrived' }),
    body: {
      milestones: [
        { shipmentId, kind: 'arrived', classifier: 'actual', at: 1_700_000_000_000, place: 'JFK' },
      ],
    },
  };
  const device: ForgedContent<'device.registered'> = {
    type: 'device.registered',
    key: buildKey('device', { device: `${victim}/D-9` }),
    body: {
      publicKey: world.consortium.client(alpha).readings.device({ deviceId: `${alpha}/D-9` }).publicKey,
      keyType: 'Ed25519',
    },
  };
  const handover: ForgedContent<'custody.offered'> = {
    type: 'custody.offered',
    key: buildKey('offer', { shipment: shipmentId, number: 1 }),
    body: { from: victim, to: beta },
  };
  return { lot: lots, milestone: milestones, device, handover } as Readonly<
    Record<string, ForgedContent<FactType>>
  >;
}

describeOnNetwork("cheating: facts forged in another company's name", () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  for (const name of ['lot', 'milestone', 'device', 'handover']) {
    it(`a ${name} with the victim's seal, endorsed by the three others, does not become valid`, async () => {
      const content = forgeries(world)[name];
      const forgery = sealedForgery(content as ForgedContent<FactType>, [victim]);
      expect(await world.consortium.forge({ forgery })).to.equal('ENDORSEMENT_POLICY_FAILURE');
      expect(await sealStatus(world, content?.key ?? '')).to.equal('absent');
    });

    it(`a ${name} without the victim's seal is valid bytes, and no read or event takes it for true`, async () => {
      const content = forgeries(world)[name] as ForgedContent<FactType>;
      const forgery = sealedForgery(content, []);
      const claims = await claimsOf(world, async () => {
        expect(await world.consortium.forge({ forgery })).to.equal('VALID');
      });
      expect(claims).to.deep.equal([{ proven: false, type: content.type, reason: 'unsealed' }]);
      expect(await sealStatus(world, content.key)).to.equal('unsealed');
    });
  }

  it('what was forged without seals is absent for every query', async () => {
    const { companies, shipments, loyalty } = world.consortium.client(victim);
    expect(await codeOf(companies.getDevice({ deviceId: `${victim}/D-9` }))).to.equal('NOT_FOUND');
    const lot = loyalty.getLot({ lotId: `${victim}/gift/0` });
    expect(await codeOf(lot)).to.equal('UNKNOWN_LOT');
    const shipment = await shipments.get({ shipmentId });
    expect([shipment.custodian, shipment.status]).to.deep.equal([victim, 'consigned']);
    const milestones = await shipments.queryMilestones.page({ shipmentId });
    expect(milestones.records).to.deep.equal([]);
  });

  it('a forged pointer to an unsealed lot gives the holder nothing', async () => {
    const holder = world.wallet.holderIn(programme);
    const before = await world.consortium
      .client(victim)
      .loyalty.getBalance({ programme, holder, at: new Date() });
    const pointer = Buffer.from(JSON.stringify({ fact: `lots/${victim}/gift`, index: 0 }));
    const forgery = {
      writes: [
        bareWrite(`lot/${victim}/gift/0`, pointer),
        bareWrite(`idx/holder/${programme}/${holder}/${victim}/gift/0`, Buffer.from('{}')),
      ],
    };
    expect(await world.consortium.forge({ forgery })).to.equal('VALID');
    const after = await world.consortium
      .client(victim)
      .loyalty.getBalance({ programme, holder, at: new Date() });
    expect(after.points).to.equal(before.points);
  });

  it('an event without facts is shown as unproven, whether three companies or one alone emit it', async () => {
    const bytes = factBytes({
      type: 'device.revoked',
      key: buildKey('deviceRevoked', { device: `${victim}/D-1` }),
      body: { reason: 'never' },
    });
    const event = eventOf([
      {
        type: 'device.revoked',
        key: `device/${victim}/D-1/revoked`,
        digest: bytes.toString('hex').slice(0, 64),
      },
    ]);
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
