import { createHash } from 'node:crypto';
import { decodeBatch } from '@kontti/model';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import type { DeviceState } from '../reading/device';
import type { CheckedRow } from './reading-row';
import { checkSubject, signRows } from './sign-rows';

const context = { channel: 'mychannel', chaincode: 'kontti', device: 'AMSP/D-1', shipment: 'AMSP/S-1' };
/** What has no pattern cannot be packed. */
function rowAt(minute: number): CheckedRow<number> {
  const bytes = createHash('sha256').update(`${minute}`).digest();
  const values = {
    at: minute * 60_000,
    latitudeE7: bytes.readUInt32BE(0) % 900_000_000,
    longitudeE7: bytes.readUInt32BE(4) % 900_000_000,
  };
  return { source: minute, deviceId: 'AMSP/D-1', subject: { shipmentId: 'AMSP/S-1' }, values };
}
const rows = Array.from({ length: 64 }, (_, minute) => rowAt(minute));

async function sign(
  options: { readonly count?: number; readonly bytesMax?: number; readonly state?: DeviceState } = {},
) {
  const { count = rows.length, bytesMax = 100_000, state = { nextSequence: 0 } } = options;
  const digests: string[] = [];
  const made = await signRows(rows.slice(0, count), {
    ...{ context, state, bytesMax },
    sign: (digest) => {
      digests.push(Buffer.from(digest).toString('hex'));
      return Promise.resolve(Buffer.alloc(64, digests.length));
    },
  });
  return { ...made, digests, batches: made.signed.map(({ bytes }) => decodeBatch(Buffer.from(bytes))) };
}

describe('rows that a device signs', () => {
  it('become its next batch, which goes on where the last one ended', async () => {
    const state = { nextSequence: 7, previousSequence: 3, previousDigest: 'b'.repeat(64) };
    const { signed, batches, digests, state: next } = await sign({ count: 3, state });
    const [batch] = batches;
    expect(batch?.header).to.include({
      firstSequence: 7,
      count: 3,
      previousSequence: 3,
      previousDigest: 'b'.repeat(64),
    });
    expect(batch?.readings.map(({ sequence, at }) => [sequence, at])).to.deep.equal([
      [7, 0],
      [8, 60_000],
      [9, 120_000],
    ]);
    expect(signed[0]).to.deep.include({ firstSequence: 7, rows: rows.slice(0, 3) });
    expect(next).to.deep.equal({ nextSequence: 10, previousSequence: 7, previousDigest: batch?.digest });
    expect(digests).to.deep.equal([batch?.digest]);
    expect((await sign({ count: 1 })).batches[0]?.header).to.not.have.any.keys(
      'previousSequence',
      'previousDigest',
    );
  });

  it('become several batches where one would be too large, each signed once and linked to the one before', async () => {
    const whole = (await sign()).signed[0]?.bytes.length ?? 0;
    expect((await sign({ bytesMax: whole })).signed).to.have.length(1);
    const { signed, batches, digests, state } = await sign({ bytesMax: whole - 1 });
    expect(signed.map((each) => each.rows.length)).to.deep.equal([32, 32]);
    expect(digests).to.deep.equal(batches.map(({ digest }) => digest));
    expect(batches[1]?.header).to.include({
      firstSequence: 32,
      previousSequence: 0,
      previousDigest: digests[0],
    });
    expect(state).to.deep.equal({ nextSequence: 64, previousSequence: 32, previousDigest: digests[1] });
    const odd = await sign({ count: 3, bytesMax: 1 });
    expect(odd.signed.map((each) => each.rows.map(({ source }) => source))).to.deep.equal([[0], [1], [2]]);
  });
});

describe('what a row is about', () => {
  it('is checked before other rows share a batch with it', () => {
    checkSubject(context, rowAt(1));
    const check = () => checkSubject({ ...context, shipment: 'no id' }, rowAt(1));
    expect(check).to.throw(KonttiError).that.includes({ code: 'READINGS_INVALID' });
    expect(check)
      .to.throw(KonttiError)
      .with.property('details')
      .that.includes({ field: 'shipment' })
      .and.has.property('rule');
    expect(check).to.throw(KonttiError).with.nested.property('cause.field', 'shipment');
  });
});
