import { expect } from 'chai';
import { KonttiError } from '../errors';
import { isAfter, positionBehind, positionToText, textToPosition } from './position';

const ledger = '0123456789abcdef';

describe('positions', () => {
  it('are read as they are written, beyond 2^53 too', () => {
    const position = { ledger, block: 2n ** 62n, tx: 7, event: 0 };
    expect(textToPosition(positionToText(position), ledger)).to.deep.equal(position);
  });

  it('are ordered by block, transaction, event', () => {
    const ordered = ['0.0.0', '0.0.1', '0.1.0', '1.0.0', '2.0.0', '10.0.0'].map((text) =>
      textToPosition(`${ledger}:${text}`, ledger),
    );
    ordered.forEach((position, index) => {
      ordered.forEach((mark, markIndex) => {
        expect(isAfter(position, mark)).to.equal(index > markIndex);
      });
    });
  });

  it('say that a whole block is behind them', () => {
    const behind = textToPosition(positionBehind({ ledger, block: 7n }), ledger);
    expect(isAfter({ ledger, block: 7n, tx: 1_000_000, event: 1_000_000 }, behind)).to.equal(false);
    expect(isAfter({ ledger, block: 8n, tx: 0, event: 0 }, behind)).to.equal(true);
  });

  it('are refused in any other form', () => {
    for (const text of ['', '1', '1.2', '1.2.3', '1.2.3.4', '-1.0.0', '1.0.x', ' 1.0.0']) {
      for (const written of [text, `${ledger}:${text}`, `0:${text}`]) {
        if (written !== `${ledger}:1.2.3`) {
          expect(() => textToPosition(written, ledger), written)
            .to.throw(KonttiError)
            .that.nested.includes({ code: 'OPTIONS_INVALID', 'details.option': 'after' });
        }
      }
    }
  });

  it('are refused on another ledger, unless one of the two is not known', () => {
    const other = 'fedcba9876543210';
    expect(() => textToPosition(`${other}:1.2.3`, ledger))
      .to.throw(KonttiError)
      .with.property('code', 'POSITION_OF_OTHER_LEDGER');
    expect(textToPosition(`${other}:1.2.3`, undefined).block).to.equal(1n);
    const unknown = positionToText({ ledger: undefined, block: 1n, tx: 2, event: 3 });
    expect(textToPosition(unknown, ledger)).to.deep.equal({ ledger, block: 1n, tx: 2, event: 3 });
  });
});
