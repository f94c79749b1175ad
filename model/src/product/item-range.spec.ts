import { expect } from 'chai';
import fc from 'fast-check';
import { refusalOf } from '../testing/refusal';
import {
  contains,
  findOverlap,
  itemRange,
  itemRangeOf,
  overlaps,
  parseItemRange,
  sizeOf,
} from './item-range';

const of = itemRangeOf;

describe('ranges of items', () => {
  it('are one item, or those from one number to a higher one', () => {
    expect(parseItemRange('A/b/7')).to.deep.equal({
      items: 'A/b',
      company: 'A',
      ref: 'b',
      first: 7,
      last: 7,
    });
    expect(parseItemRange('A/b/7-9')).to.deep.equal({
      ...{ items: 'A/b', company: 'A', ref: 'b', first: 7, last: 9 },
    });
    for (const text of [
      'A/b/7-7',
      'A/b/9-7',
      'A/b',
      'A/b/',
      'A/b/-7',
      'A/b/07',
      'x A/b/7',
      'A/b/7-',
      'A/b/7-9-',
    ]) {
      expect(parseItemRange(text), text).to.equal(undefined);
      expect(
        refusalOf(() => itemRangeOf(text)),
        text,
      ).to.equal('FIELD_FORMAT items');
      expect(
        refusalOf(() => itemRange.check(text, 'here')),
        text,
      ).to.match(/^FIELD_\w+ here$/);
    }
    expect(refusalOf(() => itemRange.check('', 'here'))).to.equal('FIELD_RANGE here');
    expect(refusalOf(() => itemRange.check('x'.repeat(600), 'here'))).to.equal('FIELD_RANGE here');
    expect(sizeOf(of('A/b/7'))).to.equal(1);
    expect(sizeOf(of('A/b/7-9'))).to.equal(3);
  });

  it('overlap or contain one another when they have items in common', () => {
    const cases: readonly (readonly [string, string, boolean, boolean])[] = [
      ['A/b/2-5', 'A/b/5', true, true],
      ['A/b/2-5', 'A/b/2-5', true, true],
      ['A/b/2-5', 'A/b/2', true, true],
      ['A/b/2-5', 'A/b/5-6', true, false],
      ['A/b/2-5', 'A/b/1-2', true, false],
      ['A/b/2-5', 'A/b/6', false, false],
      ['A/b/2-5', 'A/b/0-1', false, false],
      ['A/b/2-5', 'A/c/3', false, false],
      ['A/b/2-5', 'B/b/3', false, false],
    ];
    for (const [left, right, isCommon, isInside] of cases) {
      expect(overlaps(of(left), of(right)), `${left} ${right}`).to.equal(isCommon);
      expect(overlaps(of(right), of(left)), `${right} ${left}`).to.equal(isCommon);
      expect(contains(of(left), of(right)), `${left} has ${right}`).to.equal(isInside);
    }
  });

  it('that have an item of an earlier range are found', () => {
    const found = (...texts: readonly string[]) => findOverlap(texts.map(of));
    expect(found()).to.equal(undefined);
    expect(found('A/b/0-9', 'A/c/0-9', 'A/b/10')).to.equal(undefined);
    expect(found('A/b/10', 'A/c/0-9', 'A/b/0-10')).to.equal(2);
    expect(found('A/b/0-9', 'A/b/2', 'A/b/8')).to.equal(1);
    expect(found('A/b/8', 'A/b/2', 'A/b/0-9')).to.equal(2);
    // The second one is short, and lies between the first one and what that overlaps.
    expect(found('A/b/0-9', 'A/b/20', 'A/b/1', 'A/b/5')).to.equal(2);
    expect(found('A/c/0-9', 'A/b/0-3', 'A/b/4-6', 'A/c/9')).to.equal(3);
    expect(found('A/b/5', 'A/a/1-9', 'A/b/6', 'A/a/3')).to.equal(3);
  });

  it('are found exactly where comparing each with all before it finds one', () => {
    const range = fc
      .tuple(fc.constantFrom('A/a', 'A/b', 'B/a'), fc.nat(12), fc.nat(4))
      .map(([items, first, more]) => of(`${items}/${first}${more === 0 ? '' : `-${first + more}`}`));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
        const isLate = (index: number): boolean =>
          ranges
            .slice(0, index)
            .some((before) => ranges.slice(index, index + 1).some((late) => overlaps(before, late)));
        const index = findOverlap(ranges);
        if (index === undefined) expect([...ranges.keys()].some(isLate)).to.equal(false);
        else expect(isLate(index)).to.equal(true);
      }),
    );
  });
});
