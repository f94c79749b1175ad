import { expect } from 'chai';
import { KonttiError } from '../errors';
import { withinTurns } from '../testing/within-turns';
import { RowSource } from './row-source';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether something is over after the turn of the event loop that it takes. */
async function isOver(work: Promise<void>): Promise<boolean> {
  let over = false;
  void work.then(() => (over = true));
  await turn();
  return over;
}

describe('a source of rows', () => {
  it('gives rows one after the other, from a list or step by step, and is over behind the last', async () => {
    async function* slowly(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      yield 2;
    }
    for (const rows of [[1, 2], slowly()]) {
      const source = new RowSource<number>(rows);
      const taken: unknown[] = [];
      while (!source.isOver) {
        await withinTurns(source.wait());
        const row = source.take();
        if (row !== undefined) taken.push(row.value);
      }
      expect(taken).to.deep.equal([1, 2]);
      expect(source.take()).to.equal(undefined);
      source.throwFailure();
    }
  });

  it('asks for a row when there is room for it, and for one at a time', async () => {
    let asked = 0;
    function* rows(): Generator<number> {
      for (;;) yield (asked += 1);
    }
    const source = new RowSource(rows());
    expect([asked, source.isOver]).to.deep.equal([0, false]);
    source.throwFailure();
    await withinTurns(source.wait());
    await withinTurns(source.wait());
    expect([asked, source.isOver]).to.deep.equal([1, false]);
    expect([source.take(), source.take()]).to.deep.equal([{ value: 1 }, undefined]);
    await withinTurns(source.wait());
    expect([asked, source.take()]).to.deep.equal([2, { value: 2 }]);
  });

  it('is woken while it waits for a row, which then comes later', async () => {
    let give: (value: number) => void = () => undefined;
    let asked = 0;
    async function* rows(): AsyncGenerator<number> {
      asked += 1;
      yield await new Promise<number>((resolve) => (give = resolve));
    }
    const source = new RowSource(rows());
    const waiting = source.wait();
    expect(await isOver(waiting)).to.equal(false);
    source.wake();
    await withinTurns(waiting);
    expect(source.take()).to.equal(undefined);
    const again = source.wait();
    give(7);
    await withinTurns(again);
    expect([source.take(), asked]).to.deep.equal([{ value: 7 }, 1]);
  });

  it('does not sleep through what woke it before, and sleeps again after that', async () => {
    const source = new RowSource<number>([]);
    source.wake();
    source.wake();
    await withinTurns(source.sleep());
    const asleep = source.sleep();
    expect(await isOver(asleep)).to.equal(false);
    source.wake();
    await withinTurns(asleep);
    expect(await isOver(source.sleep())).to.equal(false);
  });

  it('is over with what it throws', async () => {
    const failure = new Error('the disk is gone');
    function* rows(): Generator<number> {
      yield 1;
      throw failure;
    }
    const source = new RowSource(rows());
    await withinTurns(source.wait());
    source.take();
    await withinTurns(source.wait());
    expect(source.isOver).to.equal(true);
    expect(() => source.throwFailure())
      .to.throw(KonttiError)
      .that.includes({ code: 'SOURCE_FAILED', cause: failure })
      .with.nested.property('details.option', 'rows');
    await withinTurns(source.wait());
  });

  it('is asked to end when it is closed, and what comes or fails after that counts for nothing', async () => {
    for (const ends of ['gives', 'throws', 'is refused'] as const) {
      let returned = 0;
      let go = (): void => undefined;
      const released = new Promise<void>((resolve) => (go = resolve));
      const iterator = {
        next: async () => {
          await released;
          if (ends === 'throws') throw new Error('late');
          return { done: false as const, value: 1 };
        },
        return: () => {
          returned += 1;
          return ends === 'is refused'
            ? Promise.reject(new Error('no'))
            : Promise.resolve({ done: true as const, value: 1 });
        },
      };
      const source = new RowSource<number>({ [Symbol.asyncIterator]: () => iterator });
      const waiting = source.wait();
      source.close();
      expect([source.isOver, returned]).to.deep.equal([true, 1]);
      go();
      await withinTurns(waiting);
      expect([source.isOver, source.take()]).to.deep.equal([true, undefined]);
      source.throwFailure();
    }
    let asked = 0;
    const ended = new RowSource<number>({
      [Symbol.asyncIterator]: () => ({
        next: () => {
          asked += 1;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    });
    await withinTurns(ended.wait());
    await withinTurns(ended.wait());
    expect([ended.isOver, asked]).to.deep.equal([true, 1]);
    const rest = new RowSource<number>([1]);
    await withinTurns(rest.wait());
    rest.close();
    expect([rest.isOver, rest.take()]).to.deep.equal([true, undefined]);
  });
});
