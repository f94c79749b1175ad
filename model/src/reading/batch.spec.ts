import { expect } from 'chai';
import fc from 'fast-check';
import { ModelError } from '../errors';
import { anyReadings, createDevice, FIRST_BATCH } from '../testing/readings';
import { refusalOf } from '../testing/refusal';
import { SEED } from '../testing/seed';
import { readVectors } from '../testing/vectors';
import { checkBatchRoot, checkBatchSignature, decodeBatch, encodeBatch } from './batch';
import type { Reading } from './reading';

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

  it(`has one encoding for each content: other bytes are refused or mean something else (seed ${SEED})`, () => {
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

  it('keeps a thousand readings under ten bytes each', () => {
    const many = Array.from({ length: 1000 }, (_, sequence) => ({
      sequence,
      at: 1_700_000_000_000 + sequence * 60_000,
      latitudeE7: 608_000_000 + sequence * 1234,
      longitudeE7: -267_000_000 + sequence * 2345,
      temperatureMilliC: 4000 + (sequence % 40) * 10,
      humidityMilliPct: 40_000 + (sequence % 200),
      batteryPermille: 1000 - (sequence >> 3),
    }));
    expect(encodeBatch(FIRST_BATCH, many, device.signer).length).to.be.lessThan(10_000);
    const more = [...many, { sequence: 1000, at: 1_800_000_000_000 }];
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
    expect(refusalOf(() => decodeBatch(Buffer.from('KRB2')))).to.equal('BATCH_FORMAT batch');
    expect(refusalOf(() => decodeBatch(bytes.subarray(0, 100)))).to.equal('BATCH_FORMAT batch');
    expect(refusalOf(() => decodeBatch(bytes.subarray(0, bytes.length - 64)))).to.equal(
      'BATCH_FORMAT signature',
    );
    expect(refusalOf(() => decodeBatch(Buffer.concat([bytes, Buffer.alloc(65)])))).to.equal(
      'BATCH_FORMAT signature',
    );
    expect(refusalOf(() => decodeBatch(Buffer.alloc(64 * 1024 + 1)))).to.equal('TOO_LARGE batch');
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

  for (const vector of readVectors<BatchVector>('batches-v1')) {
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
