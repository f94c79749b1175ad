import { expect } from 'chai';
import { chooseLines } from './sample';

const sources = Array.from({ length: 40 }, (_, index) => ({ path: `src/${index}.ts`, lines: 30 + index }));

describe('a sample of lines to mutate', () => {
  it('is the same for the same seed and another for another', () => {
    expect(chooseLines(sources, { seed: 1, lines: 120 })).to.deep.equal(
      chooseLines(sources, { seed: 1, lines: 120 }),
    );
    expect(chooseLines(sources, { seed: 2, lines: 120 })).not.to.deep.equal(
      chooseLines(sources, { seed: 1, lines: 120 }),
    );
  });

  it('has as many lines as are wanted, once each and inside their files', () => {
    const chosen = chooseLines(sources, { seed: 3, lines: 120 }).map((text) => {
      const [path = '', range = ''] = text.split(':');
      const [first = 0, last = 0] = range.split('-').map(Number);
      return { path, first, last };
    });
    const sum = chosen.reduce((total, { first, last }) => total + last - first + 1, 0);
    expect(sum).to.be.within(120, 131);
    expect(new Set(chosen.map(({ path, first }) => `${path} ${first}`)).size).to.equal(chosen.length);
    for (const { path, first, last } of chosen) {
      const lines = sources.find((source) => source.path === path)?.lines ?? 0;
      expect(first).to.be.within(1, lines);
      expect(last).to.be.within(first, lines);
    }
  });

  it('is everything where that is wanted', () => {
    const all = sources.reduce((total, { lines }) => total + lines, 0);
    const chosen = chooseLines(sources, { seed: 4, lines: all });
    expect(new Set(chosen.map((text) => text.split(':')[0])).size).to.equal(sources.length);
  });
});
