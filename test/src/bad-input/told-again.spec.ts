import { expect } from 'chai';
import { buildKey, type FactContent } from '@kontti/model';
import { claimsOf } from '../cheating/observe';
import { sealedForgery } from '../cheating/forge';
import { alpha, createWorld, type World } from '../cheating/world';
import { describeOnNetwork } from '../engine/engine';

describeOnNetwork('what a company told before and tells anew, alone', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  it('a fact that its owner seals again under the same key is no second event', async () => {
    const { companies, readings } = world.consortium.client(alpha);
    const deviceId = `${alpha}/D-1`;
    const [first, second] = [readings.device({ deviceId }), readings.device({ deviceId })];
    await companies.registerDevice({ deviceId, publicKey: first.publicKey });
    const content: FactContent<'device.registered'> = {
      type: 'device.registered',
      key: buildKey('device', { device: deviceId }),
      body: { publicKey: second.publicKey, keyType: 'Ed25519' },
    };
    const claims = await claimsOf(world, async () => {
      const forgery = sealedForgery(content, [alpha]);
      expect(await world.consortium.forge({ forgery, endorsers: [alpha] })).to.equal('VALID');
    });
    expect(claims).to.deep.equal([{ proven: false, type: 'device.registered', reason: 'rewritten' }]);
  });
});
