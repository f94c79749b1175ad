import { LIMITS } from '@kontti/model';
import { expect } from 'chai';
import { RecordingWorld, rowAt } from '../testing/recording-world';

const minutes = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('rows of a device whose batches were not recorded', () => {
  let world: RecordingWorld;

  beforeEach(() => {
    world = new RecordingWorld();
  });

  const batches = (deviceId = 'Org1MSP/D-1') =>
    (world.ledger.devices.get(deviceId)?.batches ?? []).map(({ batch }) => batch.header.count);

  it('are sent to be refused once, where the ledger would refuse all of them for the same reason', async () => {
    for (const [more, code] of [
      [{ shipmentId: 'Org1MSP/S-9' }, 'UNKNOWN_SHIPMENT'],
      [{ deviceId: 'Org1MSP/D-2' }, 'DEVICE_REVOKED'],
    ] as const) {
      const device = world.ledger.devices.get('Org1MSP/D-2');
      if (device !== undefined) device.isRevoked = true;
      world.ledger.endorsements = 0;
      const rows = minutes(0, 4 * LIMITS.batchesMax).map((minute) => rowAt(minute, more));
      const { codes, result } = await world.record(rows, { readingsMax: 1 });
      expect(result).to.deep.equal({ recorded: 0, present: 0, rejected: rows.length });
      expect(new Set(codes)).to.deep.equal(new Set([code]));
      expect(world.ledger.endorsements, code).to.equal(1);
    }
  });

  it('are signed anew in batches of one subject each, and no larger than they may be', async () => {
    const refused = minutes(0, 2).map((minute) => rowAt(minute, { shipmentId: 'Org1MSP/S-9' }));
    const others = minutes(2, 9).map((minute) =>
      rowAt(minute, minute > 6 ? { shipmentId: 'Org1MSP/S-2' } : {}),
    );
    const { result } = await world.record([...refused, ...others], { readingsMax: 2 });
    expect(result).to.deep.equal({ recorded: 7, present: 0, rejected: 2 });
    expect(world.minutesOf()).to.deep.equal(minutes(2, 9));
    expect(batches()).to.deep.equal([2, 2, 1, 2]);
  });

  it('are recorded once, in order, where another program records for the same device meanwhile', async () => {
    const mine = minutes(0, 40).map((minute) => rowAt(minute));
    let given = 0;
    const other = new RecordingWorld();
    Object.assign(other, { ledger: world.ledger });
    async function* rows() {
      for (const row of mine) {
        given += 1;
        if (given === 20) await other.record(mine.slice(0, 25), { readingsMax: 4 });
        yield row;
      }
    }
    const { result } = await world.record(rows(), { readingsMax: 4 });
    expect(result).to.include({ rejected: 0 });
    expect(world.minutesOf()).to.deep.equal(minutes(0, 40));
  });

  it('wait for the next one behind a jump of the clock, also when the batches before are signed anew', async () => {
    const jump = 3 * 1_440;
    const first = minutes(0, LIMITS.batchesMax);
    for (const [next, codes, recorded] of [
      [jump + 1, [], [...first, jump, jump + 1]],
      [20, ['CLOCK_JUMPED'], [...first, 20]],
    ] as const) {
      world.forget('Org1MSP/D-1');
      let sends = 0;
      async function* rows() {
        yield* [...first, jump].map((minute) => rowAt(minute));
        while (world.minutesOf().length < first.length) await new Promise((resolve) => setImmediate(resolve));
        yield rowAt(next);
      }
      // The first group is lost for as long as it is sent; it is signed anew while the jump waits.
      const fate = () => ((sends += 1) <= 5 ? 'lost' : 'sent') as 'lost';
      const { result, codes: refused } = await world.record(rows(), { readingsMax: 1, fate });
      expect(result).to.deep.equal({ recorded: recorded.length, present: 0, rejected: codes.length });
      expect([refused, world.minutesOf()]).to.deep.equal([codes, recorded]);
    }
  });

  it('are reported all, however long the caller takes for each outcome', async () => {
    const rows = minutes(0, 3 * LIMITS.batchesMax).map((minute) => rowAt(minute));
    let reported = 0;
    const { result } = await world.record(rows, {
      readingsMax: 1,
      onOutcome: async (outcome) => {
        for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
        reported += outcome.rows.length;
      },
    });
    expect(reported).to.equal(rows.length);
    expect(result).to.deep.equal({ recorded: rows.length, present: 0, rejected: 0 });
  });
});
