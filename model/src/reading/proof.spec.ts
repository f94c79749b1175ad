import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from '../json';
import { anyReadings, createDevice, FIRST_BATCH } from '../testing/readings';
import { refusalOf } from '../testing/refusal';
import { SEED } from '../testing/seed';
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

  it('fails for another reading, place, header, path or device', () => {
    const readings = [0, 1, 2, 3, 4].map((sequence) => ({ sequence, at: sequence, shockMilliG: 7 }));
    const batch = decodeBatch(encodeBatch(FIRST_BATCH, readings, device.signer));
    const proof = proveReading(batch, 2);
    const verify = (changed: Partial<ReadingProof>, publicKey = device.publicKey) =>
      refusalOf(() => verifyReadingProof(Object.assign({}, proof, changed), publicKey));
    const { reading, header, path } = proof;
    expect(verify({ reading: Object.assign({}, reading, { shockMilliG: 8 }) })).to.equal('PROOF path');
    expect(verify({ reading: Object.assign({}, reading, { sequence: 3 }) })).to.equal('PROOF path');
    expect(verify({ reading: Object.assign({}, reading, { sequence: 5 }) })).to.equal('PROOF path');
    expect(verify({ path: path.slice(1) })).to.equal('PROOF path');
    expect(verify({ header: Object.assign({}, header, { shipment: 'KouvolaMSP/S-2' }) })).to.equal(
      'SIGNATURE signature',
    );
    expect(verify({}, createDevice('P-256').publicKey)).to.equal('SIGNATURE signature');
    expect(refusalOf(() => proveReading(batch, 5))).to.equal('FIELD_RANGE sequence');
  });
});
