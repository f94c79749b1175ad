import { batchKey, submissionDigest, type BatchEntry, type DeviceStateRecord } from '@kontti/model';
import { expect } from 'chai';
import type { List, ListEntry } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { CHAINCODE_LIMITS } from '../limits';
import { forgedFact } from '../testing/forged-fact';
import { sealKey } from '../testing/memory-state';
import {
  DEVICE,
  SHIPMENT,
  batchOf,
  createReadingWorld,
  type ReadingWorld,
  type SignedBatch,
} from '../testing/reading-world';
import { COMPANIES } from '../testing/world';
import { listLatest } from './device-state';

const { forwarder } = COMPANIES;

describe('reading:GetDeviceState', () => {
  let world: ReadingWorld;

  beforeEach(async () => {
    world = await createReadingWorld();
  });

  const stateOf = async (request: object = {}) =>
    await world.ledger.evaluate<DeviceStateRecord>({
      as: world.admins.caterer,
      method: 'reading:GetDeviceState',
      request: { deviceId: DEVICE, ...request },
    });
  const submit = async (...batches: SignedBatch[]) =>
    await world.ledger.submit({
      as: world.admins.forwarder,
      method: 'reading:Submit',
      request: { batches: batches.map(({ text }) => text) },
    });

  it('says with what a device goes on', async () => {
    expect(await stateOf()).to.deep.equal({ deviceId: DEVICE, nextSequence: 0 });
    const first = batchOf(world, { temperatures: [4000, 4000] });
    const second = batchOf(world, { temperatures: [4000], after: first });
    await submit(first, second);
    const known = { deviceId: DEVICE, nextSequence: 3, previousSequence: 2, previousDigest: second.digest };
    expect(await stateOf()).to.deep.equal(known);
    expect(await stateOf({ firstSequence: 0 })).to.deep.equal(known);
    await submit(batchOf(world, { temperatures: [4000], after: second }));
    expect(await stateOf()).to.include({ nextSequence: 4 });
    const as = world.admins.caterer;
    const method = 'reading:GetDeviceState';
    const unknown = { as, method, request: { deviceId: `${forwarder}/x` } };
    expect(await world.ledger.refusal(unknown)).to.include({ code: 'UNKNOWN_DEVICE' });
    const elsewhere = { as, method, request: { deviceId: DEVICE, firstSequence: 1 } };
    expect(await world.ledger.refusal(elsewhere)).to.include({ code: 'NOT_FOUND', field: 'firstSequence' });
  });

  it('is read from the latest batch that is listed, not from the first', async () => {
    const batches: SignedBatch[] = [];
    for (let index = 0; index < 4; index += 1) {
      const after = batches.at(-1);
      const batch = batchOf(world, { temperatures: [4000, 5000], ...(after === undefined ? {} : { after }) });
      const { result, stub } = await submit(batch);
      const { batches: recorded } = result as { readonly batches: readonly { readonly key: string }[] };
      expect(recorded).to.have.length(1);
      // What is missing to the largest number, so that the latest comes first.
      const listed = stub.writes.filter(({ key }) => key.startsWith(`idx/batch/latest/${DEVICE}/`));
      expect(listed.map(({ key }) => key.split('/').at(-2))).to.deep.equal([
        `${BigInt(Number.MAX_SAFE_INTEGER) - BigInt(batch.firstSequence)}`,
      ]);
      batches.push(batch);
    }
    const call = {
      as: world.admins.caterer,
      method: 'reading:GetDeviceState',
      request: { deviceId: DEVICE },
    };
    const batchesRead = async () => {
      const { result, stub } = await world.ledger.simulate(call);
      expect(result).to.include({ nextSequence: 8, previousSequence: 6 });
      const keys = Array.from({ length: 9 }, (_, sequence) => batchKey.build({ device: DEVICE, sequence }));
      return keys.flatMap((key, sequence) => (stub.reads.some((read) => read.key === key) ? [sequence] : []));
    };
    expect(await batchesRead()).to.deep.equal([6, 8]);
    // Ids that only look like numbers of the list are passed over, also beside the hash of the first batch.
    const seal = sealKey(forwarder, batchKey.build({ device: DEVICE, sequence: 0 }));
    const hash = (world.ledger.state.hashOf(seal)?.toString('hex') ?? '').slice(0, 16);
    const zero = String(Number.MAX_SAFE_INTEGER);
    const ids = ['0'.repeat(18) + zero, `0${zero}`, '0', '-1', '0.5', '0x1fffffffffffff', zero];
    const writes = ids.map((id) => ({
      key: `idx/batch/latest/${DEVICE}/${id}/${hash}`,
      value: Buffer.from('{}'),
    }));
    const fresh = writes.filter(({ key }) => world.ledger.state.get({ key }) === undefined);
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes: fresh })).to.equal('VALID');
    expect(await batchesRead()).to.deep.equal([6, 8]);
  });

  it('is that of no batch where only others fill the list', async () => {
    const ids = ['9'.repeat(16), String(Number.MAX_SAFE_INTEGER), 'x'];
    const writes = ids.map((id) => ({
      key: `idx/batch/latest/${DEVICE}/${id}/${'0'.repeat(16)}`,
      value: Buffer.from('{}'),
    }));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    expect(await stateOf()).to.deep.equal({ deviceId: DEVICE, nextSequence: 0 });
  });

  it('has ids of one length in its list, however large the number of a batch is', () => {
    const listed: [List, ListEntry][] = [];
    const lists = { add: (...entry: [List, ListEntry]) => listed.push(entry) } as unknown as Lists;
    const firstSequence = Number.MAX_SAFE_INTEGER - 7;
    const entry = { device: DEVICE, firstSequence } as unknown as BatchEntry;
    listLatest(lists, entry, 'd'.repeat(64));
    const list = { kind: 'batch/latest', value: DEVICE, order: 'id' };
    expect(listed).to.deep.equal([[list, { id: '0000000000000007', digest: 'd'.repeat(64) }]]);
  });

  it('is found by steps where others fill the list with junk', async () => {
    let last = batchOf(world, { temperatures: [4000] });
    const batches = [last];
    for (let index = 0; index < 7; index += 1) {
      batches.push((last = batchOf(world, { temperatures: [4000], after: last })));
    }
    await submit(...batches);
    const prefix = `idx/batch/latest/${DEVICE}`;
    const writes = Array.from({ length: 45_000 }, (_, index) => ({
      key: `${prefix}/${String(index).padStart(16, '0')}/${'0'.repeat(16)}`,
      value: Buffer.from('{}'),
    }));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    const state = await stateOf();
    expect(state).to.deep.include({ nextSequence: 8, previousDigest: last.digest });
  });

  it('is found in parts where many batches follow the one that is listed', async () => {
    const count = CHAINCODE_LIMITS.scanMax + 200;
    const entries = Array.from({ length: count }, (_, firstSequence) => {
      const sha256 = String(firstSequence).padStart(64, '0');
      const header = { device: DEVICE, shipment: SHIPMENT, firstSequence, count: 1, from: 0, to: 0 };
      return { ...header, format: 2, digest: sha256, sha256 };
    });
    for (let first = 0; first < count; first += 16) {
      const batches = entries.slice(first, first + 16);
      const key = `readings/${forwarder}/${submissionDigest(batches.map(({ sha256 }) => sha256))}`;
      const { writes } = forgedFact({ type: 'reading.submitted', key, body: { batches } });
      expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    }
    const part = await stateOf();
    expect(part).to.include({ isPartial: true, nextSequence: CHAINCODE_LIMITS.scanMax });
    const rest = await stateOf({ firstSequence: part.previousSequence });
    expect(rest).to.deep.include({ nextSequence: count, previousDigest: entries.at(-1)?.digest });
    expect(rest).not.to.have.property('isPartial');
  });
});
