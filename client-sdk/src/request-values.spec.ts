import { expect } from 'chai';
import { checkRequestValues } from './request-values';

interface Refusal {
  readonly code: string;
  readonly field?: string;
  readonly details?: { readonly field?: string; readonly option?: string };
}

function refusalOf(request: unknown, isSubmitted = true): string {
  try {
    checkRequestValues(request, { timeFields: ['at'], isSubmitted });
  } catch (error) {
    const { code, field, details } = error as Refusal;
    return `${code} ${field ?? details?.field ?? details?.option ?? ''}`;
  }
  return 'accepted';
}

describe('values of a request', () => {
  it('that JSON cannot say are named with their path', () => {
    const throwing = {
      enumerable: true,
      get: (): never => {
        throw new RangeError('boom');
      },
    };
    const { proxy: revoked, revoke } = Proxy.revocable([], {});
    revoke();
    const cyclic: Record<string, unknown> = { name: 'a' };
    cyclic['self'] = cyclic;
    const cases: readonly (readonly [unknown, string])[] = [
      [{ places: [{ latitudeE6: NaN }] }, 'FIELD_TYPE places[0].latitudeE6'],
      [{ places: [{}, { latitudeE6: -Infinity }] }, 'FIELD_TYPE places[1].latitudeE6'],
      [{ ssccs: ['a', undefined] }, 'FIELD_TYPE ssccs[1]'],
      [{ ssccs: new Array(2) }, 'FIELD_TYPE ssccs[0]'],
      [{ name: () => 'x' }, 'FIELD_TYPE name'],
      [{ name: Symbol('x') }, 'FIELD_TYPE name'],
      [NaN, 'FIELD_TYPE '],
      [{ milestones: [{ at: new Date(NaN) }] }, 'TIME_INVALID milestones[0].at'],
      [{ milestones: [{ at: 1_769_846_400_000 }] }, 'TIME_INVALID milestones[0].at'],
      ...[5n, {}, null, true, NaN].map((at) => [{ at }, 'TIME_INVALID at'] as const),
      [{ seal: new Map() }, 'FIELD_TYPE seal'],
      [Object.defineProperty({}, 'name', throwing), 'OPTIONS_INVALID name'],
      [{ names: [Object.defineProperty({}, 'name', throwing)] }, 'OPTIONS_INVALID names[0].name'],
      [{ list: revoked }, 'OPTIONS_INVALID list'],
      [new Proxy({}, { ownKeys: throwing.get }), 'OPTIONS_INVALID options'],
    ];
    for (const [request, refusal] of cases) {
      expect(refusalOf(request), refusal).to.equal(refusal);
    }
    expect(refusalOf(cyclic)).to.match(/^FIELD_TYPE self(\.self)+$/);
    expect(refusalOf({ both: [cyclic, cyclic] })).to.match(/^FIELD_TYPE both\[0\](\.self)+$/);
  });

  it('that were made from seconds instead of milliseconds are refused before they are on the ledger', () => {
    const inSeconds = new Date(1_769_846_400);
    expect(refusalOf({ at: inSeconds })).to.equal('TIME_INVALID at');
    expect(refusalOf({ conditions: { validFrom: inSeconds } })).to.equal('TIME_INVALID conditions.validFrom');
    expect(refusalOf({ from: new Date(0) }, false)).to.equal('accepted');
  });

  it('that say what has happened are refused where they are ahead of the clock by more than a day', () => {
    const dayMs = 86_400_000;
    const nowMs = Date.UTC(2026, 0, 31, 8);
    const fields = ({ kind }: Readonly<Record<string, unknown>>): string[] =>
      kind === 'actual' ? ['at'] : [];
    const refusal = (entry: object): string => {
      try {
        const happened = { fields, nowMs };
        checkRequestValues({ entries: [{}, entry] }, { timeFields: ['at'], isSubmitted: true, happened });
      } catch (error) {
        const { code, details } = error as Refusal;
        return `${code} ${details?.field}`;
      }
      return 'accepted';
    };
    const ahead = (ms: number): Date => new Date(nowMs + ms);
    expect(refusal({ kind: 'actual', at: ahead(dayMs) })).to.equal('accepted');
    expect(refusal({ kind: 'actual', at: ahead(dayMs + 1) })).to.equal('TIME_INVALID entries[1].at');
    expect(refusal({ kind: 'actual', at: '2099-01-01T00:00:00Z' })).to.equal('TIME_INVALID entries[1].at');
    expect(refusal({ kind: 'planned', at: ahead(dayMs + 1) })).to.equal('accepted');
    expect(refusal({ kind: 'actual', at: undefined })).to.equal('accepted');
    expect(refusal({ kind: 'actual', at: 'tomorrow' })).to.equal('TIME_INVALID entries[1].at');
  });

  it('that are wrong are shown, and nothing is said of them that is not true', () => {
    const messageOf = (request: object): string => {
      const happened = { fields: () => ['at'], nowMs: Date.UTC(2026, 0, 1) };
      try {
        checkRequestValues(request, { timeFields: ['at'], isSubmitted: true, happened });
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    const ahead = messageOf({ at: '2099-01-01T00:00:00Z' });
    expect(ahead)
      .to.contain('2099-01-01T00:00:00.000Z')
      .and.to.contain('ahead')
      .and.not.to.contain('ISO 8601');
    const early = messageOf({ at: new Date(5) });
    expect(early)
      .to.contain('1970-01-01T00:00:00.005Z')
      .and.to.contain('2000')
      .and.not.to.contain('ISO 8601');
    expect(messageOf({ place: NaN }))
      .to.contain('NaN')
      .and.not.to.contain('number');
  });

  it('that JSON can say are for the model to judge', () => {
    const request = { name: null, at: '2026-01-31T08:00:00Z', list: [null, 5n, { a: undefined }], ok: true };
    expect(refusalOf(request)).to.equal('accepted');
    expect(refusalOf(undefined)).to.equal('accepted');
  });
});
