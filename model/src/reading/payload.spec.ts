import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { LIMITS } from '../limits';
import { anyReadings } from '../testing/readings';
import { refusalOf } from '../testing/refusal';
import { SEED } from '../testing/seed';
import { checkColumns, toColumns, toReadings } from './columns';
import { numbersBytesMax } from './numbers';
import { decodePayload, encodePayload } from './payload';
import { READING_COLUMNS } from './reading';

const readings = [0, 1, 2].map((sequence) => ({
  sequence,
  at: 1000 + sequence * 7,
  ...(sequence === 1 ? {} : { temperatureMilliC: 4000 + sequence }),
}));
const frame = { firstSequence: 0, count: 3, from: 1000 };

/** What a payload with other unpacked bytes is refused for. */
function refusalOfPlain(change: (plain: Buffer) => Buffer): string | undefined {
  const plain = brotliDecompressSync(encodePayload(toColumns(readings)));
  return refusalOf(() => decodePayload(brotliCompressSync(change(plain)), frame));
}

describe('payload', () => {
  it(`gives back any readings (seed ${SEED})`, () => {
    fc.assert(
      fc.property(anyReadings(60), (given) => {
        const payload = encodePayload(toColumns(given));
        const decoded = decodePayload(payload, {
          firstSequence: 0,
          count: given.length,
          from: given[0]?.at ?? 0,
        });
        expect(toReadings(decoded)).to.deep.equal(given);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('fits a batch for readings of any values, as many as one may have', () => {
    let state = SEED;
    const any = (min: number, max: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return min + Math.floor((state / 2 ** 31) * (max - min));
    };
    const wild = Array.from({ length: LIMITS.batchReadingsMax }, (_, sequence) => ({
      sequence,
      at: sequence * 1_000_000 + any(0, 1_000_000),
      ...Object.fromEntries(READING_COLUMNS.map(({ name, min, max }) => [name, any(min, max)])),
    }));
    expect(encodePayload(toColumns(wild)).length).to.be.lessThan(LIMITS.batchBytesMax - 4096);
  });

  it('is refused where it unpacks to more than its readings can take', () => {
    const most = 2 + (READING_COLUMNS.length + 1) * (numbersBytesMax(3) + 1);
    const bomb = brotliCompressSync(Buffer.alloc(8 * 1024 * 1024));
    expect(bomb.length).to.be.lessThan(1000);
    expect(refusalOf(() => decodePayload(bomb, frame))).to.equal('BATCH_FORMAT batch');
    expect(refusalOfPlain((plain) => Buffer.concat([plain, Buffer.alloc(most + 1)]))).to.equal(
      'BATCH_FORMAT batch',
    );
  });

  it('is refused with bytes behind the packed ones, without its last ones, and where it is not packed', () => {
    const payload = encodePayload(toColumns(readings));
    const behind = Buffer.concat([payload, Buffer.from('x')]);
    expect(refusalOf(() => decodePayload(behind, frame))).to.equal('BATCH_NOT_CANONICAL batch');
    expect(refusalOf(() => decodePayload(payload.subarray(0, -1), frame))).to.equal('BATCH_FORMAT batch');
    expect(refusalOf(() => decodePayload(Buffer.alloc(0), frame))).to.equal('BATCH_FORMAT batch');
    expect(refusalOf(() => decodePayload(Buffer.from('not packed at all'), frame))).to.equal(
      'BATCH_FORMAT batch',
    );
  });

  it('is refused where no encoder writes such columns', () => {
    const patched = (offset: number, byte: number) => (plain: Buffer) => {
      const changed = Buffer.from(plain);
      changed[offset] = byte;
      return changed;
    };
    expect(refusalOfPlain((plain) => Buffer.concat([plain, Buffer.of(0)]))).to.equal(
      'BATCH_NOT_CANONICAL batch',
    );
    expect(refusalOfPlain((plain) => plain.subarray(0, -1))).to.equal('BATCH_FORMAT batch');
    expect(refusalOfPlain(patched(0, 0xff)), 'modes').to.equal('BATCH_NOT_CANONICAL batch');
    expect(refusalOfPlain(patched(1, 0xc0)), 'mode of the last column').to.equal('BATCH_NOT_CANONICAL batch');
    expect(refusalOfPlain(patched(2, 3)), 'order').to.equal('BATCH_NOT_CANONICAL batch');
    // Modes (2 bytes), times (order 2, two of them, no width), bitmap.
    expect(refusalOfPlain(patched(5, 8)), 'width').to.equal('BATCH_NOT_CANONICAL batch');
    expect(refusalOfPlain(patched(6, 0b111)), 'bitmap').to.equal('BATCH_NOT_CANONICAL batch');
    expect(refusalOfPlain(patched(6, 0b1001)), 'bitmap').to.equal('BATCH_NOT_CANONICAL batch');
  });

  it('is refused with values outside their bounds, and with times that run backwards', () => {
    const columns = toColumns(readings);
    const hot = { ...columns, values: columns.values.map((column) => column?.map((value) => value * 1000)) };
    expect(refusalOf(() => decodePayload(encodePayload(hot), frame))).to.equal(
      'FIELD_RANGE readings[0].temperatureMilliC',
    );
    const last = { ...columns, at: Float64Array.of(0, 1, LIMITS.timeMsMax) };
    expect(() => checkColumns(last)).not.to.throw();
    for (const time of [-1, 0.5, LIMITS.timeMsMax + 1, Number.NaN]) {
      const wrong = { ...columns, at: Float64Array.of(time, ...last.at.subarray(1)) };
      expect(
        refusalOf(() => checkColumns(wrong)),
        String(time),
      ).to.equal('FIELD_RANGE readings[0].at');
    }
    const backwards = { ...columns, at: Float64Array.of(1000, 1002, 1001) };
    expect(refusalOf(() => decodePayload(encodePayload(backwards), frame))).to.equal(
      'DATE_ORDER readings[2].at',
    );
    for (const [place, { name, min, max }] of READING_COLUMNS.entries()) {
      const check = (value: number) => () => {
        // A position is whole, so every other column has a value as well.
        const values = READING_COLUMNS.map((_, other) => Float64Array.of(other === place ? value : 0));
        checkColumns({ firstSequence: 0, count: 1, at: Float64Array.of(0), values });
      };
      for (const value of [min, max]) expect(check(value), name).not.to.throw();
      for (const value of [min - 1, max + 1, 0.5]) {
        expect(refusalOf(check(value)), name).to.equal(`FIELD_RANGE readings[0].${name}`);
      }
    }
    const half = { ...columns, values: [Float64Array.of(1, 2, 3), ...columns.values.slice(1)] };
    expect(refusalOf(() => decodePayload(encodePayload(half), frame))).to.equal(
      'FIELD_MISSING readings[0].longitudeE7',
    );
    const longitudes = Float64Array.of(1, 2, 3);
    for (const [latitudes, index] of [
      [undefined, 0],
      [Float64Array.of(1, Number.NaN, 3), 1],
    ] as const) {
      const values = [latitudes, longitudes, ...columns.values.slice(2)];
      expect(refusalOf(() => checkColumns({ ...columns, values }))).to.equal(
        `FIELD_MISSING readings[${index}].latitudeE7`,
      );
    }
    const gap = Float64Array.of(1, Number.NaN, 3);
    expect(() => checkColumns({ ...columns, values: [gap, gap, ...columns.values.slice(2)] })).not.to.throw();
  });
});
