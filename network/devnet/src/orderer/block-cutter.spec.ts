import { expect } from 'chai';
import { createBlockCutter } from './block-cutter';

const message = (length: number): Uint8Array => new Uint8Array(length);

describe('the block cutter', () => {
  const create = (): ReturnType<typeof createBlockCutter> =>
    createBlockCutter({ messagesMax: 3, timeoutMs: 1000, preferredBytesMax: 100 });

  it('cuts at the number of messages', () => {
    const cutter = create();
    expect(cutter.add(message(1))).to.deep.equal([]);
    expect(cutter.add(message(2))).to.deep.equal([]);
    expect(cutter.add(message(3)).map((batch) => batch.map(({ length }) => length))).to.deep.equal([
      [1, 2, 3],
    ]);
    expect(cutter.hasPending).to.equal(false);
  });

  it('cuts before a batch grows too large', () => {
    const cutter = create();
    cutter.add(message(60));
    expect(cutter.add(message(50)).map((batch) => batch.length)).to.deep.equal([1]);
    expect(cutter.hasPending).to.equal(true);
  });

  it('isolates a message that is too large for a batch', () => {
    const cutter = create();
    cutter.add(message(10));
    const batches = cutter.add(message(101)).map((batch) => batch.map(({ length }) => length));
    expect(batches).to.deep.equal([[10], [101]]);
  });

  it('cuts by hand what is there', () => {
    const cutter = create();
    cutter.add(message(1));
    expect(cutter.cut()).to.have.length(1);
    expect(cutter.cut()).to.have.length(0);
  });
});
