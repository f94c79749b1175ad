import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from '../json';
import { anyReadings, createDevice, FIRST_BATCH } from '../testing/readings';
import { refusalOf } from '../testing/refusal';
import { SEED } from '../testing/seed';
import { readVectors } from '../testing/vectors';
import { parseRecord } from '../validation/parse';
import { decodeBatch, encodeBatch } from './batch';
import { ReadingProof, proveReading, verifyReadingProof } from './proof';

const device = createDevice('P-256');

describe('reading proof', () => {
  it(`shows each reading of any batch, and travels as JSON (seed ${SEED})`, () => {
    fc.assert(
      fc.property(anyReadings(33), fc.nat(), (readings, pick) => {
        const batch = decodeBatch(encodeBatch(FIRST_BATCH, readings, device.signer));
        const proof = proveReading(batch, pick % readings.length);
        const received = parseRecord(ReadingProof, canonicalJson(proof));
        verifyReadingProof(received, device.publicKey);
        expect(Object.assign({}, received.reading)).to.deep.equal(readings[pick % readings.length]);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('fails for another reading, neighbour, place, header, path or device', () => {
    const readings = [0, 1, 2, 3, 4].map((sequence) => ({ sequence, at: sequence, shockMilliG: 7 }));
    const batch = decodeBatch(encodeBatch(FIRST_BATCH, readings, device.signer));
    const proof = proveReading(batch, 2);
    const verify = (changed: Partial<ReadingProof>, publicKey = device.publicKey) =>
      refusalOf(() => verifyReadingProof(Object.assign({}, proof, changed), publicKey));
    const { reading, header, path } = proof;
    expect(verify({ reading: Object.assign({}, reading, { shockMilliG: 8 }) })).to.equal('PROOF path');
    expect(verify({ reading: Object.assign({}, reading, { sequence: 3 }) })).to.equal('PROOF path');
    expect(verify({ reading: Object.assign({}, reading, { sequence: 5 }) })).to.equal('PROOF path');
    const [, second = reading, ...others] = proof.beside ?? [];
    const altered = Object.assign({}, second, { shockMilliG: 8 });
    expect(verify({ beside: [altered, second, ...others] })).to.equal('PROOF path');
    expect(verify({ beside: [second, ...others] })).to.equal('PROOF path');
    expect(verify({ path: [...path, '0'.repeat(64)] })).to.equal('PROOF path');
    // Format 1 has leaves of single readings: the same proof is none there.
    const { beside: _, ...single } = proof;
    expect(refusalOf(() => verifyReadingProof(single, device.publicKey))).to.equal('PROOF path');
    expect(verify({ header: Object.assign({}, header, { shipment: 'KouvolaMSP/S-2' }) })).to.equal(
      'SIGNATURE signature',
    );
    expect(verify({}, createDevice('P-256').publicKey)).to.equal('SIGNATURE signature');
    expect(refusalOf(() => proveReading(batch, 5))).to.equal('FIELD_RANGE sequence');
    expect(refusalOf(() => proveReading(batch, 1.5))).to.equal('FIELD_RANGE sequence');
  });

  it('shows no reading of another leaf', () => {
    const readings = Array.from({ length: 40 }, (_, sequence) => ({ sequence, at: sequence }));
    const batch = decodeBatch(encodeBatch(FIRST_BATCH, readings, device.signer));
    const shown = (sequence: number) => {
      const { reading, beside = [] } = proveReading(batch, sequence);
      return [reading, ...beside].map((each) => each.sequence).sort((a, b) => a - b);
    };
    expect(shown(20)).to.deep.equal(Array.from({ length: 16 }, (_, index) => 16 + index));
    expect(shown(39)).to.deep.equal(Array.from({ length: 8 }, (_, index) => 32 + index));
  });

  it('is read for ever for a batch of the first format', () => {
    for (const { bytes, publicKey } of readVectors<{ bytes: string; publicKey: string }>('batches-v1')) {
      const batch = decodeBatch(Buffer.from(bytes, 'base64'));
      const proof = proveReading(batch, batch.header.firstSequence);
      expect(proof.beside).to.equal(undefined);
      verifyReadingProof(parseRecord(ReadingProof, canonicalJson(proof)), publicKey);
    }
  });
});
