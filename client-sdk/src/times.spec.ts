import { expect } from 'chai';
import { KonttiError } from './errors';
import { timeToMs, toDated, toWire } from './times';

describe('times', () => {
  it('takes dates and ISO 8601 with an offset', () => {
    expect(timeToMs(new Date(5), 'at')).to.equal(5);
    expect(timeToMs('2026-01-31T08:00:00Z', 'at')).to.equal(1769846400000);
    expect(timeToMs('2026-01-31T10:00+02:00', 'at')).to.equal(1769846400000);
    expect(timeToMs('2026-01-31T08:00:00.250Z', 'at')).to.equal(1769846400250);
  });

  it('refuses what has no definite meaning', () => {
    const wrong = [
      new Date(NaN),
      '2026-01-31',
      '2026-01-31T08:00:00',
      '31.1.2026',
      '2026-13-01T00:00:00Z',
      '2026-02-29T08:00:00Z',
      '2026-04-31T08:00:00+02:00',
      '',
    ];
    for (const time of wrong) {
      expect(() => timeToMs(time, 'at'))
        .to.throw(KonttiError)
        .that.includes({ code: 'TIME_INVALID' })
        .with.nested.property('details.field', 'at');
    }
  });

  it('shows what is no time, and says what a time may be', () => {
    for (const [time, shown] of [
      ['tomorrow', '"tomorrow"'],
      [new Date(NaN), 'an invalid Date'],
      [5n, '5n'],
      [1_769_846_400, '1769846400'],
      [{}, 'an object'],
      [null, 'null'],
    ] as const) {
      expect(() => timeToMs(time as never, 'legs[0].at'))
        .to.throw(KonttiError)
        .with.property('message')
        .that.contains(`legs[0].at is ${shown} and has to be a valid Date or ISO 8601 with an offset`);
    }
  });

  it('converts times anywhere in a request and leaves places and companies alone', () => {
    const request = {
      ref: 'R1',
      absent: undefined,
      transports: [
        {
          from: 'USJFK',
          to: 'USLAX',
          departurePlanned: '1970-01-01T00:00:01Z',
          arrivalPlanned: new Date(2000),
        },
      ],
    };
    expect(toWire(request, ['departurePlanned', 'arrivalPlanned'])).to.deep.equal({
      ref: 'R1',
      transports: [{ from: 'USJFK', to: 'USLAX', departurePlanned: 1000, arrivalPlanned: 2000 }],
    });
    expect(toWire({ from: '1970-01-01T00:00:01Z', place: 'FIKVL' }, ['from', 'to'])).to.deep.equal({
      from: 1000,
      place: 'FIKVL',
    });
  });

  it('gives dates for integers in time fields, and keeps amounts and text', () => {
    const dated = toDated({
      at: 1,
      points: 3n,
      lots: 2,
      plan: { from: 'USJFK', departurePlanned: 7 },
      list: [{ expiresAt: 0 }],
    });
    expect(dated).to.deep.equal({
      at: new Date(1),
      points: 3n,
      lots: 2,
      plan: { from: 'USJFK', departurePlanned: new Date(7) },
      list: [{ expiresAt: new Date(0) }],
    });
  });

  it('keeps a member that is called like a prototype as a member, for the rules to refuse', () => {
    const wire = toWire(JSON.parse('{"__proto__":{"at":1},"id":"a"}'), ['at']) as object;
    expect(Object.keys(wire)).to.deep.equal(['__proto__', 'id']);
    expect(Object.getPrototypeOf(wire)).to.equal(Object.prototype);
    expect(JSON.stringify(wire)).to.equal('{"__proto__":{"at":1},"id":"a"}');
  });
});
