import { expect } from 'chai';
import { toSparkline } from './sparkline';

describe('voyage: line of values', () => {
  it('shows each value between the lowest and the highest, and marks what is outside', () => {
    const { line, marks } = toSparkline([0, 1, 2, 3, 4, 5, 6, 7], { width: 20, min: 2, max: 6 });
    expect(line).to.equal('▁▂▃▄▅▆▇█');
    expect(marks).to.equal('^^     ^');
  });

  it('takes neighbours together where there are more values than room, and misses no value outside', () => {
    const values = Array.from({ length: 1000 }, (_, index) => (index === 777 ? 99 : index % 2));
    const { line, marks } = toSparkline(values, { width: 10, min: 0, max: 1 });
    expect(line).to.have.length(10);
    expect(marks).to.equal('       ^  ');
  });

  it('is level where all values are the same, and empty without values', () => {
    expect(toSparkline([5, 5, 5], { width: 2, min: 0, max: 9 })).to.deep.equal({ line: '▄▄', marks: '  ' });
    expect(toSparkline([], { width: 2, min: 0, max: 9 })).to.deep.equal({ line: '', marks: '' });
  });
});
