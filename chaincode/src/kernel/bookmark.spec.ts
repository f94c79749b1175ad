import { expect } from 'chai';
import fc from 'fast-check';
import { bookmarkToStart, positionToBookmark } from './bookmark';

const seed = Number(process.env['SEED'] ?? 20260115);

describe('bookmarks', () => {
  const prefix = 'idx/shipment/time/';

  it(`go on behind any key, and never before the next honest one (seed ${seed})`, () => {
    const text = fc.string({ unit: 'binary', maxLength: 600 }).filter((each) => !each.includes('\u0000'));
    fc.assert(
      fc.property(text, (rest) => {
        const key = `${prefix}${rest}`;
        const bookmark = positionToBookmark(prefix, { key, member: 0 });
        expect(bookmark.length).to.be.at.most(1024);
        const { key: first, member } = bookmarkToStart(prefix, bookmark);
        expect(member).to.equal(0);
        const start = Buffer.from(first);
        expect(Buffer.compare(start, Buffer.from(key))).to.equal(1);
        if (Buffer.byteLength(rest) > 476) return;
        for (const next of [`${key}-`, `${key}/`, `${key}0`]) {
          expect(Buffer.compare(start, Buffer.from(next))).to.equal(-1);
        }
      }),
      { seed, numRuns: 500 },
    );
  });

  it('go on within a group at its entry', () => {
    const position = { key: `${prefix}0000000000000001/A/b/${'0'.repeat(16)}`, member: 99 };
    expect(bookmarkToStart(prefix, positionToBookmark(prefix, position))).to.deep.equal(position);
  });
});
