import { expect } from 'chai';
import { getEventListeners } from 'node:events';
import { onAbort } from './abort';
import { SYSTEM_TIMERS } from './timers';

describe('onAbort', () => {
  it('puts one listener on a signal, however many wait', () => {
    const abort = new AbortController();
    const called: number[] = [];
    const forget = Array.from({ length: 100 }, (_, index) => onAbort(abort.signal, () => called.push(index)));
    expect(getEventListeners(abort.signal, 'abort')).to.have.length(1);
    forget.slice(2).forEach((each) => each());
    abort.abort();
    expect(called).to.deep.equal([0, 1]);
  });

  it('leaves no listener on a signal once nobody waits, and puts a new one there for who waits later', () => {
    const abort = new AbortController();
    const called: string[] = [];
    const forget = ['a', 'b'].map((name) => onAbort(abort.signal, () => called.push(name)));
    forget.forEach((each) => each());
    expect(getEventListeners(abort.signal, 'abort')).to.have.length(0);
    onAbort(abort.signal, () => called.push('c'));
    forget.forEach((each) => each());
    abort.abort();
    expect(called).to.deep.equal(['c']);
    expect(getEventListeners(abort.signal, 'abort')).to.have.length(0);
  });

  it('ends a pause at once', async () => {
    const abort = new AbortController();
    const pause = SYSTEM_TIMERS.delay(2 ** 30, abort.signal);
    abort.abort();
    await pause;
    await SYSTEM_TIMERS.delay(2 ** 30, abort.signal);
  });
});
