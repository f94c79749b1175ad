import { expect } from 'chai';
import { deviceRegistered } from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import { sealedForgery, unprotected, type ForgedContent } from './forge';
import { claimsOf } from './observe';
import { alpha, createWorld, type World } from './world';

describeOnNetwork('cheating: what a company recorded before, and records anew', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  it('a fact without protection is unproven from the start, and its second version is no event either', async () => {
    const { readings } = world.consortium.client(alpha);
    const deviceId = `${alpha}/D-1`;
    const contentOf = (): ForgedContent<'device.registered'> => ({
      type: 'device.registered',
      key: deviceRegistered.key.build({ device: deviceId }),
      body: { publicKey: readings.device({ deviceId }).publicKey, keyType: 'Ed25519' },
    });
    for (const reason of ['unprotected', 'rewritten']) {
      const honest = sealedForgery(contentOf(), [alpha]);
      const forgery = reason === 'rewritten' ? honest : { ...honest, writes: honest.writes.map(unprotected) };
      const claims = await claimsOf(world, async () => {
        expect(await world.consortium.forge({ forgery })).to.equal('VALID');
      });
      expect(claims).to.deep.equal([{ proven: false, type: 'device.registered', reason }]);
    }
  });
});
