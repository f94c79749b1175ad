import { expect } from 'chai';
import { KonttiError } from '../errors';
import { openRequest } from './payload';
import { prepareRow } from './prepare-row';
import type { RowOptions } from './prepare-row';

const timers = { nowMs: () => Date.UTC(2026, 0, 1), random: () => 0, delay: () => Promise.resolve() };
const encryptionKey = new Uint8Array(32).fill(7);
const acceptance: RowOptions<'shipments.acceptCustody'> = {
  id: 'accept-1',
  operation: 'shipments.acceptCustody',
  request: { shipmentId: 'Org1MSP/S-1', sequence: 1 },
};
const prepare = (change: object = {}, key?: Uint8Array) =>
  prepareRow({ timers, encryptionKey: key }, { ...acceptance, ...change });

async function failureOf(work: Promise<unknown>): Promise<KonttiError> {
  const error: unknown = await work.catch((failure: unknown) => failure);
  expect(error).to.be.instanceOf(KonttiError);
  return error as KonttiError;
}

describe('a row that is prepared', () => {
  it('waits from now on, and has its id for a key unless one is given', async () => {
    const row = await prepare();
    expect(row).to.include({ id: 'accept-1', key: 'accept-1', addedMs: timers.nowMs() });
    expect(row.operation).to.equal('shipments.acceptCustody');
    expect(row.progress).to.deep.include({
      ...{ state: 'waiting', attempts: 0, dueMs: 0, changedMs: timers.nowMs() },
      ...{ transactionId: undefined, envelope: undefined, reason: undefined, outcome: undefined },
    });
    expect(openRequest({ id: 'accept-1', request: row.progress.request }, undefined)).to.deep.equal(
      acceptance.request,
    );
    const keyed = await prepare({ key: 'S-1' });
    expect(keyed.key).to.equal('S-1');
    expect(keyed.digest).to.not.equal(row.digest);
  });

  it('is encrypted where there is a key, and needs one where it is private', async () => {
    const row = await prepare({ isPrivate: true }, encryptionKey);
    const sealed = { id: 'accept-1', request: row.progress.request };
    expect(openRequest(sealed, encryptionKey)).to.deep.equal(acceptance.request);
    expect(() => openRequest(sealed, undefined)).to.throw(KonttiError);
    const { code, details } = await failureOf(prepare({ isPrivate: true }));
    expect([code, details['option']]).to.deep.equal(['OPTIONS_INVALID', 'isPrivate']);
    expect(details['rule']).to.include('encryptionKey');
    await prepare({ isPrivate: false });
  });
});
