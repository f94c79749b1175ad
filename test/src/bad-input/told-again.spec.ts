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
    const { readings } = world.consortium.client(alpha);
    const deviceId = `${alpha}/D-1`;
    const contentOf = (publicKey: string): FactContent<'device.registered'> => ({
      type: 'device.registered',
      key: buildKey('device', { device: deviceId }),
      body: { publicKey, keyType: 'Ed25519' },
    });
    const keys = [readings.device({ deviceId }).publicKey, readings.device({ deviceId }).publicKey] as const;
    // Altered chaincode leaves out the policy that would forbid the second time.
    const first = sealedForgery(contentOf(keys[0]), [alpha]);
    expect(await world.consortium.forge({ forgery: first })).to.equal('VALID');
    const content = contentOf(keys[1]);
    const claims = await claimsOf(world, async () => {
      const forgery = sealedForgery(content, [alpha]);
      expect(await world.consortium.forge({ forgery })).to.equal('VALID');
    });
    expect(claims).to.deep.equal([{ proven: false, type: 'device.registered', reason: 'rewritten' }]);
  });
});
