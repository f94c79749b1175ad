import { expect } from 'chai';
import { createError } from '../errors';
import type { ObserveOptions } from './observe-options';
import { createObserver } from './observer';

/** A logger that keeps what it gets, and a clock that goes on by 5 ms a look. */
function createWatched(change: Partial<ObserveOptions> = {}) {
  const lines: unknown[] = [];
  const lineOf = (level: string) => (fields: object, text: string) => void lines.push([level, fields, text]);
  const logger = {
    debug: lineOf('debug'),
    info: lineOf('info'),
    warn: lineOf('warn'),
    error: lineOf('error'),
  };
  let nowMs = 0;
  const observe = { telemetry: false, logger, ...change } as ObserveOptions;
  const observer = createObserver({ observe, channel: 'mychannel', nowMs: () => (nowMs += 5) });
  if (observer === undefined) throw new TypeError('an observer');
  return { lines, observer };
}

describe('what an observer is given', () => {
  const call = { kind: 'submit', operation: 'lot:Issue' } as const;

  it('is each call with its time, and why it failed', async () => {
    const { lines, observer } = createWatched();
    expect(await observer.call(call, () => Promise.resolve('done'))).to.equal('done');
    const typed = createError('UNREACHABLE');
    for (const failure of [typed, new TypeError('other'), Object.assign(new Error(), { code: 5 })]) {
      const failed: unknown = await observer
        .call(call, () => Promise.reject(failure))
        .catch((error: unknown) => error);
      expect(failed).to.equal(failure);
    }
    expect(lines).to.deep.equal([
      ['debug', { ...call, ms: 5 }, 'call'],
      ['warn', { ...call, ms: 5, code: 'UNREACHABLE' }, 'call failed'],
      ['warn', { ...call, ms: 5, code: 'UNEXPECTED' }, 'call failed'],
      ['warn', { ...call, ms: 5, code: 'UNEXPECTED' }, 'call failed'],
    ]);
  });

  it('is whether a peer answers, as a log line and as a notice', () => {
    const notices: unknown[] = [];
    const { lines, observer } = createWatched({ onConnection: (notice) => void notices.push(notice) });
    const [lost, found] = [{ state: 'disconnected' }, { state: 'connected' }] as never[];
    observer.connection(lost as never);
    observer.connection(found as never);
    expect(lines).to.deep.equal([
      ['warn', lost, 'no peer answers'],
      ['info', found, 'a peer answers'],
    ]);
    expect(notices).to.deep.equal([lost, found]);
  });

  it('is each retry', () => {
    const notices: unknown[] = [];
    const { lines, observer } = createWatched({ onRetry: (notice) => void notices.push(notice) });
    const notice = { reason: 'conflict', operation: 'lot:Issue', attempt: 2 } as const;
    observer.retry(notice);
    expect([lines, notices]).to.deep.equal([[['warn', notice, 'tried again']], [notice]]);
  });

  it('is nothing where nothing is to be observed', () => {
    const made = (observe: ObserveOptions) => createObserver({ observe, channel: 'c', nowMs: () => 0 });
    expect(made({ telemetry: false })).to.equal(undefined);
    for (const observe of [{ onRetry: () => undefined }, { onConnection: () => undefined }]) {
      expect(made({ telemetry: false, ...observe })).not.to.equal(undefined);
    }
  });
});
