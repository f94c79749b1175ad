import { generateKeyPairSync } from 'node:crypto';
import { attachmentKey, batchesToBytes, batchKey, createSigner, type BatchContext } from '@kontti/model';
import { expect } from 'chai';
import type { TestIdentity } from '../testing/identities';
import { createTestIdentity } from '../testing/identities';
import type { MemoryCall } from '../testing/memory-ledger';
import { sealKey } from '../testing/memory-state';
import {
  DEVICE,
  SHIPMENT,
  batchOf,
  createReadingWorld,
  type ReadingWorld,
  type SignedBatch,
} from '../testing/reading-world';
import { COMPANIES, shipmentOf, type Company } from '../testing/world';

const { airline, caterer, forwarder } = COMPANIES;
const KEY = batchKey.build({ device: DEVICE, sequence: 0 });

function submission(as: TestIdentity, ...batches: string[]) {
  return { as, method: 'reading:Submit', request: { batches } };
}

/** As devices signed batches before they named the number of the batch before. */
const WITHOUT_SEQUENCE = { previousSequence: undefined } as unknown as Partial<BatchContext>;

describe('reading:Submit', () => {
  let world: ReadingWorld;
  let as: TestIdentity;
  beforeEach(async () => {
    world = await createReadingWorld();
    as = world.admins.forwarder;
  });

  async function refusalOf(...batches: string[]): Promise<string> {
    const { code, field } = await world.ledger.refusal(submission(as, ...batches));
    return `${code} ${field}`;
  }
  const submit = async (...batches: SignedBatch[]) =>
    await world.ledger.submit(submission(as, ...batches.map(({ text }) => text)));

  it('stores what the device signed beside a sealed fact that lists it', async () => {
    const batch = batchOf(world, { temperatures: [4000, 5000] });
    const { result, events } = await submit(batch);
    expect(result).to.deep.equal({ batches: [{ key: KEY, digest: batch.digest }] });
    const hash = world.ledger.state.hashOf(sealKey(forwarder, KEY))?.toString('hex') ?? '';
    expect(world.ledger.state.get({ key: attachmentKey(hash, 0) })).to.deep.equal(batch.bytes);
    expect(events.map(({ type, key }) => [type, key.split('/')[0]])).to.deep.equal([
      ['reading.submitted', 'readings'],
    ]);
  });

  it('takes batches as bytes too, and says of them what it says of those in JSON', async () => {
    const batch = batchOf(world, { temperatures: [4000, 5000] });
    const asBytes = (...batches: Uint8Array[]) => ({
      as,
      method: 'reading:Submit',
      args: [batchesToBytes(batches)],
    });
    const refusal = async (call: MemoryCall) => {
      const { code, field } = await world.ledger.refusal(call);
      return `${code} ${field}`;
    };
    const altered = Buffer.from(batch.bytes);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    expect(await refusal(asBytes(altered))).to.equal('SIGNATURE batches[0].signature');
    expect(await refusal(asBytes())).to.equal('FIELD_RANGE batches');
    expect(await refusal(asBytes(batch.bytes, batch.bytes))).to.equal('FIELD_DUPLICATE batches');
    const cut = { as, method: 'reading:Submit', args: [batchesToBytes([batch.bytes]).subarray(0, -1)] };
    expect(await refusal(cut)).to.equal('BATCH_FORMAT batch');
    const { result } = await world.ledger.submit(asBytes(batch.bytes));
    expect(result).to.deep.equal((await submit(batch)).result);
    // No other method has such a form.
    const other = { as, method: 'reading:GetBatch', args: [batchesToBytes([batch.bytes])] };
    expect((await world.ledger.refusal(other)).code).to.equal('JSON_SYNTAX');
  });

  it('answers the same bytes again and writes nothing', async () => {
    const batch = batchOf(world, { temperatures: [9000] });
    const first = await submit(batch);
    const again = await submit(batch);
    expect(again.result).to.deep.equal(first.result);
    expect(again.stub.writes).to.deep.equal([]);
    expect(again.events).to.deep.equal([]);
  });

  it('records what is new of a request that repeats the rest', async () => {
    const first = batchOf(world, { temperatures: [4000] });
    const second = batchOf(world, { temperatures: [4000], after: first });
    const third = batchOf(world, { temperatures: [4000], after: second });
    await submit(first);
    await submit(first, second);
    const { result } = await submit(first, second, third);
    const { batches } = result as { batches: { digest: string }[] };
    expect(batches.map(({ digest }) => digest)).to.deep.equal(
      [first, second, third].map(({ digest }) => digest),
    );
  });

  it('refuses other bytes under the same number', async () => {
    const first = batchOf(world, { temperatures: [4000] });
    await submit(first);
    expect(await refusalOf(batchOf(world, { temperatures: [4001] }).text)).to.equal(
      'ALREADY_EXISTS batches[0]',
    );
    const one = batchOf(world, { temperatures: [5000], after: first });
    const other = batchOf(world, { temperatures: [5000, 6000], after: first });
    expect(await refusalOf(one.text, other.text)).to.equal(
      'BATCH_SEQUENCE batches[1].header.previousSequence',
    );
  });

  it('takes the batches of a device as one chain without gap or overlap', async () => {
    const first = batchOf(world, { temperatures: [4000, 4000] });
    const gap = batchOf(world, { temperatures: [4000], after: { ...first, count: 3 } });
    const overlap = batchOf(world, { temperatures: [4000], after: { ...first, count: 1 } });
    const altered = batchOf(world, { temperatures: [4000], after: { ...first, digest: '0'.repeat(64) } });
    const missing = batchOf(world, { temperatures: [4000], after: { ...first, firstSequence: 7 } });
    const next = batchOf(world, { temperatures: [4000], after: first });
    expect(await refusalOf(next.text)).to.equal('BATCH_SEQUENCE batches[0].header.previousSequence');
    const older = batchOf(world, { temperatures: [4000], after: first, context: WITHOUT_SEQUENCE });
    expect(await refusalOf(first.text, older.text)).to.match(/^BATCH_SEQUENCE batches\[1\]/);
    expect(await refusalOf(older.text)).to.equal('BATCH_SEQUENCE batches[0].header.firstSequence');
    expect(await refusalOf(next.text, first.text)).to.equal(
      'BATCH_SEQUENCE batches[0].header.previousSequence',
    );
    for (const before of [[first.text], []]) {
      if (before.length === 0) await submit(first);
      const at = `batches[${before.length}].header`;
      expect(await refusalOf(...before, gap.text)).to.equal(`BATCH_SEQUENCE ${at}.firstSequence`);
      expect(await refusalOf(...before, overlap.text)).to.equal(`BATCH_SEQUENCE ${at}.firstSequence`);
      expect(await refusalOf(...before, altered.text)).to.equal(`BATCH_SEQUENCE ${at}.previousDigest`);
      expect(await refusalOf(...before, missing.text)).to.equal(`BATCH_SEQUENCE ${at}.previousSequence`);
    }
    await submit(next);
  });

  it('says in its event and lists what is outside the conditions', async () => {
    const { events } = await submit(batchOf(world, { temperatures: [4000, 9000, 1000] }));
    expect(events.map(({ type }) => type)).to.deep.equal(['reading.submitted', 'reading.excursion']);
    expect(events[1]?.key).to.equal(events[0]?.key);
  });

  it('refuses a batch that another key signed, or that was changed', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const forged = batchOf(world, { temperatures: [4000], signer: createSigner(privateKey) });
    expect(await refusalOf(forged.text)).to.equal('SIGNATURE batches[0].signature');
    const { bytes } = batchOf(world, { temperatures: [4000] });
    const changed = Buffer.from(bytes.toString('latin1').replace('"count":1', '"count":2'), 'latin1');
    expect(await refusalOf(changed.toString('base64'))).to.equal('SIGNATURE batches[0].signature');
    expect(await refusalOf('AAAA')).to.equal('BATCH_FORMAT batches[0]');
    const good = batchOf(world, { temperatures: [4000] }).text;
    expect(await refusalOf(good, 'AAAA')).to.equal('BATCH_FORMAT batches[1]');
  });

  it('refuses a batch that was signed for elsewhere', async () => {
    const at = (context: object) => refusalOf(batchOf(world, { temperatures: [4000], context }).text);
    expect(await at({ channel: 'other' })).to.equal('BATCH_CONTEXT batches[0].header.channel');
    expect(await at({ chaincode: 'other' })).to.equal('BATCH_CONTEXT batches[0].header.chaincode');
    expect(await at({ container: 'MSKU9070323' })).to.equal('BATCH_CONTEXT batches[0].header.container');
    const unknown = `${forwarder}/unknown`;
    expect(await at({ shipment: unknown })).to.equal('UNKNOWN_SHIPMENT batches[0].header.shipment');
    expect(await at({ device: unknown })).to.equal('UNKNOWN_DEVICE batches[0].header.device');
  });

  it('says what a batch would have to be', async () => {
    const detailsOf = async (batch: SignedBatch, by = as) =>
      (await world.ledger.refusal(submission(by, batch.text))).details;
    const at = (context: object) => batchOf(world, { temperatures: [4000], context });
    expect(await detailsOf(at({ channel: 'other', chaincode: 'other' }))).to.deep.equal({
      ...{ reason: 'channel', expected: world.context.channel },
    });
    expect(await detailsOf(at({ chaincode: 'other' }))).to.deep.equal({
      ...{ reason: 'chaincode', expected: world.context.chaincode },
    });
    expect(await detailsOf(at({ container: 'MSKU9070323' }))).to.deep.equal({
      ...{ reason: 'container', expected: world.context.container },
    });
    const first = at({});
    expect(await detailsOf(first, world.admins.airline)).to.deep.equal({ owner: forwarder, caller: airline });
    const unknown = at({ device: `${caterer}/unknown` });
    expect(await detailsOf(unknown)).to.deep.equal({ owner: caterer, caller: forwarder });
    await submit(first);
    expect(await detailsOf(batchOf(world, { temperatures: [4001] }))).to.deep.equal({ key: KEY });
    const gap = batchOf(world, { temperatures: [4000], after: { ...first, count: 3 } });
    expect(await detailsOf(gap)).to.deep.equal({ expected: 1 });
    const missing = batchOf(world, { temperatures: [4000], after: { ...first, firstSequence: 7 } });
    expect(await detailsOf(missing)).to.deep.equal({ expected: 0 });
  });

  it('takes a batch with the unit of its shipment, or with none', async () => {
    const consign = async (id: string, unit: object) => {
      const { container: _, ...shipment } = shipmentOf(id);
      await world.ledger.submit({ as, method: 'shipment:Consign', request: { ...shipment, ...unit } });
      return { shipment: `${forwarder}/${id}` };
    };
    const uld = 'AKE12345AY';
    const [loaded, bare] = [await consign('uld', { uld }), await consign('bare', {})];
    const refused = async (context: object) =>
      await world.ledger.refusal(submission(as, batchOf(world, { temperatures: [1], context }).text));
    const container = 'CSQU3054383';
    expect(await refused({ ...loaded, container })).to.deep.include({
      ...{ code: 'BATCH_CONTEXT', details: { reason: 'container', expected: uld } },
    });
    expect(await refused({ ...bare, container })).to.deep.include({
      ...{ code: 'BATCH_CONTEXT', details: { reason: 'container' } },
    });
    const none = { container: undefined } as unknown as Partial<BatchContext>;
    const first = batchOf(world, { temperatures: [1], context: { ...loaded, container: uld } });
    const second = batchOf(world, { temperatures: [1], after: first, context: { ...loaded, ...none } });
    const third = batchOf(world, { temperatures: [1], after: second, context: { ...bare, ...none } });
    await submit(first, second, third);
  });

  it('is for the owner of the device, in the role of an operator', async () => {
    const { text } = batchOf(world, { temperatures: [4000] });
    const refusal = await world.ledger.refusal(submission(world.admins.airline, text));
    expect(`${refusal.code} ${refusal.field}`).to.equal('NOT_OWNER batches[0].header.device');
    const clerk = await createTestIdentity({ mspId: forwarder, roles: 'loyalty' });
    expect((await world.ledger.refusal(submission(clerk, text))).code).to.equal('ROLE_MISSING');
    const operator = await createTestIdentity({ mspId: forwarder, roles: 'operator' });
    expect((await world.ledger.simulate(submission(operator, text))).error).to.equal(undefined);
  });

  it('takes nothing more from a revoked device, and still answers what it took before', async () => {
    const before = batchOf(world, { temperatures: [4000] });
    await submit(before);
    const revocation = { deviceId: DEVICE, reason: 'lost' };
    await world.ledger.submit({ as, method: 'company:RevokeDevice', request: revocation });
    const after = batchOf(world, { temperatures: [4000], after: before });
    expect(await refusalOf(after.text)).to.equal('DEVICE_REVOKED batches[0].header.device');
    expect((await world.ledger.simulate(submission(as, before.text))).error).to.equal(undefined);
  });

  it('collides with a revocation that comes first, whatever time that names', async () => {
    const pending = await world.ledger.simulate(
      submission(as, batchOf(world, { temperatures: [4000] }).text),
    );
    const revocation = { as, method: 'company:RevokeDevice', request: { deviceId: DEVICE, reason: 'lost' } };
    await world.ledger.submit({ ...revocation, timeMs: world.ledger.nowMs - 14 * 60_000 });
    expect(world.ledger.commit(pending)).to.equal('MVCC_READ_CONFLICT');
  });
});

describe('who may attach readings', () => {
  let world: ReadingWorld;
  /** The airline’s own device in the forwarder’s shipment, of which the airline is no party. */
  let device: Pick<ReadingWorld, 'signer' | 'context'>;

  beforeEach(async () => {
    world = await createReadingWorld();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const request = { deviceId: `${airline}/D-1`, publicKey: spki };
    await world.ledger.submit({ as: world.admins.airline, method: 'company:RegisterDevice', request });
    device = { signer: createSigner(privateKey), context: { ...world.context, device: `${airline}/D-1` } };
  });

  const attach = async () => {
    const { text } = batchOf({ ...world, ...device }, { temperatures: [9000] });
    const { error, ...simulation } = await world.ledger.simulate(submission(world.admins.airline, text));
    if (error !== undefined) return `${error.code} ${error.field}`;
    return world.ledger.commit({ error, ...simulation });
  };
  const submit = async (by: Company, method: string, request: object) =>
    await world.ledger.submit({ as: world.admins[by], method: `shipment:${method}`, request });
  const listed = async () =>
    (
      await world.ledger.evaluate<{ records: object[] }>({
        as: world.admins.caterer,
        method: 'reading:QueryBatches',
        request: { shipmentId: SHIPMENT, pageSize: 10 },
      })
    ).records.length;

  it('is no company that has nothing to do with the shipment', async () => {
    expect(await attach()).to.equal('NOT_A_PARTY batches[0].header.shipment');
  });

  it('is a company to which the consignor grants it', async () => {
    await submit('forwarder', 'GrantAccess', { shipmentId: SHIPMENT, company: airline });
    expect(await attach()).to.equal('VALID');
    expect(await listed()).to.equal(1);
  });

  it('is a company that got custody', async () => {
    await submit('forwarder', 'OfferCustody', { shipmentId: SHIPMENT, sequence: 1, to: airline });
    expect(await attach()).to.equal('NOT_A_PARTY batches[0].header.shipment');
    await submit('airline', 'AcceptCustody', { shipmentId: SHIPMENT, sequence: 1 });
    expect(await attach()).to.equal('VALID');
    expect(await listed()).to.equal(1);
  });

  it('is not a company by the grant or the custody of another one', async () => {
    await submit('forwarder', 'GrantAccess', { shipmentId: SHIPMENT, company: caterer });
    expect(await attach()).to.equal('NOT_A_PARTY batches[0].header.shipment');
  });
});
