import { createHash } from 'node:crypto';
import { decodeBatch, entryOfBatch } from '@kontti/model';
import { MemoryFacts } from '@kontti/model/testing/memory-facts';
import { expect } from 'chai';
import { createDevice } from '../reading/device';
import { entryToEvents } from './readings';

const scope = { channel: 'mychannel', chaincode: 'kontti' };
const at = new Date(Date.UTC(2026, 2, 1));

describe('a batch of a submission, as events', () => {
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
    const conditions = { temperatureMaxMilliC: 5_000 };
    facts.add({ type: 'site.registered', key: 'site/A/S', body: { name: 'S', conditions } });
  });

  const register = (device: { readonly publicKey: string }) =>
    facts.add({
      ...{ type: 'device.registered', key: 'device/A/D' },
      body: { publicKey: device.publicKey, keyType: 'Ed25519' },
    });
  const create = () => createDevice({ ...scope, deviceId: 'A/D', nowMs: () => at.getTime() });
  const signed = (device: ReturnType<typeof create>, temperatureMilliC: number, siteId = 'A/S') => {
    const bytes = Buffer.from(device.sign({ siteId }, [{ at, temperatureMilliC }]).bytes);
    const batch = decodeBatch(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { entry: { ...entryOfBatch(batch), sha256 }, bytes };
  };
  const typesOf = async (batch: ReturnType<typeof signed>) => {
    const events = await entryToEvents(facts, batch as never);
    return typeof events === 'string' ? events : events.map(({ type }) => type);
  };

  it('is recorded, and outside the conditions of its site or within', async () => {
    const device = create();
    register(device);
    expect(await typesOf(signed(device, 4_000))).to.deep.equal(['reading.submitted']);
    const hot = await entryToEvents(facts, signed(device, 6_000) as never);
    if (typeof hot === 'string') throw new TypeError(hot);
    expect(hot.map(({ type }) => type)).to.deep.equal(['reading.submitted', 'reading.excursion']);
    expect(hot[1]?.body).to.deep.include({ deviceId: 'A/D', siteId: 'A/S', firstSequence: 1 });
  });

  it('is void where the device or what it is about is not there, and unsigned by another key', async () => {
    const device = create();
    expect(await typesOf(signed(device, 4_000))).to.equal('void');
    register(device);
    expect(await typesOf(signed(device, 4_000, 'A/none'))).to.equal('void');
    expect(await typesOf(signed(create(), 4_000))).to.equal('unsigned');
  });

  it('is verified by the key that the device had when it measured', async () => {
    const [first, second] = [create(), create()];
    const head = register(first);
    const claim = { head, publicKey: second.publicKey };
    facts.add({
      ...{ type: 'device.rekeyed', key: 'device/A/D/1/A' },
      body: {
        ...{ publicKey: second.publicKey, keyType: 'Ed25519', previous: head, firstSequence: 0 },
        ...{ proof: second.proveKey(claim), presentProof: first.proveKey(claim) },
      },
    });
    const [before, after] = [signed(first, 4_000), signed(second, 4_000)];
    const since = { ...after, entry: { ...after.entry, change: 1 } };
    expect([await typesOf(before), await typesOf(since)]).to.deep.equal([
      ...[['reading.submitted'], ['reading.submitted']],
    ]);
    expect([
      await typesOf(after),
      await typesOf({ ...before, entry: { ...before.entry, ...{ change: 1 } } }),
    ]).to.deep.equal(['unsigned', 'unsigned']);
  });
});
