import { expect } from 'chai';
import { KonttiError } from '../errors';
import { isAfter, positionToText, textToPosition } from './position';

describe('positions', () => {
  it('are read as they are written, beyond 2^53 too', () => {
    const position = { block: 2n ** 62n, tx: 7, event: 0 };
    expect(textToPosition(positionToText(position))).to.deep.equal(position);
  });

  it('are ordered by block, transaction, event', () => {
    const ordered = ['0.0.0', '0.0.1', '0.1.0', '1.0.0', '2.0.0', '10.0.0'].map(textToPosition);
    ordered.forEach((position, index) => {
      ordered.forEach((mark, markIndex) => {
        expect(isAfter(position, mark)).to.equal(index > markIndex);
      });
    });
  });

  it('are refused in any other form', () => {
    for (const text of ['', '1', '1.2', '1.2.3.4', '-1.0.0', '1.0.x', ' 1.0.0']) {
      expect(() => textToPosition(text))
        .to.throw(KonttiError)
        .with.property('code', 'OPTIONS_INVALID');
    }
  });
});
