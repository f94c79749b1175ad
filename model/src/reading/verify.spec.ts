import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { createDevice, FIRST_BATCH } from '../testing/readings';
import { readVectors } from '../testing/vectors';
import { decodeBatch, encodeBatch } from './batch';
import type { BatchEntry } from './batch-entry';
import { formatOf, headerDigest } from './format';
import { headerToBytes, type BatchHeader } from './header';
import { ByteWriter } from './varint';
import { entryOfBatch, verifyBatchBytes } from './verify';

const device = createDevice('Ed25519');
const { publicKey, signer } = device;
const readings = [0, 1, 2].map((sequence) => ({ sequence, at: 1000 + sequence, temperatureMilliC: 4000 }));
const good = encodeBatch(FIRST_BATCH, readings, signer);
const { channel, chaincode } = FIRST_BATCH;
const SIGNATURE_BYTES = 64;

/** A batch with that payload whose device signed another header, in whatever format. */
function signedWith(change: Partial<BatchHeader>, format = 2): Buffer {
  const before = decodeBatch(good).header;
  const header = headerToBytes(Object.assign({}, before, change));
  const start = good.indexOf(headerToBytes(before)) + headerToBytes(before).length;
  const length = new ByteWriter();
  length.unsigned(header.length);
  const payload = good.subarray(start, -SIGNATURE_BYTES);
  const { magic } = formatOf(format);
  return Buffer.concat([
    magic,
    length.toBuffer(),
    header,
    payload,
    signer(headerDigest(formatOf(format), header)),
  ]);
}

/** What a reader makes of bytes whose submission says of them what they say themselves, but for what is changed. */
function verdictOf(bytes: Buffer, change: Partial<BatchEntry> = {}): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const entry: BatchEntry = { ...entryOfBatch(decodeBatch(bytes)), sha256, ...change };
  const verdict = verifyBatchBytes(bytes, { entry, publicKey, channel, chaincode });
  return typeof verdict === 'string' ? verdict : 'verified';
}

describe('bytes of a batch, as readers take them', () => {
  it('are verified where the device signed them and they agree with their entry', () => {
    expect(verdictOf(good)).to.equal('verified');
    expect(verdictOf(signedWith({}))).to.equal('verified');
    for (const change of [{ count: 2 }, { format: 1 }, { to: 1001 }, { shipment: 'KouvolaMSP/S-2' }]) {
      expect(verdictOf(good, change), JSON.stringify(change)).to.equal('malformed');
    }
  });

  it('are malformed where they are not those of the entry, or were signed for another channel or chaincode', () => {
    expect(verdictOf(good, { sha256: 'f'.repeat(64) })).to.equal('malformed');
    for (const change of [{ channel: 'other' }, { chaincode: 'other' }]) {
      expect(verdictOf(signedWith(change)), JSON.stringify(change)).to.equal('malformed');
    }
  });

  it('are malformed under the root of other readings, though the device signed it', () => {
    expect(verdictOf(signedWith({ merkleRoot: '0'.repeat(64) }))).to.equal('malformed');
  });

  it('are unsigned where another device signed', () => {
    const other = createDevice('Ed25519');
    expect(verdictOf(encodeBatch(FIRST_BATCH, readings, other.signer))).to.equal('unsigned');
  });

  it('count in one format: the signature of a header means no batch of another one', () => {
    const relabelled = Buffer.from(good);
    formatOf(1).magic.copy(relabelled);
    const sha256 = createHash('sha256').update(relabelled).digest('hex');
    const entry: BatchEntry = { ...entryOfBatch(decodeBatch(good)), format: 1, sha256 };
    expect(verifyBatchBytes(relabelled, { entry, publicKey, channel, chaincode })).to.equal('malformed');
  });

  it('of the first format are verified for ever', () => {
    for (const vector of readVectors<{ bytes: string; publicKey: string }>('batches-v1')) {
      const bytes = Buffer.from(vector.bytes, 'base64');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const entry = { ...entryOfBatch(decodeBatch(bytes)), sha256 };
      const scope = { channel, chaincode, publicKey: vector.publicKey };
      expect(entry.format).to.equal(1);
      expect(verifyBatchBytes(bytes, { entry, ...scope })).to.have.property('digest', entry.digest);
    }
  });
});
