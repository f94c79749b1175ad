import { expect } from 'chai';
import { LINK_KINDS } from './links';
import { MARK_KINDS, type MarkKind } from './marks';
import { NEW_ITEM, takeStep, type ItemState } from './steps';

const STATUSES = ['made', ...MARK_KINDS] as const;
const CASE = 'OneMSP/case/0';
const PALLET = 'OneMSP/pallet/0';

/** The states in which an item is somebody's to sell, to give and to pack. */
const FREE = ['made', 'returned', 'released', 'repurposed'];

const stateOf = (status: ItemState['status'], parent?: string): ItemState => ({ status, parent });

describe('the steps of an item', () => {
  it('begin with one that was made and is in nothing', () => {
    expect(NEW_ITEM).to.deep.equal({ status: 'made', parent: undefined });
  });

  const ofFree = ['sold', 'dispensed', 'quarantined', 'stolen', 'repurposed', 'decommissioned'] as const;
  const expected: Readonly<Record<ItemState['status'], readonly MarkKind[]>> = {
    made: ofFree,
    returned: ofFree,
    released: ofFree,
    repurposed: ofFree,
    sold: ['returned', 'quarantined', 'repurposed', 'decommissioned'],
    dispensed: [],
    quarantined: ['released', 'stolen', 'decommissioned'],
    stolen: ['released', 'decommissioned'],
    decommissioned: [],
  };
  for (const status of STATUSES) {
    it(`lead from ${status} to ${expected[status].join(', ') || 'nothing'}, wherever it is`, () => {
      for (const parent of [undefined, CASE]) {
        for (const mark of MARK_KINDS) {
          const after = expected[status].includes(mark) ? stateOf(mark, parent) : undefined;
          expect(takeStep(stateOf(status, parent), { mark }), mark).to.deep.equal(after);
        }
      }
    });
  }

  for (const link of LINK_KINDS) {
    it(`have it ${link} while it is free or sold, and in nothing`, () => {
      const step = { link, action: 'add', parent: CASE } as const;
      const before = STATUSES.filter((status) => takeStep(stateOf(status), step) !== undefined);
      expect(before).to.have.members([...FREE, 'sold']);
      for (const status of before) {
        expect(takeStep(stateOf(status), step)).to.deep.equal(stateOf(status, CASE));
        expect(takeStep(stateOf(status, CASE), step)).to.equal(undefined);
        expect(takeStep(stateOf(status, PALLET), step)).to.equal(undefined);
      }
    });

    it(`take it out of what it was ${link} in, in any state, and out of nothing else`, () => {
      const step = { link, action: 'remove', parent: CASE } as const;
      for (const status of STATUSES) {
        expect(takeStep(stateOf(status, CASE), step)).to.deep.equal(stateOf(status));
        expect(takeStep(stateOf(status, PALLET), step)).to.equal(undefined);
        expect(takeStep(stateOf(status), step)).to.equal(undefined);
      }
    });
  }
});
