import { expect } from 'chai';
import type { Shipment } from '../shipment/consignment';
import { MemoryFacts } from '../testing/memory-facts';
import { verdictOf } from '../testing/verdicts';
import type { BatchEntry } from './batch-entry';
import { submissionDigest } from './facts';
import { readBatch } from './life';

const KEY = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
const shipment: Shipment = {
  ...{ consignee: 'C', ssccs: [], items: [], legs: [], documents: [] },
  ...{ origin: 'JFK', destination: 'LAX' },
};

describe('the batches of a device', () => {
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
    facts.add({ type: 'device.registered', key: 'device/A/d', body: { publicKey: KEY, keyType: 'Ed25519' } });
    facts.add({ type: 'shipment.consigned', key: 'shipment/A/s', body: shipment });
    facts.add({ type: 'shipment.consigned', key: 'shipment/B/s', body: shipment });
  });

  let made = 0;
  const entry = (firstSequence: number, count: number, change: Partial<BatchEntry> = {}): BatchEntry => {
    made += 1;
    const sha256 = String(made).padStart(64, '0');
    return {
      format: 2,
      device: 'A/d',
      shipment: 'A/s',
      firstSequence,
      count,
      from: 0,
      to: 1,
      digest: sha256,
      sha256,
      ...change,
    };
  };
  const submit = (batches: BatchEntry[], change: object = {}) =>
    facts.add({
      type: 'reading.submitted',
      key: `readings/A/${submissionDigest(batches.map(({ sha256 }) => sha256))}`,
      body: { batches },
      ...change,
    });
  const statusOf = async (firstSequence: number) => {
    const found = await readBatch(facts, { device: 'A/d', firstSequence });
    return found === undefined ? 'absent' : 'found' in found ? 'holds' : found.rejected.reason;
  };
  /** What a batch says of the one before: in the same fact, or in the fact `previous`. */
  const after = ({ firstSequence, digest }: BatchEntry, previous?: string) => ({
    previousSequence: firstSequence,
    previousDigest: digest,
    ...(previous === undefined ? {} : { previous }),
  });

  it('hold one after the other, in one fact or in several', async () => {
    const first = entry(0, 5);
    const second = entry(5, 5, after(first));
    const digest = submit([first, second]);
    submit([entry(10, 1, after(second, digest))]);
    expect(await Promise.all([0, 5, 10, 11].map(statusOf))).to.deep.equal([
      ...['holds', 'holds', 'holds', 'absent'],
    ]);
  });

  it('do not hold where one does not follow the one before', async () => {
    const first = entry(0, 5);
    const digest = submit([first]);
    submit([entry(4, 5, after(first, digest)), entry(6, 5, after(first, digest))]);
    submit([entry(5, 1, { ...after(first, digest), previousDigest: 'e'.repeat(64) })]);
    submit([entry(20, 1, after(first, 'f'.repeat(64))), entry(21, 1, after(first)), entry(22, 1)]);
    const statuses = await Promise.all([4, 5, 6, 20, 21, 22].map(statusOf));
    expect(statuses).to.deep.equal(Array.from({ length: 6 }, () => 'void'));
  });

  it('hold for shipments of which the owner is a party, entry by entry', async () => {
    const grant = facts.add({ type: 'shipment.granted', key: 'grant/B/s/A', body: { company: 'A' } });
    const first = entry(0, 1);
    const second = entry(1, 1, { ...after(first), shipment: 'B/s' });
    const third = entry(2, 1, { ...after(second), shipment: 'B/s', under: grant });
    const digest = submit([first, second, third, entry(3, 1, { ...after(third), shipment: 'A/none' })]);
    expect(await Promise.all([0, 1, 2, 3].map(statusOf))).to.deep.equal(['holds', 'void', 'holds', 'void']);
    expect(await verdictOf(facts, digest)).to.deep.equal([1, 3]);
  });

  it('hold under the rule of the device’s owner', async () => {
    const rule = facts.add({
      type: 'company.rule',
      key: 'rule/A/reading/0',
      body: { assetType: 'reading', version: 0, rule: "AND('{self}', '{consignee}')" },
    });
    const body = { publicKey: KEY, keyType: 'Ed25519' } as const;
    facts.add({ type: 'device.registered', key: 'device/A/e', body, rule });
    const lookAt = async () => {
      const found = await readBatch(facts, { device: 'A/e', firstSequence: 0 });
      return found !== undefined && 'found' in found;
    };
    submit([entry(0, 1, { device: 'A/e' })], { vouchers: ['C'] });
    expect(await lookAt()).to.equal(true);
    facts.add({ type: 'device.registered', key: 'device/A/f', body, rule });
    submit([entry(0, 1, { device: 'A/f' })]);
    expect(await readBatch(facts, { device: 'A/f', firstSequence: 0 })).to.have.property('rejected');
  });

  it('hold of a device that is revoked: the revocation decides what can be recorded, not what was', async () => {
    submit([entry(0, 1)]);
    facts.add({ type: 'device.revoked', key: 'device/A/d/revoked', body: { reason: 'lost' } });
    expect(await statusOf(0)).to.equal('holds');
  });
});
