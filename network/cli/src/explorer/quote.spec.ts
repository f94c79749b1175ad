import { expect } from 'chai';
import { cliLimits } from '../options/limits';
import { boundLines, quote, toPrintable, valueToText } from './quote';

const { shownCharactersMax, shownEntriesMax } = cliLimits;

describe('what a terminal shows of the ledger', () => {
  it('holds nothing that a terminal would take for a command', () => {
    const odd = '\u0000a\u001b[2J\u009b\u202e\u2028\n"';
    for (const text of [toPrintable(odd), quote(odd)]) {
      expect(text).not.to.match(/[\p{C}\u2028]/u);
      expect(text).to.contain('a').and.to.contain('[2J');
    }
    expect(quote('Köln "x"')).to.equal('"Köln \\"x\\""');
    expect(valueToText({ kind: 'json', value: '{\n  "a": 1\n}', bytes: 12 })).to.equal('{ "a": 1 }');
    expect(valueToText({ kind: 'hex', value: 'ff00', bytes: 2 })).to.equal('ff00 (hex, 2 bytes)');
  });

  it('is bounded', () => {
    expect(quote('x'.repeat(shownCharactersMax + 1))).to.equal(`"${'x'.repeat(shownCharactersMax)}…"`);
    const lines = boundLines(Array.from({ length: shownEntriesMax + 3 }, String));
    expect(lines).to.have.length(shownEntriesMax + 1);
    expect(lines.at(-1)).to.contain('3 more');
    expect(boundLines(['a'])).to.deep.equal(['a']);
  });
});
