import { expect } from 'chai';
import fc from 'fast-check';
import { LIMITS } from '../limits';
import { parseValue } from '../validation/parse';
import type { TransportPlan } from './plan';
import {
  PLANNED,
  TRANSPORT_TRANSITIONS,
  isUpdateRefusal,
  updateTransport,
  type TransportState,
} from './states';
import { TRANSPORT_UPDATE_KINDS, TransportUpdate } from './update';

const seed = Number(process.env['SEED'] ?? 20260115);
const NOON_MS = Date.UTC(2026, 0, 15, 12);
const HOUR_MS = 3_600_000;
const plan: Pick<TransportPlan, 'arrivalPlanned' | 'transportId'> = {
  transportId: 'AirlineMSP/T-1',
  arrivalPlanned: NOON_MS + 6 * HOUR_MS,
};

const time = fc.option(fc.integer({ min: NOON_MS - 9 * HOUR_MS, max: NOON_MS + 30 * HOUR_MS }), {
  nil: undefined,
});
const updates = fc.array(
  fc.record({
    kind: fc.constantFrom(...TRANSPORT_UPDATE_KINDS),
    departure: time,
    arrival: time,
    step: fc.constantFrom(1, 1, 1, 1, 0, 2),
  }),
  { maxLength: 12 },
);

function toUpdate(
  state: TransportState,
  { kind, departure, arrival, step }: { kind: string; step: number; departure?: number; arrival?: number },
): TransportUpdate {
  const base = { transportId: plan.transportId, sequence: state.sequence + step, kind };
  return {
    ...base,
    ...(departure === undefined ? {} : { departure }),
    ...(arrival === undefined ? {} : { arrival }),
  } as TransportUpdate;
}

/** Whether the request's own checks let an update through. */
function isRequest(update: TransportUpdate): boolean {
  try {
    return parseValue(TransportUpdate, update) !== undefined;
  } catch {
    return false;
  }
}

describe('the transport table', () => {
  it('ends with arrival or cancellation', () => {
    expect(TRANSPORT_TRANSITIONS.arrived).to.deep.equal({});
    expect(TRANSPORT_TRANSITIONS.cancelled).to.deep.equal({});
  });

  it(`only adds knowledge, in any order of updates (seed ${seed})`, () => {
    const rank = { planned: 0, departed: 1, arrived: 2, cancelled: 2 };
    fc.assert(
      fc.property(updates, (list) => {
        let state: TransportState = PLANNED;
        for (const generated of list) {
          const update = toUpdate(state, generated as never);
          if (!isRequest(update)) continue;
          const next = updateTransport(plan, state, update);
          if (isUpdateRefusal(next)) continue;
          expect(next.sequence).to.equal(state.sequence + 1);
          expect(rank[next.status]).to.be.at.least(rank[state.status]);
          expect(TRANSPORT_TRANSITIONS[state.status][update.kind]).to.equal(next.status);
          // Once known, a delay stays known until a better one is, except on a transport that does not run.
          if (state.delayMinutes !== undefined && next.status !== 'cancelled') {
            expect(next.delayMinutes).to.be.a('number');
          }
          if (update.arrival !== undefined && next.status !== 'cancelled') {
            expect(next.delayMinutes).to.equal(Math.floor((update.arrival - plan.arrivalPlanned) / 60_000));
          }
          if (next.status === 'arrived' && next.departure !== undefined) {
            expect(next.arrival).to.be.at.least(next.departure);
          }
          state = next;
        }
      }),
      { seed },
    );
  });

  it('keeps the actual departure', () => {
    const departed = updateTransport(
      plan,
      PLANNED,
      toUpdate(PLANNED, { kind: 'departed', step: 1, departure: NOON_MS + 5 }),
    );
    if (isUpdateRefusal(departed)) throw new TypeError('refused');
    const other = toUpdate(departed, {
      kind: 'estimated',
      step: 1,
      departure: NOON_MS + 6,
      arrival: NOON_MS + 9,
    });
    expect(updateTransport(plan, departed, other)).to.deep.equal({ code: 'STATE', field: 'departure' });
    const same = toUpdate(departed, {
      kind: 'arrived',
      step: 1,
      departure: NOON_MS + 5,
      arrival: NOON_MS + 9,
    });
    expect(updateTransport(plan, departed, same)).to.include({ status: 'arrived', departure: NOON_MS + 5 });
  });

  it('lets actual times overtake estimates', () => {
    const estimate = toUpdate(PLANNED, {
      kind: 'estimated',
      step: 1,
      departure: NOON_MS + 100,
      arrival: NOON_MS + 200,
    });
    const estimated = updateTransport(plan, PLANNED, estimate);
    if (isUpdateRefusal(estimated)) throw new TypeError('refused');
    const departed = toUpdate(estimated, { kind: 'departed', step: 1, departure: NOON_MS + 300 });
    expect(updateTransport(plan, estimated, departed)).to.include({
      status: 'departed',
      departure: NOON_MS + 300,
    });
    const arrived = toUpdate(estimated, { kind: 'arrived', step: 1, arrival: NOON_MS + 50 });
    expect(updateTransport(plan, estimated, arrived)).to.include({
      status: 'arrived',
      arrival: NOON_MS + 50,
    });
    const backwards = toUpdate(estimated, { kind: 'estimated', step: 1, arrival: NOON_MS + 50 });
    expect(updateTransport(plan, estimated, backwards)).to.include({ code: 'DATE_ORDER', field: 'arrival' });
  });

  it('refuses times that go backwards, and says which of them does', () => {
    const late = { departure: NOON_MS + 100, arrival: NOON_MS + 50 };
    const arrived = toUpdate(PLANNED, { kind: 'arrived', step: 1, ...late });
    expect(updateTransport(plan, PLANNED, arrived)).to.deep.equal({ code: 'DATE_ORDER', field: 'arrival' });
    const expected = { ...PLANNED, sequence: 1, arrival: NOON_MS + 50 };
    const estimated = toUpdate(expected, { kind: 'estimated', step: 1, departure: NOON_MS + 51 });
    expect(updateTransport(plan, expected, estimated)).to.deep.equal({
      ...{ code: 'DATE_ORDER', field: 'departure' },
    });
    const inTime = toUpdate(expected, { kind: 'estimated', step: 1, departure: NOON_MS + 50 });
    expect(updateTransport(plan, expected, inTime)).to.include({ departure: NOON_MS + 50 });
  });

  it('bounds how late or early a transport can be', () => {
    const arriving = (minutes: number) => {
      const arrival = plan.arrivalPlanned + minutes * 60_000;
      return updateTransport(plan, PLANNED, toUpdate(PLANNED, { kind: 'estimated', step: 1, arrival }));
    };
    const { delayMinutesMax: most } = LIMITS;
    expect(arriving(most)).to.include({ delayMinutes: most });
    expect(arriving(-most)).to.include({ delayMinutes: -most });
    for (const minutes of [most + 1, -most - 1]) {
      expect(arriving(minutes)).to.deep.equal({ code: 'AMOUNT_RANGE', field: 'arrival' });
    }
  });
});
