import { expect } from 'chai';
import { EVENT_TYPES, EventEnvelope } from './event';
import { refusalOf } from './testing/refusal';
import { parseValue } from './validation/parse';

describe('event envelope', () => {
  const event = { type: 'transport.delayed', key: 'updates/AirMSP/U-1', digest: 'a'.repeat(64), index: 3 };

  it('lists events of known types, in version 1', () => {
    expect(parseValue(EventEnvelope, { v: 1, events: [event] }).events[0]?.index).to.equal(3);
    const refused = (value: object) => refusalOf(() => parseValue(EventEnvelope, value));
    expect(refused({ v: 2, events: [event] })).to.equal('FIELD_RANGE v');
    expect(refused({ v: 1, events: [] })).to.equal('FIELD_RANGE events');
    expect(refused({ v: 1, events: [{ ...event, type: 'constructor' }] })).to.equal(
      'FIELD_FORMAT events[0].type',
    );
  });

  it('has no type twice', () => {
    expect(new Set(EVENT_TYPES).size).to.equal(EVENT_TYPES.length);
  });
});
