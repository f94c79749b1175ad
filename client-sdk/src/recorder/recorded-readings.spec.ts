import { encodeBatch } from '@kontti/model';
import { expect } from 'chai';
import { RecordedReadings } from './recorded-readings';
import type { RecordedBatch } from './recorded-readings';

const MINUTE_MS = 60_000;
const context = { channel: 'mychannel', chaincode: 'kontti', device: 'AMSP/D-1', shipment: 'AMSP/S-1' };
const valuesAt = (minute: number, temperatureMilliC = minute) => ({
  at: minute * MINUTE_MS,
  temperatureMilliC,
});

/** A device's batches with readings of these minutes, and which of them were asked for. */
function createRecorded(...batches: readonly (readonly number[])[]) {
  let next = 0;
  let previousSequence: number | undefined;
  const made: RecordedBatch[] = batches.map((minutes) => {
    const firstSequence = next;
    const readings = minutes.map((minute, index) => ({
      ...valuesAt(minute),
      sequence: firstSequence + index,
    }));
    const previous =
      previousSequence === undefined ? {} : { previousSequence, previousDigest: 'a'.repeat(64) };
    const bytes = encodeBatch({ ...context, ...previous }, readings, () => Buffer.alloc(64));
    const batch = {
      ...{ firstSequence, count: minutes.length, previousSequence },
      from: new Date((minutes[0] ?? 0) * MINUTE_MS),
      to: new Date((minutes.at(-1) ?? 0) * MINUTE_MS),
      bytes: Buffer.from(bytes).toString('base64'),
    };
    next += minutes.length;
    previousSequence = firstSequence;
    return batch;
  });
  const asked: number[] = [];
  const latest = made.at(-1);
  if (latest === undefined) throw new TypeError('no batch');
  const recorded = new RecordedReadings(latest, (firstSequence) => {
    asked.push(firstSequence);
    const found = made.find((batch) => batch.firstSequence === firstSequence);
    return found === undefined
      ? Promise.reject(new TypeError(`no ${firstSequence}`))
      : Promise.resolve(found);
  });
  const has = async (minutes: readonly number[]): Promise<number[]> => {
    const found: number[] = [];
    for (const minute of minutes) {
      if (await recorded.has(valuesAt(minute))) found.push(minute);
    }
    return found;
  };
  return { recorded, asked, has };
}

describe('readings that are on the ledger', () => {
  const batches = [[1, 2], [3, 5], [6], [8, 9], [10, 12]] as const;

  it('are found by time and values, each batch being read once', async () => {
    const { recorded, asked, has } = createRecorded(...batches);
    expect(recorded.toMs).to.equal(12 * MINUTE_MS);
    const minutes = Array.from({ length: 14 }, (_, minute) => minute);
    expect(await has(minutes)).to.deep.equal(batches.flat());
    expect(asked).to.deep.equal([0, 2, 4, 5]);
  });

  it('are looked for from both ends', async () => {
    for (const [minute, asked] of [
      [12, []],
      [10, []],
      [9, [0, 5]],
      [8, [0, 5]],
      [6, [0, 5, 2, 4]],
      [2, [0]],
      [3, [0, 5, 2]],
    ] as const) {
      const recorded = createRecorded(...batches);
      expect(await recorded.has([minute]), String(minute)).to.deep.equal([minute]);
      expect(recorded.asked, String(minute)).to.deep.equal(asked);
    }
  });

  it('are not there at a time between, nor with other values', async () => {
    for (const minute of [0, 4, 7, 11]) {
      expect(await createRecorded(...batches).has([minute]), String(minute)).to.deep.equal([]);
    }
    const { recorded } = createRecorded(...batches);
    expect(await recorded.has(valuesAt(5, 1))).to.equal(false);
    expect(await recorded.has(valuesAt(13))).to.equal(false);
  });

  it('are found in the only batch', async () => {
    const { asked, has } = createRecorded([1, 2]);
    expect(await has([0, 1, 2, 3])).to.deep.equal([1, 2]);
    expect(asked).to.deep.equal([]);
  });

  it('go on with the batch in which the earlier row was found', async () => {
    const { asked, has } = createRecorded(...batches);
    expect(await has([3, 5, 6, 12])).to.deep.equal([3, 5, 6, 12]);
    expect(asked).to.deep.equal([0, 5, 2, 4, 5]);
  });
});
