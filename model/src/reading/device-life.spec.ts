import { expect } from 'chai';
import { ofType } from '../fact/reader';
import { judge } from '../judge';
import { createDevice } from '../testing/readings';
import { MemoryFacts } from '../testing/memory-facts';
import type { BatchEntry } from './batch-entry';
import type { DeviceChange } from './device-changes';
import { deviceRegistered } from './device-facts';
import { deviceKeyToDigest } from './device-key';
import { presentOf, readDevice, type DeviceLife } from './device-life';
import { submissionDigest } from './facts';
import { readBatch } from './life';

const HASH = 'f'.repeat(64);
const first = createDevice('Ed25519');
const second = createDevice('P-256');
const D = 'A/d';

describe('the life of a device', () => {
  let facts: MemoryFacts;
  beforeEach(() => {
    facts = new MemoryFacts();
    facts.add({ type: 'site.registered', key: 'site/A/s', body: { name: 'S' } });
    for (const grantee of ['B', 'C']) {
      const key = `grant/site/A/s/A/${grantee}`;
      facts.add({ type: 'reading.granted', key, body: { company: grantee } });
    }
  });

  const registered = (device = D, change: object = {}) =>
    facts.add({
      type: 'device.registered',
      key: `device/${device}`,
      body: { publicKey: first.publicKey, keyType: 'Ed25519' },
      ...change,
    });
  const rule = (text: string, of = 'A') =>
    facts.add({
      type: 'company.rule',
      key: `rule/${of}/reading/0`,
      body: { assetType: 'reading', version: 0, rule: text },
    });
  const life = async (device = D): Promise<DeviceLife> => {
    const found = await readDevice(facts, device);
    if (found === undefined || !('found' in found)) throw new TypeError('a device expected');
    return found.found;
  };
  const head = async () => (await life()).head;
  const holds = async (key: string, mspId = 'A') => {
    const reading = await facts.read({ mspId, key });
    if (reading.status !== 'sealed') throw new TypeError(reading.status);
    return (await judge(facts, reading.sealed)).holds;
  };

  let made = 0;
  const batch = (company: string, firstSequence: number, change: Partial<BatchEntry> = {}) => {
    made += 1;
    const sha256 = String(made).padStart(64, '0');
    const entry = {
      ...{ format: 2, device: D, site: 'A/s', firstSequence, count: 5, from: 0, to: 1 },
      ...{ digest: sha256, sha256 },
      ...change,
    };
    const key = `readings/${company}/${submissionDigest([sha256])}`;
    const fact = facts.add({ type: 'reading.submitted', key, body: { batches: [entry] } });
    return { fact, after: { previousSequence: firstSequence, previousDigest: sha256, previous: fact } };
  };
  const statusOf = async (firstSequence: number) => {
    const found = await readBatch(facts, { device: D, firstSequence });
    return found === undefined
      ? 'absent'
      : 'found' in found
        ? found.found.epoch.owner
        : found.rejected.reason;
  };
  const granted = async () => {
    const grants = await Promise.all(
      ['B', 'C'].map(async (grantee) => {
        const reading = await facts.read({ mspId: 'A', key: `grant/site/A/s/A/${grantee}` });
        return reading.status === 'sealed' ? reading.sealed.digest : '';
      }),
    );
    return { B: grants[0] ?? '', C: grants[1] ?? '' };
  };
  const offer = async (number: number, change: { from?: string; to?: string; at?: number } = {}) => {
    const { from = 'A', to = 'B' } = change;
    const body = { from, to, expiresAt: 100, previous: await head() };
    return facts.add({ type: 'device.offered', key: `device/${D}/${number}/${from}`, body });
  };
  const accept = (
    number: number,
    offered: string,
    body: Partial<DeviceChange> & object,
    change: object = {},
  ) =>
    facts.add({
      type: 'device.accepted',
      key: `device/${D}/${number}/A/end`,
      body: { from: 'A', to: 'B', offer: offered, firstSequence: 0, ...body },
      ...change,
    });
  const rekey = async (number: number, body: object, change: object = {}) => {
    const previous = await head();
    const { publicKey } = second;
    const digest = deviceKeyToDigest(facts.scope, { deviceId: D, head: previous, publicKey });
    const sign = (by: typeof first) => by.signer(digest).toString('base64');
    return facts.add({
      type: 'device.rekeyed',
      key: `device/${D}/${number}/A`,
      body: {
        ...{ publicKey, keyType: 'P-256', previous, firstSequence: 0 },
        ...{ proof: sign(second), presentProof: sign(first) },
        ...body,
      },
      ...change,
    });
  };

  it('begins with a registration that its rule’s companies vouch for', async () => {
    const demanded = rule("AND('{self}', 'B')");
    registered('A/free');
    registered('A/vouched', { rule: demanded, vouchers: ['B'] });
    registered('A/alone', { rule: demanded });
    registered('A/unsealed', { rule: demanded, vouchers: ['B'], sealedBy: ['A'] });
    registered('A/elsewhere', { rule: rule("'{self}'", 'B') });
    const status = async (id: string) => {
      const found = await readDevice(facts, `A/${id}`);
      return found === undefined ? 'absent' : 'found' in found ? 'found' : found.rejected.reason;
    };
    const ids = ['free', 'vouched', 'alone', 'unsealed', 'elsewhere', 'none'];
    expect(await Promise.all(ids.map(status))).to.deep.equal([
      ...['found', 'found', 'void', 'unsealed', 'void', 'absent'],
    ]);
    const alone = await facts.read({ mspId: 'A', key: 'device/A/alone' });
    expect(ofType(alone, deviceRegistered)).not.to.equal(undefined);
    expect(await holds('device/A/alone')).to.equal(false);
  });

  it('ends by anything that its owner seals as a revocation', async () => {
    registered();
    const lookAt = async () => {
      const { isRevoked, revoked } = await life();
      return [isRevoked, revoked?.fact.body.reason];
    };
    facts.seal({ mspId: 'B', key: 'device/A/d/revoked' }, HASH);
    expect(await lookAt()).to.deep.equal([false, undefined]);
    facts.seal({ mspId: 'A', key: 'device/A/d/revoked' }, HASH);
    expect(await lookAt()).to.deep.equal([true, undefined]);
  });

  it('goes on with another company from its acceptance on; batches before keep their voucher', async () => {
    registered();
    const { B } = await granted();
    const old = batch('A', 0);
    const offered = await offer(1);
    expect((await life()).offer?.digest).to.equal(offered);
    // While it is open, the owner's batches go on.
    const late = batch('A', 5, old.after);
    accept(1, offered, { firstSequence: 10, previousSequence: 5 });
    expect(presentOf(await life())).to.include({ owner: 'B', tenure: 1, firstSequence: 10 });
    expect(await holds(`device/${D}/1/A/end`)).to.equal(true);
    const own = batch('B', 10, { ...late.after, change: 1, tenure: 1, under: B });
    batch('A', 10, late.after);
    batch('A', 15, { ...own.after, change: 1, tenure: 1 });
    expect(await Promise.all([0, 5, 10, 15].map(statusOf))).to.deep.equal(['A', 'A', 'B', 'absent']);
    batch('B', 15, { ...own.after, change: 1, tenure: 1, under: B });
    expect(await statusOf(15)).to.equal('B');
    // Only the company that owns it revokes it.
    facts.seal({ mspId: 'A', key: 'device/A/d/revoked' }, HASH);
    expect((await life()).isRevoked).to.equal(false);
    facts.add({ type: 'device.revoked', key: 'device/A/d/revoked/1/B', body: { reason: 'lost' } });
    expect((await life()).revoked?.fact.body.reason).to.equal('lost');
    expect(await holds('device/A/d/revoked/1/B', 'B')).to.equal(true);
  });

  it('does not go on without both companies’ seals, late, by a stranger, or behind a batch that is not the last', async () => {
    const owner = async () => presentOf(await life()).owner;
    for (const [name, body, change] of [
      ['unsealed', {}, { sealedBy: ['A'] }],
      ['late', {}, { at: 100 }],
      ['stranger', { to: 'C' }, {}],
      ['another offer', { offer: HASH }, {}],
      ['a gap', { firstSequence: 7 }, {}],
      ['inside a batch', { firstSequence: 3, previousSequence: 0 }, {}],
      ['another change', { change: 4 }, {}],
      ['another tenure', { tenure: 4 }, {}],
    ] as const) {
      facts = new MemoryFacts();
      registered();
      batch('A', 0);
      const offered = await offer(1);
      accept(1, offered, { firstSequence: 5, previousSequence: 0, ...body }, change);
      expect(await owner(), name).to.equal('A');
    }
  });

  it('does not go on where a batch or a revocation was first, and can go on at the next number', async () => {
    registered();
    const one = batch('A', 0);
    const offered = await offer(1);
    batch('A', 5, one.after);
    // Its place is taken.
    accept(1, offered, { firstSequence: 5, previousSequence: 0 });
    expect(await holds(`device/${D}/1/A/end`)).to.equal(false);
    facts = new MemoryFacts();
    registered();
    const withdrawn = { from: 'A', offer: await offer(1) };
    facts.add({ type: 'device.withdrawn', key: `device/${D}/1/A/end`, body: withdrawn });
    accept(2, await offer(2), {});
    expect(presentOf(await life())).to.include({ owner: 'B', change: 2 });
    facts = new MemoryFacts();
    registered();
    facts.add({ type: 'device.revoked', key: 'device/A/d/revoked', body: { reason: 'lost' } });
    accept(1, await offer(1), {});
    expect(presentOf(await life()).owner).to.equal('A');
    expect((await life()).isRevoked).to.equal(true);
  });

  it('comes back to a company that had it, which goes on with the numbers', async () => {
    registered();
    const { B } = await granted();
    const old = batch('A', 0);
    accept(1, await offer(1), { firstSequence: 5, previousSequence: 0 });
    const back = await offer(2, { from: 'B', to: 'A' });
    const body = { from: 'B', to: 'A', offer: back, change: 1, tenure: 1, firstSequence: 5 };
    facts.add({ type: 'device.accepted', key: `device/${D}/2/B/end`, body });
    expect(presentOf(await life())).to.include({ owner: 'A', change: 2, tenure: 2, firstSequence: 5 });
    batch('B', 5, { ...old.after, change: 1, tenure: 1, under: B });
    expect(await statusOf(5)).to.equal('absent');
    batch('A', 5, { ...old.after, change: 2, tenure: 2 });
    expect(await statusOf(5)).to.equal('A');
  });

  it('has another key from a rotation on; batches of the key before are recorded before', async () => {
    registered();
    const old = batch('A', 0);
    await rekey(1, { firstSequence: 5, previousSequence: 0 });
    expect(presentOf(await life())).to.include({ publicKey: second.publicKey, change: 1, tenure: 0 });
    const { epochs } = await life();
    expect(epochs.map(({ publicKey }) => publicKey)).to.deep.equal([first.publicKey, second.publicKey]);
    batch('A', 5, old.after);
    expect(await statusOf(5)).to.equal('absent');
    const next = batch('A', 5, { ...old.after, change: 1 });
    const found = await readBatch(facts, { device: D, firstSequence: 5 });
    expect(found !== undefined && 'found' in found && found.found.epoch.publicKey).to.equal(second.publicKey);
    // It can be lost, and never comes back.
    const previous = await head();
    const claim = { deviceId: D, head: previous, publicKey: first.publicKey };
    const proof = first.signer(deviceKeyToDigest(facts.scope, claim)).toString('base64');
    const key = { publicKey: first.publicKey, keyType: 'Ed25519' } as const;
    const boundary = { change: 1, firstSequence: 10, previousSequence: 5 };
    const body = { ...key, ...boundary, proof, lost: 'in the sea', previous };
    facts.add({ type: 'device.rekeyed', key: `device/${D}/2/A`, body });
    expect((await life()).epochs).to.have.length(2);
    expect(next.fact).to.be.a('string');
  });

  it('has no key that does not prove itself, or that the present key does not prove', async () => {
    const wrong = first.signer(Buffer.alloc(32)).toString('base64');
    for (const [body, change] of [
      [{ proof: wrong }, {}],
      [{ presentProof: wrong }, {}],
      [{ keyType: 'Ed25519' }, {}],
      [{ previous: HASH }, {}],
      [{}, { key: `device/${D}/1/B` }],
    ] as const) {
      facts = new MemoryFacts();
      registered();
      await rekey(1, body, change);
      expect(presentOf(await life()).publicKey, JSON.stringify(body)).to.equal(first.publicKey);
    }
    facts = new MemoryFacts();
    registered();
    await rekey(1, { presentProof: undefined, lost: 'stolen' });
    expect(presentOf(await life()).publicKey).to.equal(second.publicKey);
  });

  it('has firmware behind its last batch, of its owner', async () => {
    registered();
    const old = batch('A', 0);
    const boundary = { firstSequence: 5, previousSequence: 0 };
    const body = { version: '2.1.0', sha256: HASH, previous: await head(), ...boundary };
    facts.add({ type: 'device.firmware', key: `device/${D}/1/A`, body });
    expect(presentOf(await life())).to.include({ change: 1, publicKey: first.publicKey, firstSequence: 5 });
    batch('A', 5, { ...old.after, change: 1 });
    expect(await Promise.all([0, 5].map(statusOf))).to.deep.equal(['A', 'A']);
    // Nothing that was recorded is undone by a change that says it was earlier.
    const early = { ...body, previous: await head(), change: 1, ...boundary };
    facts.add({ type: 'device.firmware', key: `device/${D}/2/A`, body: early });
    expect((await life()).epochs).to.have.length(2);
    expect(await holds(`device/${D}/2/A`)).to.equal(false);
    expect((await life()).nextNumber).to.equal(3);
  });
});
