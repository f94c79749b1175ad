import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { RECORDER_ATTEMPTS_MAX, RECORDER_DELAY_MS, RECORDER_DELAY_MS_MAX, ROW_AHEAD_MS_MAX } from '../limits';
import { RecordingWorld, RECORDING_NOW_MS, RECORDING_START_MS, rowAt } from '../testing/recording-world';
import type { ReadingRow } from './reading-row';

const DAY_MINUTES = 1_440;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a recording that meets faults', () => {
  let world: RecordingWorld;

  beforeEach(() => {
    world = new RecordingWorld();
  });

  /** Those before another try: pauses of an outage are others. */
  const retries = (pauses: readonly number[]): number[] => {
    const expected = Array.from(
      { length: RECORDER_ATTEMPTS_MAX },
      (_, index) => RECORDER_DELAY_MS * 2 ** index,
    );
    return pauses.filter((pauseMs) => pauseMs === RECORDER_DELAY_MS_MAX || expected.includes(pauseMs));
  };

  it('says of each row what became of it, and counts them', async () => {
    const rows = [rowAt(0), rowAt(1), rowAt(2, { at: 'never' })];
    const { result, outcomes } = await world.record(rows, { readingsMax: 1 });
    expect(result).to.deep.equal({ recorded: 2, present: 0, rejected: 1 });
    const recorded = outcomes.filter(({ status }) => status === 'recorded');
    expect(
      recorded.map((outcome) => [outcome.rows, (outcome as { firstSequence: number }).firstSequence]),
    ).to.deep.equal([
      [[rows[0]], 0],
      [[rows[1]], 1],
    ]);
    for (const outcome of recorded) {
      expect(outcome)
        .to.include({ deviceId: 'Org1MSP/D-1', block: 1n })
        .and.to.have.property('transactionId');
    }
    const again = await world.record(rows.slice(0, 2));
    expect(again.result).to.deep.equal({ recorded: 0, present: 2, rejected: 0 });
    expect(again.outcomes[0]).to.deep.equal({ status: 'present', rows: [rows[0]], deviceId: 'Org1MSP/D-1' });
  });

  it('tries a device again with pauses that grow, and gives up after a number of tries', async () => {
    const { result, pauses } = await world.record([rowAt(0)], { fate: () => 'lost' });
    expect(result).to.be.instanceOf(KonttiError).with.property('code', 'OUTCOME_UNKNOWN');
    const doubled = Array.from(
      { length: RECORDER_ATTEMPTS_MAX },
      (_, index) => RECORDER_DELAY_MS * 2 ** index,
    );
    expect(retries(pauses)).to.deep.equal(doubled.map((pauseMs) => Math.min(pauseMs, RECORDER_DELAY_MS_MAX)));
  });

  it('begins to count tries anew once something of the device is recorded', async () => {
    let tries = 0;
    let isLost = false;
    async function* rows(): AsyncGenerator<ReadingRow> {
      for (const minute of [0, 1]) {
        tries = 0;
        isLost = true;
        yield rowAt(minute);
        while (world.minutesOf().length <= minute) await turn();
      }
    }
    const { result, pauses } = await world.record(rows(), {
      ...{ readingsMax: 1, ageMs: 50 },
      fate: () => (isLost ? 'lost' : 'sent'),
      change: (context) => {
        const { timers } = context.session;
        const delay: typeof timers.delay = (delayMs, signal) => {
          if ([1, 2, 4].includes(delayMs / RECORDER_DELAY_MS)) isLost = (tries += 1) < 3;
          return timers.delay(delayMs, signal);
        };
        return { ...context, session: { ...context.session, timers: { ...timers, delay } } };
      },
    });
    expect(result).to.include({ recorded: 2 });
    expect(retries(pauses)).to.deep.equal([1, 2, 4, 1, 2, 4].map((times) => times * RECORDER_DELAY_MS));
  });

  it('ends with a fault that every row would meet, and closes its source', async () => {
    const changed = createError('DEFINITION_CHANGED');
    let closed = 0;
    function* rows(): Generator<ReadingRow> {
      try {
        for (let minute = 0; ; minute += 1) yield rowAt(minute);
      } finally {
        closed += 1;
      }
    }
    const fails = () => {
      throw changed;
    };
    const { result } = await world.record(rows(), {
      readingsMax: 1,
      change: (context) => ({
        ...context,
        guard: Object.assign(context.guard, { requireEndorsedUnder: fails }),
      }),
    });
    expect(result).to.equal(changed);
    expect(closed).to.equal(1);
    const broken = new TypeError('no keys');
    const unsigned = await world.record([rowAt(0)], { signerOf: () => Promise.reject(broken) });
    expect(unsigned.result).to.include({ code: 'UNEXPECTED', cause: broken });
  });

  it('ends when it is asked to, also while its source gives nothing, once what is under way arrived', async () => {
    const ends = new AbortController();
    async function* rows(): AsyncGenerator<ReadingRow> {
      yield rowAt(0);
      yield rowAt(1);
      setImmediate(() => ends.abort());
      await new Promise(() => undefined);
    }
    const { result, outcomes } = await world.record(rows(), { readingsMax: 2, signal: ends.signal });
    expect(result).to.be.instanceOf(KonttiError).with.property('code', 'CANCELLED');
    expect(world.minutesOf()).to.deep.equal(outcomes.length === 0 ? [] : [0, 1]);
    const none = await world.record([rowAt(5)], { signal: ends.signal });
    expect([(none.result as KonttiError).code, none.outcomes]).to.deep.equal(['CANCELLED', []]);
  });

  it('gives back the rows of a device that cannot sign, and records those of others', async () => {
    const asked: string[] = [];
    const { result, refused, codes } = await world.record(
      [
        rowAt(0, { deviceId: 'Org1MSP/D-7' }),
        rowAt(0, { deviceId: 'Org1MSP/D-8' }),
        rowAt(1, { deviceId: 'Org1MSP/D-8' }),
        rowAt(0, { deviceId: 'Org1MSP/D-2' }),
        rowAt(0),
      ],
      {
        signerOf: (deviceId) => {
          asked.push(deviceId);
          if (deviceId === 'Org1MSP/D-7') return undefined;
          return deviceId === 'Org1MSP/D-2'
            ? { publicKey: 'AAAA', sign: () => Buffer.of(1) }
            : world.signerOf(deviceId.replace('8', '1'));
        },
      },
    );
    expect(result).to.deep.equal({ recorded: 1, present: 0, rejected: 4 });
    expect(codes).to.deep.equal([
      'DEVICE_SIGNER_MISSING',
      'UNKNOWN_DEVICE',
      'UNKNOWN_DEVICE',
      'KEY_UNSUPPORTED',
    ]);
    expect(refused[0]?.error.details).to.include({ deviceId: 'Org1MSP/D-7' });
    // What the ledger said of a device lately is not asked again.
    expect(asked).to.deep.equal(['Org1MSP/D-7', 'Org1MSP/D-8', 'Org1MSP/D-2', 'Org1MSP/D-1']);
  });

  it('has rows of a device in the order of their times, and one row of a time', async () => {
    const jump = 3 * DAY_MINUTES;
    const rows = [
      rowAt(5),
      rowAt(5),
      rowAt(5, { temperatureMilliC: 1 }),
      rowAt(4),
      rowAt(jump),
      rowAt(jump),
      rowAt(jump + 1),
    ];
    const { codes, refused } = await world.record(rows);
    expect(codes).to.deep.equal(['READING_DUPLICATE', 'READING_LATE', 'READING_LATE', 'READING_DUPLICATE']);
    expect(refused.map((each) => each.rows)).to.deep.equal([[rows[1]], [rows[2]], [rows[3]], [rows[5]]]);
    expect(refused[0]?.error.details).to.include({ deviceId: 'Org1MSP/D-1' });
    const last = new Date(RECORDING_START_MS + 5 * 60_000).toISOString();
    expect(refused[1]?.error.details).to.include({ deviceId: 'Org1MSP/D-1', last });
    expect(world.minutesOf()).to.deep.equal([5, jump, jump + 1]);
    const late = await world.record([rowAt(6)]);
    expect(late.codes).to.deep.equal(['READING_LATE']);
    expect(late.refused[0]?.error.details).to.include({
      last: new Date(RECORDING_START_MS + (jump + 1) * 60_000).toISOString(),
    });
  });

  it('takes a clock that went a day ahead for a jump, and not by less', async () => {
    for (const [jumpMs, minute, isJump] of [
      [undefined, DAY_MINUTES, false],
      [undefined, DAY_MINUTES + 1, true],
      [120_000, 2, false],
      [120_000, 3, true],
    ] as const) {
      const device = `Org1MSP/D-${isJump ? 1 : 2}`;
      world.forget(device);
      const rows = [0, minute, 1].map((each) => rowAt(each, { deviceId: device }));
      const { codes, refused } = await world.record(rows, jumpMs === undefined ? {} : { jumpMs });
      expect(codes, `${minute}`).to.deep.equal([isJump ? 'CLOCK_JUMPED' : 'READING_LATE']);
      expect(refused[0]?.error.details).to.include({ deviceId: device });
      expect(world.minutesOf(device)).to.deep.equal(isJump ? [0, 1] : [0, minute]);
    }
  });

  it('takes rows that are ahead of the clock by as much as is usual, or as the caller says', async () => {
    for (const [aheadMs, most] of [
      [undefined, ROW_AHEAD_MS_MAX],
      [0, 0],
    ] as const) {
      const rows = [RECORDING_NOW_MS + most, RECORDING_NOW_MS + most + 60_000].map((at) =>
        rowAt(0, { at: new Date(at) }),
      );
      const { codes } = await world.record(rows, aheadMs === undefined ? {} : { aheadMs });
      expect(codes, String(aheadMs)).to.deep.equal(['TIME_INVALID']);
      world.forget('Org1MSP/D-1');
    }
  });

  it('makes batches of one subject each, and names what a subject breaks', async () => {
    const rows = [rowAt(0), rowAt(1), rowAt(2, { shipmentId: 'Org1MSP/S-2' }), rowAt(3)];
    const { codes, refused } = await world.record([...rows, rowAt(4, { shipmentId: 'no id' })]);
    const batches = world.ledger.devices.get('Org1MSP/D-1')?.batches ?? [];
    expect(batches.map(({ batch: { header } }) => [header.shipment, header.count])).to.deep.equal([
      ['Org1MSP/S-1', 2],
      ['Org1MSP/S-2', 1],
      ['Org1MSP/S-1', 1],
    ]);
    expect(codes).to.deep.equal(['READINGS_INVALID']);
    expect(refused[0]?.error.details).to.include({ field: 'shipment' }).and.to.have.property('rule');
  });

  it('makes rows of whatever its source gives, and takes none before the caller has dealt with what became of one', async () => {
    let isBusy = false;
    const given: number[] = [];
    function* rows(): Generator<ReadingRow> {
      for (let minute = 0; minute < 3; minute += 1) {
        expect(isBusy).to.equal(false);
        given.push(minute);
        yield rowAt(minute, { at: 'never' });
      }
    }
    const { result } = await world.record(rows(), {
      toReading: (each) => ({ ...each, at: new Date(RECORDING_START_MS) }),
      onOutcome: async () => {
        isBusy = true;
        await turn();
        isBusy = false;
      },
    });
    expect(result).to.deep.equal({ recorded: 1, present: 0, rejected: 2 });
    expect(given).to.deep.equal([0, 1, 2]);
  });
});
