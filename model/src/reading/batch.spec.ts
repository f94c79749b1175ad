import { expect } from 'chai';
import fc from 'fast-check';
import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { anyReadings, createDevice, FIRST_BATCH } from '../testing/readings';
import { refusalOf } from '../testing/refusal';
import { SEED } from '../testing/seed';
import { readVectors } from '../testing/vectors';
import { checkBatchRoot, checkBatchSignature, decodeBatch, decodeBatchHeader, encodeBatch } from './batch';
import type { Reading } from './reading';
import { ByteReader, ByteWriter } from './varint';

const device = createDevice('Ed25519');
const readings: Reading[] = [0, 1, 2].map((sequence) => ({
  sequence,
  at: 1000 + sequence,
  temperatureMilliC: 4000,
}));

/** The batch of the readings with one part of its bytes replaced. */
function patched(from: Buffer, to: Buffer): Buffer {
  const bytes = encodeBatch(FIRST_BATCH, readings, device.signer);
  const start = bytes.indexOf(from);
  expect(start).to.be.greaterThan(0);
  return Buffer.concat([bytes.subarray(0, start), to, bytes.subarray(start + from.length)]);
}

/** Whole numbers from −bound to bound, the same ones in each run. */
function seededNoise(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.round((state / 2 ** 31 - 0.5) * 2 * bound);
  };
}

describe('batch', () => {
  it(`gives back what was encoded, byte for byte (seed ${SEED})`, () => {
    fc.assert(
      fc.property(anyReadings(40), (given) => {
        const batch = decodeBatch(encodeBatch(FIRST_BATCH, given, device.signer));
        expect(batch.readings).to.deep.equal(given);
        checkBatchSignature(batch, device.publicKey);
        checkBatchRoot(batch);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('has a header in the one form that its device signed', () => {
    const original = encodeBatch(FIRST_BATCH, readings, device.signer);
    const magic = original.subarray(0, 4);
    const reader = new ByteReader(original.subarray(magic.length));
    const text = Buffer.from(reader.take(reader.unsigned())).toString();
    const headerOf = (json: string) => {
      const writer = new ByteWriter();
      writer.append(magic);
      writer.unsigned(Buffer.byteLength(json));
      writer.append(Buffer.from(json));
      return decodeBatchHeader(writer.toBuffer());
    };
    expect(headerOf(text)).to.deep.equal(decodeBatch(original).header);
    const fields = Object.entries(JSON.parse(text) as object).toReversed();
    for (const other of [`${text} `, ` ${text}`, JSON.stringify(Object.fromEntries(fields))]) {
      expect(refusalOf(() => headerOf(other))).to.equal('BATCH_NOT_CANONICAL header');
    }
  });

  it(`means nothing else when any of its bytes is changed (seed ${SEED})`, () => {
    const original = encodeBatch(FIRST_BATCH, readings, device.signer);
    const { digest } = decodeBatch(original);
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (offset, change) => {
        const bytes = Buffer.from(original);
        bytes[offset] = (bytes[offset] ?? 0) ^ change;
        try {
          const batch = decodeBatch(bytes);
          const isOther = batch.digest !== digest;
          expect(isOther || refusalOf(() => checkBatchSignature(batch, device.publicKey))).to.be.ok;
        } catch (error) {
          expect(error).to.be.instanceOf(ModelError);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('keeps readings under four bytes each', () => {
    const noise = seededNoise(5);
    let [latitudeE7, longitudeE7, temperatureMilliC] = [608_000_000, -267_000_000, 4000];
    const many = Array.from({ length: LIMITS.batchReadingsMax }, (_, sequence) => ({
      sequence,
      at: 1_700_000_000_000 + sequence * 1000,
      latitudeE7: (latitudeE7 += 110 + noise(20)),
      longitudeE7: (longitudeE7 += 170 + noise(20)),
      temperatureMilliC: (temperatureMilliC += noise(20)),
      humidityMilliPct: 40_000 + noise(40),
      batteryPermille: 1000 - (sequence >> 8),
    }));
    const bytes = encodeBatch(FIRST_BATCH, many, device.signer);
    expect(bytes.length / many.length).to.be.lessThan(4);
    expect(decodeBatch(bytes).readings).to.deep.equal(many);
    const more = [...many, { sequence: many.length, at: 1_800_000_000_000 }];
    expect(refusalOf(() => encodeBatch(FIRST_BATCH, more, device.signer))).to.equal('FIELD_RANGE readings');
  });

  it('refuses readings that do not follow each other', () => {
    const encode = (given: Reading[]) => () => encodeBatch(FIRST_BATCH, given, device.signer);
    const gap = [
      { sequence: 0, at: 1 },
      { sequence: 2, at: 2 },
    ];
    const backwards = [
      { sequence: 0, at: 2 },
      { sequence: 1, at: 1 },
    ];
    expect(refusalOf(encode(gap))).to.equal('FIELD_RANGE readings[1].sequence');
    expect(refusalOf(encode(backwards))).to.equal('DATE_ORDER readings[1].at');
    expect(refusalOf(encode([]))).to.equal('FIELD_RANGE readings');
    expect(refusalOf(encode([{ sequence: 0, at: 1, latitudeE7: 5 }]))).to.equal(
      'FIELD_MISSING readings[0].longitudeE7',
    );
    expect(refusalOf(encode([{ sequence: 4, at: 1 }]))).to.equal('FIELD_MISSING previousDigest');
    expect(refusalOf(encode([{ sequence: 0, at: 1, batteryPermille: 1001 }]))).to.equal(
      'FIELD_RANGE readings[0].batteryPermille',
    );
  });

  it('refuses bytes that no encoder makes', () => {
    const bytes = encodeBatch(FIRST_BATCH, readings, device.signer);
    expect(refusalOf(() => decodeBatch(Buffer.from('KRB3')))).to.equal('BATCH_FORMAT batch');
    expect(refusalOf(() => decodeBatch(bytes.subarray(0, 100)))).to.equal('BATCH_FORMAT batch');
    expect(refusalOf(() => decodeBatch(bytes.subarray(0, bytes.length - 64)))).to.equal(
      'BATCH_FORMAT signature',
    );
    expect(refusalOf(() => decodeBatch(Buffer.concat([bytes, Buffer.alloc(65)])))).to.equal(
      'BATCH_FORMAT signature',
    );
    expect(refusalOf(() => decodeBatch(Buffer.alloc(LIMITS.batchBytesMax + 1)))).to.equal('TOO_LARGE batch');
    const count = patched(Buffer.from('"count":3'), Buffer.from('"count":2'));
    expect(refusalOf(() => decodeBatch(count))).to.match(/^BATCH_/);
    const until = patched(Buffer.from('"to":1002'), Buffer.from('"to":1003'));
    expect(refusalOf(() => decodeBatch(until))).to.equal('BATCH_DIGEST header.to');
  });

  it('refuses a signature of another device and a root of other readings', () => {
    const batch = decodeBatch(encodeBatch(FIRST_BATCH, readings, device.signer));
    const other = createDevice('P-256');
    expect(refusalOf(() => checkBatchSignature(batch, other.publicKey))).to.equal('SIGNATURE signature');
    const header = Object.assign({}, batch.header, { merkleRoot: '0'.repeat(64) });
    expect(refusalOf(() => checkBatchRoot({ ...batch, header }))).to.equal('BATCH_DIGEST header.merkleRoot');
  });
});

describe('frozen batches', () => {
  interface BatchVector {
    readonly publicKey: string;
    readonly bytes: string;
    readonly digest: string;
    readonly header: object;
    readonly readings: object[];
  }

  for (const vector of [
    ...readVectors<BatchVector>('batches-v1'),
    ...readVectors<BatchVector>('batches-v2'),
  ]) {
    it(`decodes ${vector.digest.slice(0, 8)} for ever`, () => {
      const batch = decodeBatch(Buffer.from(vector.bytes, 'base64'));
      checkBatchSignature(batch, vector.publicKey);
      checkBatchRoot(batch);
      expect(batch.digest).to.equal(vector.digest);
      expect(Object.assign({}, batch.header)).to.deep.equal(vector.header);
      expect(batch.readings).to.deep.equal(vector.readings);
    });
  }
});
