import { expect } from 'chai';
import { chooseLines } from './sample';

/** Ten lines of imports and comments, twenty of code, and a line that declares. */
const text = [
  ...Array.from({ length: 10 }, (_, index) => `import { a${index} } from './a(${index})';`),
  ...Array.from({ length: 20 }, (_, index) => `  return call(${index});`),
  '  readonly name: string;',
].join('\n');
const sources = Array.from({ length: 10 }, (_, index) => ({ path: `src/${index}.ts`, text }));

describe('a sample of lines to mutate', () => {
  it('is the same for the same seed and another for another', () => {
    const sample = (seed: number): readonly string[] => chooseLines(sources, { seed, codeLines: 40 });
    expect(sample(1)).to.deep.equal(sample(1));
    expect(sample(2)).not.to.deep.equal(sample(1));
  });

  it('has as many lines of code as are wanted, each once, in windows that lie inside their files', () => {
    const chosen = chooseLines(sources, { seed: 3, codeLines: 40 });
    expect(new Set(chosen).size).to.equal(chosen.length);
    const codeOf: Readonly<Record<string, number>> = { '1-15': 5, '16-30': 15 };
    const counts = chosen.map((name) => codeOf[name.split(':')[1] ?? ''] ?? 0);
    expect(counts).not.to.include(0);
    expect(counts.reduce((sum, count) => sum + count, 0)).to.be.within(40, 54);
  });

  it('is every window with code where more is wanted than there is', () => {
    expect(chooseLines(sources, { seed: 4, codeLines: 10_000 })).to.have.length(2 * sources.length);
  });
});
