import { expect } from 'chai';
import { KonttiError } from '../errors';
import { createSerialTree, verifyRecalled } from './serial-tree';

const serials = Array.from({ length: 1000 }, (_, index) => `S-${index * 7}`);

function codeOf(work: () => void): string {
  try {
    work();
    return 'shown';
  } catch (error) {
    return error instanceof KonttiError ? error.code : String(error);
  }
}

describe('a recall that names its items by a root', () => {
  const tree = createSerialTree({ serials });
  const recall = { rooted: tree.rooted };

  it('is shown of each of its items by the opening of the maker', () => {
    for (const index of [0, 1, 511, 512, 999]) {
      expect(
        codeOf(() => verifyRecalled({ recall, index, opening: tree.open(index) })),
        String(index),
      ).to.equal('shown');
    }
  });

  it('is shown of no other item, place, salt or root', () => {
    const opening = tree.open(7);
    const other = createSerialTree({ serials });
    const bent = (change: object) => Object.assign({}, opening, change);
    for (const [what, wrong] of [
      ['place', { recall, index: 8, opening }],
      ['place behind the end', { recall, index: 1000, opening }],
      ['no place', { recall, index: -1, opening }],
      ['half a place', { recall, index: 0.5, opening }],
      ['serial', { recall, index: 7, opening: bent({ serial: 'S-50' }) }],
      ['salt', { recall, index: 7, opening: bent({ salt: '0'.repeat(64) }) }],
      ['path', { recall, index: 7, opening: bent({ path: opening.path.slice(1) }) }],
      ['root', { recall: { rooted: other.rooted }, index: 7, opening }],
      ['count', { recall: { rooted: { root: tree.rooted.root, count: 4 } }, index: 7, opening }],
      ['recall by ranges', { recall: {}, index: 7, opening }],
    ] as const) {
      expect(
        codeOf(() => verifyRecalled(wrong)),
        what,
      ).to.equal('INCLUSION_INVALID');
    }
  });
});
