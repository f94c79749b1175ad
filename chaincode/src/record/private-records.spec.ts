import { createDecipheriv } from 'node:crypto';
import {
  commitmentOf,
  type CommitmentRecord,
  type FactReceipt,
  type PrivateRecordAnswer,
  type PrivateRecordReceipt,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { COMPANIES, createWorld, type Company, type World } from '../testing/world';

const { forwarder } = COMPANIES;
const recordId = `${forwarder}/${'a'.repeat(32)}`;
const reference = { recordId, jurisdiction: 'FI' };
const salt = Buffer.alloc(32, 7);
const value = Buffer.from('{"price":4711}');
const commitment = commitmentOf({ salt, value });

describe('a private record', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  const keep = async (change: object = {}, transient: Record<string, Uint8Array> = { salt, value }) =>
    await world.ledger.submit({
      as: world.admins.forwarder,
      method: 'record:Keep',
      request: { ...reference, ...change },
      transient,
    });
  const refusal = async (by: Company, method: string, request: object, transient = {}) =>
    await world.ledger.refusal({ as: world.admins[by], method, request, transient });
  const submit = async (method: string, request: object) =>
    (await world.ledger.submit({ as: world.admins.forwarder, method, request })).result as FactReceipt;
  const commitmentNow = async () =>
    await world.ledger.evaluate<CommitmentRecord>({
      as: world.admins.caterer,
      method: 'record:GetCommitment',
      request: { recordId },
    });
  const published = { ref: 'p-1', commitments: [{ ...reference, commitment }] };
  const erasure = { ...reference, reason: 'the customer asked for it' };

  async function read(by: Company): Promise<Buffer> {
    const key = Buffer.alloc(32, 9);
    const call = { as: world.admins[by], method: 'record:GetKept', request: reference, transient: { key } };
    const bytes = Buffer.from((await world.ledger.evaluate<PrivateRecordAnswer>(call)).sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12)).setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
  }

  it('is in its collection alone, and says nothing but its hash', async () => {
    const { result, stub } = await keep();
    expect(result as PrivateRecordReceipt).to.deep.equal({ recordId, commitment });
    expect(stub.event).to.equal(undefined);
    expect(stub.writes.map(({ collection }) => collection)).to.deep.equal(['in_FI', 'in_FI']);
    expect(stub.writes.every(({ policy }) => policy === undefined)).to.equal(true);
    const repeated = await keep();
    expect(repeated.result).to.deep.equal(result);
    expect(repeated.stub.writes).to.deep.equal(stub.writes);
  });

  it('is read by members of the collection, under a key that is used once', async () => {
    await keep();
    for (const by of ['forwarder', 'retailer'] as const) {
      expect((await read(by)).equals(Buffer.concat([salt, value]))).to.equal(true);
    }
    const key = Buffer.alloc(32, 9);
    expect(await refusal('caterer', 'record:GetKept', reference, { key })).to.include({
      code: 'NOT_A_PARTY',
    });
    expect(await refusal('retailer', 'record:GetKept', reference)).to.include({ code: 'FIELD_MISSING' });
  });

  it('is refused without a random id, a salt of its own, or a collection', async () => {
    await keep();
    const other = { recordId: `${forwarder}/${'b'.repeat(32)}` };
    const cases: [object, Record<string, Uint8Array>, string, string][] = [
      [{ recordId: `${forwarder}/short` }, { salt, value }, 'FIELD_FORMAT', 'recordId'],
      [{ recordId: `${COMPANIES.retailer}/${'a'.repeat(32)}` }, { salt, value }, 'NOT_OWNER', 'recordId'],
      [{ jurisdiction: 'XX' }, { salt, value }, 'FIELD_FORMAT', 'jurisdiction'],
      [{ ...other, jurisdiction: 'SE' }, { salt, value }, 'UNKNOWN_COLLECTION', 'jurisdiction'],
      [other, { salt, value }, 'SALT_REUSED', 'transient.salt'],
      [other, { salt: Buffer.alloc(31), value }, 'FIELD_RANGE', 'transient.salt'],
      [other, { salt }, 'FIELD_MISSING', 'transient.value'],
      [other, { salt, value: Buffer.alloc(64 * 1024 + 1) }, 'FIELD_RANGE', 'transient.value'],
      [{}, { salt: Buffer.alloc(32, 8), value }, 'ALREADY_EXISTS', 'recordId'],
    ];
    for (const [change, transient, code, field] of cases) {
      const found = await refusal('forwarder', 'record:Keep', { ...reference, ...change }, transient);
      expect(found, field).to.include({ code, field });
    }
  });

  it('is published by its commitment, which has to be the hash that every peer has', async () => {
    await keep();
    const wrong = { ref: 'p-0', commitments: [{ ...reference, commitment: 'c'.repeat(64) }] };
    expect(await refusal('forwarder', 'record:Publish', wrong)).to.include({ code: 'CONTENT_DIFFERS' });
    expect(await refusal('retailer', 'record:Publish', published)).to.include({ code: 'NOT_OWNER' });
    const receipt = await submit('record:Publish', published);
    expect(await submit('record:Publish', published)).to.deep.equal(receipt);
    expect(await commitmentNow()).to.deep.include({ commitment, status: 'published', fact: receipt.key });
    const unknown = { recordId: `${forwarder}/${'b'.repeat(32)}` };
    const missing = { ref: 'p-2', commitments: [{ ...unknown, commitment }] };
    expect(await refusal('forwarder', 'record:Publish', missing)).to.include({ code: 'NOT_FOUND' });
  });

  it('is purged with its salt when it is erased; what remains points nowhere', async () => {
    await keep();
    await submit('record:Publish', published);
    expect(await refusal('retailer', 'record:Purge', reference)).to.include({ code: 'NOT_OWNER' });
    expect(await refusal('forwarder', 'record:Erase', erasure)).to.include({ code: 'STATE' });
    for (const _again of [1, 2]) await submit('record:Purge', reference);
    const receipt = await submit('record:Erase', erasure);
    expect(await submit('record:Erase', erasure)).to.deep.equal(receipt);
    expect(await commitmentNow()).to.include({ status: 'erased', reason: erasure.reason });
    const key = Buffer.alloc(32, 9);
    expect(await refusal('forwarder', 'record:GetKept', reference, { key })).to.include({
      code: 'NOT_FOUND',
    });
    for (const name of [`record/${recordId}`, `salt/${salt.toString('hex')}`]) {
      expect(world.ledger.state.get({ collection: 'in_FI', key: name })).to.equal(undefined);
    }
    expect(await refusal('forwarder', 'record:Keep', reference, { salt, value })).to.include({
      code: 'ALREADY_EXISTS',
    });
  });

  it('has no commitment that others seal', async () => {
    const key = `commitments/${forwarder}/f`;
    const body = { commitments: [{ ...reference, commitment }] };
    const { writes } = forgedFact({ type: 'record.published', key, body, sealedBy: [] });
    const coalition = Object.values(COMPANIES).filter((mspId) => mspId !== forwarder);
    world.ledger.forge({ coalition, writes });
    const call = { as: world.admins.caterer, method: 'record:GetCommitment', request: { recordId } };
    expect(await world.ledger.refusal(call)).to.include({ code: 'NOT_FOUND' });
  });
});
