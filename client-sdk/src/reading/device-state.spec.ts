import { expect } from 'chai';
import { createAnsweringContext } from '../testing/answering-context';
import { getDeviceState } from './device-state';

const DIGEST = 'b'.repeat(64);

describe('state of a device', () => {
  it('is asked for again from where the peer stopped', async () => {
    const { context, asked } = createAnsweringContext(({ request }) => {
      const { firstSequence } = request;
      const state = { deviceId: 'AMSP/D-1', previousDigest: DIGEST };
      return firstSequence === undefined
        ? { ...state, nextSequence: 100, previousSequence: 99, isPartial: true }
        : { ...state, nextSequence: 150, previousSequence: 149 };
    });
    const { nextSequence, previousSequence } = await getDeviceState(context, { deviceId: 'AMSP/D-1' });
    expect({ nextSequence, previousSequence }).to.deep.equal({ nextSequence: 150, previousSequence: 149 });
    expect(asked.map(({ request }) => request)).to.deep.equal([
      { deviceId: 'AMSP/D-1' },
      { deviceId: 'AMSP/D-1', firstSequence: 99 },
    ]);
  });

  it('is asked for once where the peer walked all of it', async () => {
    const { context, asked } = createAnsweringContext(() => ({ deviceId: 'AMSP/D-1', nextSequence: 0 }));
    expect((await getDeviceState(context, { deviceId: 'AMSP/D-1' })).nextSequence).to.equal(0);
    expect(asked).to.have.length(1);
  });
});
