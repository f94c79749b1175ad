import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { expect } from 'chai';
import { createError } from '../errors';
import { useExporters } from '../testing/exporters';
import { createObserver } from './observer';
import type { Observer } from './observer';

const call = { kind: 'submit', operation: 'lot:Issue' } as const;
const attributes = {
  'kontti.kind': 'submit',
  'kontti.operation': 'lot:Issue',
  'kontti.channel': 'mychannel',
};

describe('spans and metrics of calls', () => {
  const { spans, collect } = useExporters();
  let observer: Observer;
  let nowMs: number;

  beforeEach(() => {
    nowMs = 0;
    const made = createObserver({ observe: undefined, channel: 'mychannel', nowMs: () => (nowMs += 250) });
    if (made === undefined) throw new TypeError('no observer');
    observer = made;
  });

  /** Points of a metric with its unit. */
  async function pointsOf(name: string) {
    const found = (await collect()).find(({ descriptor }) => descriptor.name === name);
    const { unit, description } = found?.descriptor ?? {};
    const points = (found?.dataPoints ?? []).map((point) => ({
      of: point.attributes,
      value: point.value as unknown,
    }));
    return { scope: found?.scope, unit, description, points };
  }

  it('say of each call how long it took in seconds, and why it failed', async () => {
    await observer.call(call, () => Promise.resolve());
    for (const failure of [createError('UNREACHABLE'), new Error('other')]) {
      await observer.call(call, () => Promise.reject(failure)).catch(() => undefined);
    }
    const shown = spans
      .getFinishedSpans()
      .map(({ name, kind, status, attributes: of }) => ({ name, kind, status, of }));
    const span = { name: 'kontti.submit lot:Issue', kind: SpanKind.CLIENT };
    expect(shown).to.deep.equal([
      { ...span, status: { code: SpanStatusCode.UNSET }, of: attributes },
      ...['UNREACHABLE', 'UNEXPECTED'].map((code) => ({
        ...span,
        status: { code: SpanStatusCode.ERROR, message: code },
        of: { ...attributes, 'error.type': code },
      })),
    ]);
    const { points, ...metric } = await pointsOf('kontti.client.call.duration');
    expect(metric).to.include({ unit: 's', scope: '@kontti/client-sdk' });
    expect(metric.description).to.be.a('string').that.is.not.empty;
    expect(points.map(({ of, value }) => [of, (value as { readonly sum: number }).sum])).to.deep.equal([
      [attributes, 0.25],
      [{ ...attributes, 'error.type': 'UNREACHABLE' }, 0.25],
      [{ ...attributes, 'error.type': 'UNEXPECTED' }, 0.25],
    ]);
  });

  it('count what is tried again, by operation and reason', async () => {
    observer.retry({ reason: 'conflict', operation: 'lot:Issue', attempt: 1 });
    observer.retry({ reason: 'conflict', operation: 'lot:Issue', attempt: 2 });
    observer.retry({ reason: 'outage', attempt: 1 });
    const { points, ...metric } = await pointsOf('kontti.client.retries');
    expect(metric).to.include({ unit: '{retry}', scope: '@kontti/client-sdk' });
    expect(metric.description).to.be.a('string').that.is.not.empty;
    expect(points).to.deep.equal([
      { of: { 'kontti.operation': 'lot:Issue', 'kontti.reason': 'conflict' }, value: 2 },
      { of: { 'kontti.operation': '', 'kontti.reason': 'outage' }, value: 1 },
    ]);
  });
});
