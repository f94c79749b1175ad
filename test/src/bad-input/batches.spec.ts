import { createHash, generateKeyPairSync } from 'node:crypto';
import { canonicalJson, createSigner, decodeBatch, encodeBatch } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { createBadInputWorld, deviceId, shipmentId, toText, type BadInputWorld } from './world';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const sign = createSigner(privateKey);
const SIGNATURE_BYTES = 64;
const MAGIC_BYTES = 4;

const readings = [0, 1].map((sequence) => ({ sequence, at: 1_000 + sequence, temperatureMilliC: 4_000 }));
const context = { channel: 'mychannel', chaincode: 'kontti', device: deviceId, shipment: shipmentId };
const good = encodeBatch(context, readings, sign);

/** A batch whose device signed another header than the one that fits the payload. */
function withHeader(change: object): Buffer {
  const { header } = decodeBatch(good);
  const before = Buffer.byteLength(canonicalJson(header));
  const payload = good.subarray(MAGIC_BYTES + lengthOf(before).length + before, -SIGNATURE_BYTES);
  const bytes = Buffer.from(canonicalJson(Object.assign({}, header, change)));
  const digest = createHash('sha256').update('kontti.batch.v2\0').update(bytes).digest();
  const head = [good.subarray(0, MAGIC_BYTES), lengthOf(bytes.length), bytes];
  return Buffer.concat([...head, payload, sign(digest)]);
}

/** A varint of two groups, as every header's length takes. */
function lengthOf(length: number): Buffer {
  return Buffer.of((length % 0x80) | 0x80, length >> 7);
}

describeOnNetwork('wrong batches, sent with the official client', () => {
  let world: BadInputWorld;
  before(async () => {
    world = await createBadInputWorld();
    const { companies } = world.ledger.clients.forwarder;
    const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    await companies.registerDevice({ deviceId, publicKey: spki });
  });
  after(() => world[Symbol.asyncDispose]());

  const submit = (batches: readonly Uint8Array[], by: 'ForwarderMSP' | 'AirMSP' = 'ForwarderMSP') => {
    const request = { batches: batches.map((bytes) => Buffer.from(bytes).toString('base64')) };
    return world.outcomeOf({ by, method: 'reading:Submit', args: [toText(request)] });
  };

  it('the signature is another one, or of another device', async () => {
    const broken = Buffer.from(good);
    broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1;
    const other = createSigner(generateKeyPairSync('ed25519').privateKey);
    expect(await submit([good])).to.equal('endorsed');
    expect(await submit([broken])).to.equal('SIGNATURE batches[0].signature');
    expect(await submit([encodeBatch(context, readings, other)])).to.equal('SIGNATURE batches[0].signature');
    expect(await submit([good, broken])).to.equal('SIGNATURE batches[1].signature');
  });

  it('the length does not fit the content', async () => {
    expect(await submit([good.subarray(0, 40)])).to.equal('BATCH_FORMAT batches[0]');
    expect(await submit([good.subarray(0, -SIGNATURE_BYTES)])).to.equal('BATCH_FORMAT batches[0].signature');
    expect(await submit([Buffer.concat([good, Buffer.of(0)])])).to.equal('SIGNATURE batches[0].signature');
    expect(await submit([withHeader({ count: 3 })])).to.equal('BATCH_DIGEST batches[0].header.merkleRoot');
    expect(await submit([withHeader({ count: 1 })])).to.equal('BATCH_NOT_CANONICAL batches[0]');
    expect(await submit([withHeader({ count: 4_097 })])).to.equal('FIELD_RANGE batches[0].header.count');
    expect(await submit([])).to.equal('FIELD_RANGE batches');
  });

  it('the sequence does not follow, or was used', async () => {
    const previousDigest = '0'.repeat(64);
    expect(await submit([withHeader({ firstSequence: 7, previousDigest })])).to.equal(
      'BATCH_SEQUENCE batches[0].header.firstSequence',
    );
    expect(await submit([withHeader({ firstSequence: 7, previousSequence: 0 })])).to.equal(
      'FIELD_MISSING batches[0].header.previousDigest',
    );
    expect(await submit([withHeader({ previousDigest })])).to.equal(
      'FIELD_CONFLICT batches[0].header.previousDigest',
    );
    const other = encodeBatch(context, readings.slice(0, 1), sign);
    expect(await submit([good, other])).to.equal('BATCH_SEQUENCE batches[1].header.previousSequence');
    const next = (from: number, previous: string, previousSequence = 0) =>
      encodeBatch(
        { ...context, previousSequence, previousDigest: previous },
        [0, 1].map((index) => ({ sequence: from + index, at: 2_000 + index })),
        sign,
      );
    const { digest } = decodeBatch(good);
    expect(await submit([good, next(1, digest)])).to.equal('BATCH_SEQUENCE batches[1].header.firstSequence');
    expect(await submit([good, next(2, '0'.repeat(64))])).to.equal(
      'BATCH_SEQUENCE batches[1].header.previousDigest',
    );
    expect(await submit([next(2, digest), good])).to.equal(
      'BATCH_SEQUENCE batches[0].header.previousSequence',
    );
    expect(await submit([good, next(2, digest, 1)])).to.equal(
      'BATCH_SEQUENCE batches[1].header.previousSequence',
    );
    expect(await submit([good, next(9, digest)])).to.equal('BATCH_SEQUENCE batches[1].header.firstSequence');
    expect(await submit([good, next(2, digest)])).to.equal('endorsed');
  });

  it('the readings are others than the device signed for', async () => {
    const hash = '0'.repeat(64);
    expect(await submit([withHeader({ payloadSha256: hash })])).to.equal(
      'BATCH_DIGEST batches[0].header.payloadSha256',
    );
    expect(await submit([withHeader({ merkleRoot: hash })])).to.equal(
      'BATCH_DIGEST batches[0].header.merkleRoot',
    );
    expect(await submit([withHeader({ to: 1_002 })])).to.equal('BATCH_DIGEST batches[0].header.to');
    expect(await submit([withHeader({ to: 999 })])).to.equal('DATE_ORDER batches[0].header.to');
  });

  it('it was signed for elsewhere, or is handed in by another company', async () => {
    expect(await submit([withHeader({ channel: 'other' })])).to.equal(
      'BATCH_CONTEXT batches[0].header.channel',
    );
    expect(await submit([withHeader({ chaincode: 'other' })])).to.equal(
      'BATCH_CONTEXT batches[0].header.chaincode',
    );
    expect(await submit([withHeader({ shipment: 'ForwarderMSP/none' })])).to.equal(
      'UNKNOWN_SHIPMENT batches[0].header.shipment',
    );
    expect(await submit([withHeader({ device: 'ForwarderMSP/none' })])).to.equal(
      'UNKNOWN_DEVICE batches[0].header.device',
    );
    expect(await submit([good], 'AirMSP')).to.equal('NOT_OWNER batches[0].header.device');
  });
});
