import { expect } from 'chai';
import { compareOutcomes } from './compare';
import { mapInTurn } from './in-turn';
import type { Outcome } from './play';

const outcome: Outcome = {
  drafts: [{ readWriteSet: 'AA==' }, null],
  codes: [[0, null], [11]],
  state: { Org1MSP: { 'history k': ['1'] } },
};

describe('comparing outcomes', () => {
  it('finds nothing between equal ones', () => {
    expect(compareOutcomes({ devnet: outcome, fabric: structuredClone(outcome) })).to.deep.equal([]);
  });

  it('finds each leaf that differs, and what only one of them has', () => {
    const fabric: Outcome = {
      ...outcome,
      codes: [
        [0, null],
        [12, 0],
      ],
      state: {},
    };
    expect(compareOutcomes({ devnet: outcome, fabric })).to.deep.equal([
      { at: 'codes.1.0', devnet: 11, fabric: 12 },
      { at: 'codes.1.1', devnet: undefined, fabric: 0 },
      { at: 'state.Org1MSP', devnet: { 'history k': ['1'] }, fabric: undefined },
    ]);
  });
});

describe('work in turn', () => {
  it('is done so much at a time, and keeps its order', async () => {
    let running = 0;
    let most = 0;
    const work = [3, 1, 2, 0].map((value) => async () => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < value; turn += 1) {
        await Promise.resolve();
      }
      running -= 1;
      return value;
    });
    expect(await mapInTurn({ work, atOnceMax: 2 })).to.deep.equal([3, 1, 2, 0]);
    expect(most).to.equal(2);
  });
});
