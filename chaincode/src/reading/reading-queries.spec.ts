import {
  BatchRecord,
  ExcursionRecord,
  batchKey,
  canonicalJson,
  entryOfBatch,
  parsePage,
  parseRecord,
  sealHash,
  submissionDigest,
  decodeBatch,
  type Page,
  type SealReadingRecord,
} from '@kontti/model';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
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
import { COMPANIES, NOON_MS } from '../testing/world';

const { forwarder } = COMPANIES;

describe('queries of readings', () => {
  let world: ReadingWorld;
  let batches: SignedBatch[];

  beforeEach(async () => {
    world = await createReadingWorld();
    batches = [];
    for (const temperatures of [[4000], [9000], [5000], [1000, 1500]]) {
      const after = batches.at(-1);
      batches.push(batchOf(world, { temperatures, ...(after === undefined ? {} : { after }) }));
    }
    for (const { text } of batches) {
      const request = { batches: [text] };
      await world.ledger.submit({ as: world.admins.forwarder, method: 'reading:Submit', request });
    }
  });

  /** Any member of the channel may ask. */
  async function evaluate(method: string, request: object): Promise<string> {
    return canonicalJson(await world.ledger.evaluate({ as: world.admins.caterer, method, request }));
  }
  async function query(request: object): Promise<Page<BatchRecord>> {
    return parsePage(BatchRecord, await evaluate('reading:QueryBatches', request));
  }
  const digestsOf = (list: readonly { readonly digest: string }[]) => list.map(({ digest }) => digest);

  /** A submission of the forwarder that altered peers write, with these bytes as its attachment. */
  function forge(batch: SignedBatch, attachment: Buffer, isProtected = true) {
    const sha256 = createHash('sha256').update(batch.bytes).digest('hex');
    const signed = decodeBatch(batch.bytes);
    const { header } = signed;
    const before = batchKey.build({ device: DEVICE, sequence: header.previousSequence ?? 0 });
    const previous = world.ledger.state.get(sealKey(forwarder, before))?.toString('hex') ?? '';
    const forged = forgedFact({
      type: 'reading.submitted',
      key: `readings/${forwarder}/${submissionDigest([sha256])}`,
      body: { batches: [{ ...entryOfBatch(signed), sha256, previous }] },
      attachments: [attachment],
    });
    const time = String(NOON_MS + batch.firstSequence * 60_000).padStart(16, '0');
    const entry = `${DEVICE}/${batch.firstSequence}/${sealHash(forged.digest).slice(0, 16)}`;
    const listed = { key: `idx/batch/shipment/${SHIPMENT}/${time}/${entry}`, value: Buffer.from('{}') };
    const written = forged.writes.map(({ policy, ...each }) =>
      isProtected || each.value !== attachment ? { ...each, policy } : each,
    );
    const writes = [...written, listed];
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    return forged;
  }

  it('give the bytes by which a batch is verified', async () => {
    const json = await evaluate('reading:GetBatch', { deviceId: DEVICE, firstSequence: 1 });
    const record = parseRecord(BatchRecord, json);
    expect(record.digest).to.equal(batches[1]?.digest);
    expect(record.shipmentId).to.equal(SHIPMENT);
    const call = { as: world.admins.caterer, method: 'reading:GetBatch' };
    const last = batches.at(-1);
    const next = batchOf(world, { temperatures: [9000], ...(last === undefined ? {} : { after: last }) });
    forge(next, batches[0]?.bytes ?? Buffer.alloc(0));
    for (const firstSequence of [4, next.firstSequence, 999]) {
      const request = { deviceId: DEVICE, firstSequence };
      expect(await world.ledger.refusal({ ...call, request }), String(firstSequence)).to.include({
        ...{ code: 'NOT_FOUND', field: 'firstSequence' },
      });
    }
  });

  it('give a batch whole', async () => {
    const json = await evaluate('reading:GetBatch', { deviceId: DEVICE, firstSequence: 3 });
    const [from, to] = [NOON_MS + 3 * 60_000, NOON_MS + 4 * 60_000];
    const [before, last] = batches.slice(-2);
    const key = batchKey.build({ device: DEVICE, sequence: 3 });
    const seal = { as: world.admins.caterer, method: 'company:ReadSeal', request: { mspId: forwarder, key } };
    const { json: fact = '' } = await world.ledger.evaluate<SealReadingRecord>(seal);
    expect(JSON.parse(json)).to.deep.equal({
      ...{ deviceId: DEVICE, firstSequence: 3, count: 2, shipmentId: SHIPMENT, container: 'CSQU3054383' },
      ...{ from, to, digest: last?.digest, previousSequence: 2, previousDigest: before?.digest },
      ...{ fact: (JSON.parse(fact) as { key: string }).key, submittedAt: NOON_MS, bytes: last?.text },
    });
  });

  it('go on at the number that a bookmark names, also behind what a filter leaves out', async () => {
    const numbers = ({ records }: Page<BatchRecord>) => records.map(({ firstSequence }) => firstSequence);
    const first = await query({ deviceId: DEVICE, pageSize: 1 });
    expect([numbers(first), first.bookmark]).to.deep.equal([[0], '1']);
    const rest = await query({ deviceId: DEVICE, pageSize: 9, bookmark: '3' });
    expect([numbers(rest), rest.bookmark]).to.deep.equal([[3], '']);
    const exact = await query({ deviceId: DEVICE, pageSize: 4 });
    expect([numbers(exact), exact.bookmark]).to.deep.equal([[0, 1, 2, 3], '']);
    const none = await query({ deviceId: `${forwarder}/none`, pageSize: 4 });
    expect(none).to.deep.equal({ records: [], bookmark: '', rejected: [] });
    const call = { as: world.admins.caterer, method: 'reading:QueryBatches' };
    const beyond = { deviceId: DEVICE, pageSize: 3, bookmark: '9007199254740992' };
    expect(await world.ledger.refusal({ ...call, request: beyond })).to.deep.include({
      ...{ code: 'FIELD_FORMAT', field: 'bookmark', details: { rule: 'of the page before' } },
    });
    const last = { ...beyond, bookmark: '9007199254740991' };
    expect(await world.ledger.evaluate({ ...call, request: last })).to.include({ bookmark: '' });
  });

  it('list the batches of a device or a shipment, page by page', async () => {
    for (const filter of [
      { deviceId: DEVICE },
      { shipmentId: SHIPMENT },
      { deviceId: DEVICE, shipmentId: SHIPMENT },
    ]) {
      const first = await query({ ...filter, pageSize: 3 });
      const second = await query({ ...filter, pageSize: 3, bookmark: first.bookmark });
      expect(digestsOf([...first.records, ...second.records])).to.deep.equal(digestsOf(batches));
      expect(second.bookmark).to.equal('');
    }
    const other = await query({ deviceId: DEVICE, shipmentId: `${forwarder}/other`, pageSize: 3 });
    expect(other).to.deep.equal({ records: [], bookmark: '', rejected: [] });
    const call = { as: world.admins.caterer, method: 'reading:QueryBatches' };
    for (const bookmark of ['x', '-1', '9'.repeat(17), '1.5']) {
      const request = { deviceId: DEVICE, pageSize: 3, bookmark };
      expect(await world.ledger.refusal({ ...call, request })).to.include({ code: 'FIELD_FORMAT' });
    }
  });

  it('find excursions again in their batches', async () => {
    const json = await evaluate('reading:QueryExcursions', { shipmentId: SHIPMENT, pageSize: 10 });
    const { records } = parsePage(ExcursionRecord, json);
    const found = records.map(({ firstSequence, excursions }) => [
      firstSequence,
      excursions.map(({ kind, worst }) => [kind, worst]),
    ]);
    expect(found).to.deep.equal([
      [1, [['temperatureHigh', 9000]]],
      [3, [['temperatureLow', 1000]]],
    ]);
  });

  it('give excursions with the conditions that they break', async () => {
    const json = await evaluate('reading:QueryExcursions', { shipmentId: SHIPMENT, pageSize: 1 });
    const { records, bookmark } = parsePage(ExcursionRecord, json);
    expect(bookmark).not.to.equal('');
    const [record] = records;
    expect(record?.batch).to.match(/^readings\//);
    expect(record).to.include({
      ...{ firstSequence: 1, deviceId: DEVICE, owner: forwarder, shipmentId: SHIPMENT },
    });
    expect(record?.conditions).to.include({ temperatureMinMilliC: 2000, temperatureMaxMilliC: 8000 });
  });

  it('show bytes that the device did not sign as altered, never as a record, and go on behind them', async () => {
    const last = batches.at(-1);
    const next = batchOf(world, { temperatures: [9000], ...(last === undefined ? {} : { after: last }) });
    const { key } = forge(next, batches[0]?.bytes ?? Buffer.alloc(0));
    const later = batchOf(world, { temperatures: [4000], after: next });
    const request = { batches: [later.text] };
    await world.ledger.submit({ as: world.admins.forwarder, method: 'reading:Submit', request });
    for (const filter of [{ deviceId: DEVICE }, { shipmentId: SHIPMENT }]) {
      const page = await query({ ...filter, pageSize: 10 });
      expect(digestsOf(page.records)).to.deep.equal(digestsOf([...batches, later]));
      expect(page.rejected.map(({ key: rejected, reason }) => [rejected, reason])).to.deep.equal([
        [key, 'altered'],
      ]);
      // What is rejected counts for the size of a page.
      const full = await query({ ...filter, pageSize: 5 });
      expect([full.records.length, full.rejected.length]).to.deep.equal([4, 1]);
      const rest = await query({ ...filter, pageSize: 5, bookmark: full.bookmark });
      expect([digestsOf(rest.records), rest.rejected]).to.deep.equal([[later.digest], []]);
    }
  });

  it('show bytes that can still be changed as altered', async () => {
    const last = batches.at(-1);
    const next = batchOf(world, { temperatures: [9000], ...(last === undefined ? {} : { after: last }) });
    const { key } = forge(next, next.bytes, false);
    const page = await query({ shipmentId: SHIPMENT, pageSize: 10 });
    expect(digestsOf(page.records)).to.deep.equal(digestsOf(batches));
    expect(page.rejected.map(({ key: rejected, reason }) => [rejected, reason])).to.deep.equal([
      [key, 'altered'],
    ]);
  });

  it('list a batch once, at its time and under what it is about, whatever entries others write', async () => {
    const [first] = batches;
    const hash = sealHash(first?.digest ?? '').slice(0, 16);
    const at = (ms: number) => String(ms).padStart(16, '0');
    const other = `${forwarder}/other`;
    const entries = [
      `${SHIPMENT}/${at(NOON_MS + 1)}/${DEVICE}/0/${hash}`,
      `${SHIPMENT}/${at(0)}/${DEVICE}/00/${hash}`,
      `${SHIPMENT}/${at(0)}/${DEVICE}/999/${hash}`,
      `${SHIPMENT}/${at(0)}/${DEVICE}/x/${hash}`,
      `${SHIPMENT}/${at(NOON_MS)}/${DEVICE}/0/${'0'.repeat(16)}`,
      `${other}/${at(NOON_MS)}/${DEVICE}/0/${hash}`,
    ];
    const writes = entries.map((entry) => ({
      key: `idx/batch/shipment/${entry}`,
      value: Buffer.from('{}'),
    }));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    const page = await query({ shipmentId: SHIPMENT, pageSize: 20 });
    expect([digestsOf(page.records), page.rejected]).to.deep.equal([digestsOf(batches), []]);
    const others = await query({ shipmentId: other, pageSize: 20 });
    expect([others.records, others.rejected]).to.deep.equal([[], []]);
  });

  it('show batches as void that do not follow the one before', async () => {
    const [first] = batches;
    if (first === undefined) throw new TypeError('a batch expected');
    const gap = batchOf(world, { temperatures: [9000], after: { ...first, count: 40 } });
    const { key } = forge(gap, gap.bytes);
    const page = await query({ shipmentId: SHIPMENT, pageSize: 10 });
    expect(digestsOf(page.records)).to.deep.equal(digestsOf(batches));
    expect(page.rejected.map(({ key: rejected, reason }) => [rejected, reason])).to.deep.equal([
      [batchKey.build({ device: DEVICE, sequence: 40 }), 'void'],
    ]);
    const status = { as: world.admins.caterer, method: 'company:GetFactStatus', request: { key } };
    expect(await world.ledger.evaluate(status)).to.include({ status: 'void' });
  });

  it('read a batch once, however many entries of a list name it', async () => {
    const writes = Array.from({ length: CHAINCODE_LIMITS.scanMax }, (_, index) => ({
      key: `idx/excursion/${SHIPMENT}/${String(index).padStart(16, '0')}/${DEVICE}/0/${'0'.repeat(16)}`,
      value: Buffer.from('{}'),
    }));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    const request = { shipmentId: SHIPMENT, pageSize: 10 };
    const call = { as: world.admins.caterer, method: 'reading:QueryExcursions', request };
    const { result, stub } = await world.ledger.simulate(call);
    expect(stub.reads.length).to.be.below(40);
    const { records, bookmark } = result as Page<ExcursionRecord>;
    expect(records).to.deep.equal([]);
    const rest = await world.ledger.evaluate<Page<ExcursionRecord>>({
      ...call,
      request: { ...request, bookmark },
    });
    expect(rest.records).to.have.length(2);
  });
});
