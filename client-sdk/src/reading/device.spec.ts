import { decodeBatch, encodeBatch } from '@kontti/model';
import { expect } from 'chai';
import type { KonttiError } from '../errors';
import { verifyBatch, verifyReading } from './decode';
import { createSigningKeyPair } from '../identity/signing-key';
import { subjectToHeader } from './batch-subject';
import type { BatchSubject } from './batch-subject';
import { createDevice } from './device';
import type { DeviceOptions, DeviceScope, Measurement } from './device';

const NOW_MS = Date.UTC(2026, 1, 1);
const SCOPE = { channel: 'mychannel', chaincode: 'kontti', nowMs: () => NOW_MS };
const subject = { shipmentId: 'AMSP/S-1', container: 'CSQU3054383' };

function measurements(...values: number[]): Measurement[] {
  return values.map((temperatureMilliC, index) => ({ at: new Date(NOW_MS + index), temperatureMilliC }));
}

function failureOf(call: () => unknown): KonttiError {
  try {
    call();
  } catch (error) {
    return error as KonttiError;
  }
  return expect.fail('nothing failed');
}

function make(options: Partial<DeviceOptions & DeviceScope> = {}) {
  return createDevice({ ...SCOPE, deviceId: 'AMSP/D-1', ...options });
}

describe('device', () => {
  it('signs batches that follow one another, each with the one before', () => {
    const device = make();
    const batches = [device.sign(subject, measurements(1, 2)), device.sign(subject, measurements(3))];
    const [first, second] = batches.map(({ bytes }) => verifyBatch({ bytes, publicKey: device.publicKey }));
    expect(first?.header).to.include({
      ...{ channel: 'mychannel', chaincode: 'kontti', device: 'AMSP/D-1', shipment: 'AMSP/S-1' },
      ...{ container: 'CSQU3054383', firstSequence: 0, count: 2 },
    });
    expect(first?.header.previousDigest).to.equal(undefined);
    expect(second?.header).to.include({
      firstSequence: 2,
      previousSequence: 0,
      previousDigest: first?.digest,
    });
    expect(second?.readings).to.deep.equal([{ sequence: 2, at: new Date(NOW_MS), temperatureMilliC: 3 }]);
    expect(device.state()).to.deep.equal({
      nextSequence: 3,
      previousSequence: 2,
      previousDigest: second?.digest,
    });
    expect(batches.map(({ deviceId }) => deviceId)).to.deep.equal(['AMSP/D-1', 'AMSP/D-1']);
  });

  it('signs what is about a shipment, a site or an agreement, and about one of them', () => {
    const device = make();
    const headerOf = (about: BatchSubject) => {
      const { bytes } = device.sign(about, measurements(1));
      const { shipment, site, agreement, container } = verifyBatch({
        bytes,
        publicKey: device.publicKey,
      }).header;
      return { shipment, site, agreement, container };
    };
    const none = { shipment: undefined, site: undefined, agreement: undefined, container: undefined };
    expect(headerOf({ shipmentId: 'AMSP/S-1' })).to.deep.equal({ ...none, shipment: 'AMSP/S-1' });
    expect(headerOf({ siteId: 'AMSP/Y' })).to.deep.equal({ ...none, site: 'AMSP/Y' });
    expect(headerOf({ agreementId: 'AMSP/L' })).to.deep.equal({ ...none, agreement: 'AMSP/L' });
    for (const [about, option] of [
      [{}, 'subject.shipmentId'],
      [{ container: 'CSQU3054383' }, 'subject.shipmentId'],
      [{ shipmentId: 'AMSP/S-1', siteId: 'AMSP/Y' }, 'subject.siteId'],
      [{ siteId: 'AMSP/Y', agreementId: 'AMSP/L' }, 'subject.agreementId'],
      [{ siteId: '' }, 'subject.siteId'],
      [{ place: 'AMSP/Y' }, 'subject.place'],
    ] as const) {
      const { code, details } = failureOf(() => device.sign(about as BatchSubject, measurements(1)));
      expect([code, details['option']]).to.deep.equal(['OPTIONS_INVALID', option]);
    }
  });

  it('goes on after a restart with its key and state', () => {
    const before = make();
    before.sign(subject, measurements(1, 2));
    const again = make({ privateKey: before.exportPrivateKey(), ...before.state() });
    expect(again.publicKey).to.equal(before.publicKey);
    const { bytes } = again.sign({ shipmentId: 'AMSP/S-1' }, measurements(3));
    const { header } = verifyBatch({ bytes, publicKey: before.publicKey });
    expect(header).to.include({ firstSequence: 2, previousSequence: 0 });
    expect(header).to.not.have.property('container');
  });

  it('is made of options that it knows, and of its own accord takes no time of the far future', () => {
    const { channel, chaincode } = SCOPE;
    const options = { channel, chaincode, deviceId: 'AMSP/D-1' };
    for (const [change, option] of [
      [{ channel: '' }, 'channel'],
      [{ chaincode: undefined }, 'chaincode'],
      [{ nowMs: 5 }, 'nowMs'],
      [{ nextSequence: -1 }, 'nextSequence'],
      [{ previousDigest: 'A'.repeat(64), previousSequence: 0 }, 'previousDigest'],
      [{ site: 'AMSP/Y' }, 'site'],
    ] as const) {
      const { code, details } = failureOf(() => createDevice({ ...options, ...change } as never));
      expect([code, details['option']]).to.deep.equal(['OPTIONS_INVALID', option]);
    }
    const device = createDevice(options);
    const ahead = [{ at: new Date('2999-01-01T00:00:00Z'), temperatureMilliC: 1 }];
    expect(failureOf(() => device.sign(subject, ahead)).code).to.equal('TIME_INVALID');
    const wrong = failureOf(() => device.proveKey({ head: 'x', publicKey: device.publicKey }));
    expect(wrong.details['option']).to.equal('change.head');
  });

  it('has to be given both of what names the batch before, or nothing', () => {
    for (const [given, missing] of [
      [{ previousSequence: 0 }, 'previousDigest'],
      [{ previousDigest: 'a'.repeat(64) }, 'previousSequence'],
    ] as const) {
      const { code, details, message } = failureOf(() => make({ nextSequence: 1, ...given }));
      expect([code, details['option']]).to.deep.equal(['OPTIONS_INVALID', missing]);
      expect(message).to.include('restoreDevice');
    }
  });

  it('signs the same readings however their times are written', () => {
    const privateKey = make().exportPrivateKey();
    const times = ['2026-01-31T09:00:00Z', '2026-01-31T09:00:01Z'];
    const dates = times.map((at) => ({ at: new Date(at), latitudeE7: 1, longitudeE7: -2, shockMilliG: 3 }));
    const texts = dates.map((measurement, index) => ({ ...measurement, at: times[index] ?? '' }));
    const [fast, slow] = [dates, texts].map((given) => make({ privateKey }).sign(subject, given).bytes);
    expect(fast).to.deep.equal(slow);
  });

  it('names what cannot be signed, and stays where it was', () => {
    const device = make();
    const at = new Date(NOW_MS);
    const cases: readonly (readonly [unknown, string, string])[] = [
      ['text', 'OPTIONS_INVALID', 'measurements'],
      [[null], 'OPTIONS_INVALID', 'measurements[0]'],
      [[{ at, temperatureMilliC: 1 }, 5], 'OPTIONS_INVALID', 'measurements[1]'],
      [[], 'READINGS_INVALID', 'readings'],
      [[{ temperatureMilliC: 1 }], 'READINGS_INVALID', 'measurements[0].at'],
      [[{ at, temperatureMilliC: 0.5 }], 'READINGS_INVALID', 'measurements[0].temperatureMilliC'],
      [[{ at: 5, temperatureMilliC: 1 }], 'TIME_INVALID', 'measurements[0].at'],
      [[{ at: new Date(NOW_MS + 86_400_001), temperatureMilliC: 1 }], 'TIME_INVALID', 'measurements[0].at'],
      [[{ at, temperatureMilliC: NaN }], 'READINGS_INVALID', 'measurements[0].temperatureMilliC'],
      [[{ at: null, temperatureMilliC: 1 }], 'TIME_INVALID', 'measurements[0].at'],
      [[{ at, batteryPermille: 1001 }], 'READINGS_INVALID', 'measurements[0].batteryPermille'],
      [[{ at, latitudeE7: 1 }], 'READINGS_INVALID', 'measurements[0].longitudeE7'],
      [[{ at, colour: 1 }], 'READINGS_INVALID', 'measurements[0].colour'],
      [
        [
          { at, temperatureMilliC: 1 },
          { at: new Date(0), temperatureMilliC: 1 },
        ],
        'TIME_INVALID',
        'measurements[1].at',
      ],
    ];
    for (const [given, code, name] of cases) {
      const error = failureOf(() => device.sign(subject, given as Measurement[]));
      expect([error.code, error.details['option'] ?? error.details['field']], name).to.deep.equal([
        code,
        name,
      ]);
    }
    expect(device.state()).to.deep.equal({ nextSequence: 0 });
    expect(failureOf(() => device.sign({} as never, [])).details['option']).to.equal('subject.shipmentId');
  });
});

describe('readings, offline', () => {
  const device = make();
  const { publicKey } = device;
  const { bytes } = device.sign(subject, measurements(5, 6, 7));

  it('prove one of them', () => {
    const proof = verifyBatch({ bytes, publicKey }).prove(1);
    const { sequence, temperatureMilliC, at } = verifyReading(proof, { publicKey });
    expect({ sequence, temperatureMilliC, at }).to.deep.equal({
      sequence: 1,
      temperatureMilliC: 6,
      at: new Date(NOW_MS + 1),
    });
    expect(verifyReading(JSON.parse(JSON.stringify(proof)) as typeof proof, { publicKey }).sequence).to.equal(
      1,
    );
  });

  it('are refused with the rule that they break', () => {
    const other = make().publicKey;
    const batch = verifyBatch({ bytes, publicKey });
    const proof = batch.prove(1);
    const changed = JSON.parse(JSON.stringify(proof)) as typeof proof;
    changed.reading.temperatureMilliC = 99;
    const timeless = JSON.parse(JSON.stringify(proof)) as { reading: { at: unknown } };
    timeless.reading.at = new Date(NaN);
    const outcomes = [
      () => verifyBatch({ bytes, publicKey: other }),
      () => verifyBatch({ bytes: bytes.subarray(1), publicKey }),
      () => batch.prove(3),
      () => verifyReading(proof, { publicKey: other }),
      () => verifyReading(changed, { publicKey }),
      () => verifyReading(timeless as never, { publicKey }),
    ].map((call) => failureOf(call));
    expect(outcomes.map(({ code }) => code)).to.deep.equal(outcomes.map(() => 'READINGS_INVALID'));
    expect(outcomes.map(({ details }) => details['rule'])).to.deep.equal([
      'SIGNATURE',
      'BATCH_FORMAT',
      'FIELD_RANGE',
      'SIGNATURE',
      'PROOF',
      'FIELD_TYPE',
    ]);
    expect(failureOf(() => verifyBatch({ bytes } as never)).details['option']).to.equal('batch.publicKey');
    expect(failureOf(() => verifyReading(proof, {} as never)).details['option']).to.equal('device.publicKey');
  });

  it('hide no fault of what gives the proof', () => {
    const fault = new RangeError('of another kind');
    const proof = {
      get reading(): never {
        throw fault;
      },
    };
    const failure = failureOf(() => verifyReading(proof as never, { publicKey }));
    expect([failure.code, failure.details['option']]).to.deep.equal(['OPTIONS_INVALID', 'reading']);
    expect(failure.cause).to.equal(fault);
  });

  it('are refused under the root of other readings, though the device signed it', () => {
    const { sign, publicKey: key } = createSigningKeyPair();
    const context = {
      ...subjectToHeader(subject),
      channel: 'mychannel',
      chaincode: 'kontti',
      device: 'AMSP/D-1',
    };
    const good = encodeBatch(context, [{ sequence: 0, at: NOW_MS, temperatureMilliC: 1 }], sign);
    const { merkleRoot } = decodeBatch(good).header;
    const text = good.toString('latin1').replace(merkleRoot, '0'.repeat(64));
    const unsigned = Buffer.from(text, 'latin1');
    const signature = sign(Buffer.from(decodeBatch(unsigned).digest, 'hex'));
    const forged = Buffer.concat([unsigned.subarray(0, -signature.length), signature]);
    expect(verifyBatch({ bytes: good, publicKey: key }).readings).to.have.length(1);
    const { code, details } = failureOf(() => verifyBatch({ bytes: forged, publicKey: key }));
    expect([code, details['rule']]).to.deep.equal(['READINGS_INVALID', 'BATCH_DIGEST']);
  });
});
