import { expect } from 'chai';
import { checksTable } from './tables';

describe('voyage: checks', () => {
  it('are one row each, with a mark for each company that made it', () => {
    const text = checksTable([
      {
        name: 'delays',
        expected: '7',
        found: [
          { company: 'forwarder', actual: '7', ok: true },
          { company: 'airline', actual: '6', ok: false },
        ],
      },
      { name: 'points', expected: '1', found: [{ company: 'caterer', actual: '1', ok: true }] },
    ]);
    const rows = text.split('\n').map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(rows.filter(([name]) => name === 'delays')).to.deep.equal([['delays', '7', '✓', '✗ 6', '', '']]);
    expect(rows.filter(([name]) => name === 'points')).to.deep.equal([['points', '1', '', '', '', '✓']]);
    expect(rows).to.have.length(5);
  });
});
