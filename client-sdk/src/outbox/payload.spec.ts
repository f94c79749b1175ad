import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import { digestOf, ENCRYPTION_KEY_BYTES, openRequest, requestToText, sealRequest } from './payload';

const key = randomBytes(ENCRYPTION_KEY_BYTES);
const request = { ref: 'a', at: new Date(0), points: 2n ** 60n, list: [{ at: '2026-01-31T08:00:00+02:00' }] };
const asJson = { ...request, at: '1970-01-01T00:00:00.000Z', points: '1152921504606846976' };
const text = requestToText(request);

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof KonttiError ? error.code : String(error);
  }
}

describe('a request on disk', () => {
  it('comes back as JSON that operations take', () => {
    const sealed = sealRequest({ id: 'a', text }, undefined);
    expect(openRequest({ id: 'a', request: sealed }, undefined)).to.deep.equal(asJson);
    expect(openRequest({ id: 'a', request: sealed }, key)).to.deep.equal(asJson);
  });

  it('is encrypted with a key, each time anew, and bound to its row', () => {
    const sealed = sealRequest({ id: 'a', text }, key);
    expect(Buffer.from(sealed).includes('1152921504606846976')).to.equal(false);
    expect(Buffer.from(sealRequest({ id: 'a', text }, key))).to.not.deep.equal(Buffer.from(sealed));
    expect(openRequest({ id: 'a', request: sealed }, key)).to.deep.equal(asJson);
    const bent = Uint8Array.from(sealed, (byte, index) => (index === sealed.length - 1 ? byte ^ 1 : byte));
    expect(codeOf(() => openRequest({ id: 'b', request: sealed }, key))).to.equal('STORE_KEY_WRONG');
    expect(codeOf(() => openRequest({ id: 'a', request: bent }, key))).to.equal('STORE_KEY_WRONG');
    expect(codeOf(() => openRequest({ id: 'a', request: sealed }, undefined))).to.equal('STORE_KEY_WRONG');
    const other = randomBytes(ENCRYPTION_KEY_BYTES);
    expect(codeOf(() => openRequest({ id: 'a', request: sealed }, other))).to.equal('STORE_KEY_WRONG');
  });

  it('is not read where it was cut off', () => {
    for (const content of [text, '']) {
      const sealed = sealRequest({ id: 'a', text: content }, key);
      for (const length of [1, 12, 13, 20, 25, 28, sealed.length - 1]) {
        const request = sealed.subarray(0, length);
        expect(
          codeOf(() => openRequest({ id: 'a', request }, key)),
          String(length),
        ).to.equal('STORE_KEY_WRONG');
      }
    }
  });

  it('names the row that cannot be read', () => {
    const sealed = sealRequest({ id: 'a', text }, key);
    for (const other of [undefined, randomBytes(ENCRYPTION_KEY_BYTES)]) {
      expect(() => openRequest({ id: 'a', request: sealed }, other))
        .to.throw(KonttiError)
        .with.nested.property('details.id', 'a');
    }
  });

  it('has a digest of its content, whatever the order of its fields, that a key makes unguessable', () => {
    const row = { operation: 'shipments.consign', key: 'k', text: '{"a":1,"b":2}' };
    expect(digestOf(row, undefined)).to.equal(digestOf({ ...row, text: '{"b":2,"a":1}' }, undefined));
    for (const other of [
      { ...row, text: '{"a":1}' },
      { ...row, key: 'l' },
      { ...row, operation: 'o' },
    ]) {
      expect(digestOf(other, undefined)).to.not.equal(digestOf(row, undefined));
    }
    expect(digestOf(row, key)).to.not.equal(digestOf(row, undefined));
  });
});
