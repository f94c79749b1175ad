import {
  acknowledgedKey,
  commitmentOf,
  recordAcknowledged,
  recordAnchored,
  recordErased,
  recordPublished,
  sealHash,
  type AnchoredRecord,
  type AnchoringRecord,
  type CommitmentRecord,
  type FactReceipt,
  type Page,
} from '@kontti/model';
import { expect } from 'chai';
import { sealKey } from '../testing/memory-state';
import { COMPANIES, NOON_MS, createWorld, type Company, type World } from '../testing/world';

const { airline, caterer, forwarder, retailer } = COMPANIES;
const content = 'a'.repeat(64);
const order = { name: 'order', sha256: content, references: ['4711'], counterparty: retailer };
const TIME = String(NOON_MS).padStart(16, '0');
const kept = `${forwarder}/${'a'.repeat(32)}`;
const reference = { recordId: kept, jurisdiction: 'FI' };
const [salt, value] = [Buffer.alloc(32, 7), Buffer.from('{"price":4711}')];
const commitment = commitmentOf({ salt, value });

describe('records that are asked for or refused', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  const submit = async (by: Company, method: string, request: unknown, transient = {}) =>
    (await world.ledger.submit({ as: world.admins[by], method: `record:${method}`, request, transient }))
      .result as FactReceipt;
  const refusal = async (by: Company, method: string, request: unknown, transient = {}) => {
    const call = { as: world.admins[by], method: `record:${method}`, request, transient };
    const { code, field, details } = await world.ledger.refusal(call);
    return { code, field, details };
  };
  const evaluate = <T>(method: string, request: unknown) =>
    world.ledger.evaluate<T>({ as: world.admins.caterer, method: `record:${method}`, request });
  const keep = (change: object = {}, by = salt) =>
    submit('forwarder', 'Keep', { ...reference, ...change }, { salt: by, value });
  const notOwner = (field: string, caller: string) => ({
    ...{ code: 'NOT_OWNER', field, details: { owner: forwarder, caller } },
  });

  it('are published as they are kept, entry by entry, once a reference', async () => {
    await keep();
    const other = `${forwarder}/${'b'.repeat(32)}`;
    const own = { ...reference, commitment };
    const publish = (by: Company, second: object) =>
      refusal(by, 'Publish', { ref: 'p', commitments: [own, { ...own, ...second }] });
    const path = 'commitments[1]';
    expect(await publish('forwarder', { recordId: other })).to.deep.equal({
      ...{ code: 'NOT_FOUND', field: `${path}.recordId`, details: {} },
    });
    const foreign = { recordId: `${airline}/${'b'.repeat(32)}` };
    expect(await publish('forwarder', foreign)).to.deep.equal({
      ...{ code: 'NOT_OWNER', field: `${path}.recordId`, details: { owner: airline, caller: forwarder } },
    });
    await keep({ recordId: other }, Buffer.alloc(32, 8));
    expect(await publish('forwarder', { recordId: other })).to.deep.equal({
      ...{ code: 'CONTENT_DIFFERS', field: `${path}.commitment`, details: {} },
    });
    expect(await publish('retailer', { recordId: other })).to.deep.equal(
      notOwner('commitments[0].recordId', retailer),
    );
    const { digest, key } = await submit('forwarder', 'Publish', { ref: 'p', commitments: [own] });
    expect(key).to.equal(recordPublished.key.build({ company: forwarder, ref: 'p' }));
    const again = { ref: 'p', commitments: [{ ...own, commitment: content }] };
    expect(await refusal('forwarder', 'Publish', again)).to.deep.equal({
      ...{ code: 'REF_REUSED', field: 'ref', details: { key } },
    });
    const found = await evaluate<CommitmentRecord>('GetCommitment', { recordId: kept });
    expect(found).to.deep.equal({
      ...own,
      ...{ company: forwarder, status: 'published', publishedAt: NOON_MS, fact: key, digest },
    });
    expect(await refusal('caterer', 'GetCommitment', { recordId: other })).to.deep.equal({
      ...{ code: 'NOT_FOUND', field: 'recordId', details: {} },
    });
  });

  it('are erased by their company, once they are purged, for one reason', async () => {
    await keep();
    await submit('forwarder', 'Publish', { ref: 'p', commitments: [{ ...reference, commitment }] });
    const erasure = { ...reference, reason: 'asked for' };
    expect(await refusal('retailer', 'Erase', erasure)).to.deep.equal(notOwner('recordId', retailer));
    expect(await refusal('retailer', 'Purge', reference)).to.deep.equal(notOwner('recordId', retailer));
    expect(await refusal('retailer', 'Keep', reference, { salt, value })).to.deep.equal(
      notOwner('recordId', retailer),
    );
    expect(await refusal('forwarder', 'Erase', erasure)).to.deep.equal({
      ...{ code: 'STATE', field: 'recordId', details: { rule: 'purged first' } },
    });
    await submit('forwarder', 'Purge', reference);
    world.ledger.nowMs += 5;
    await submit('forwarder', 'Erase', erasure);
    const key = recordErased.key.build({ kept });
    expect(await refusal('forwarder', 'Erase', { ...erasure, reason: 'other' })).to.deep.equal({
      ...{ code: 'ALREADY_EXISTS', field: 'recordId', details: { key } },
    });
    const found = await evaluate<CommitmentRecord>('GetCommitment', { recordId: kept });
    expect(found).to.include({
      ...{ status: 'erased', publishedAt: NOON_MS, erasedAt: NOON_MS + 5, reason: 'asked for' },
    });
    const wanted = { code: 'NOT_FOUND', field: 'recordId', details: {} };
    const transient = { key: Buffer.alloc(32, 9) };
    expect(await refusal('forwarder', 'GetKept', reference, transient)).to.deep.equal(wanted);
    // Nothing of an erased record can be kept again, also under another salt.
    expect(await refusal('forwarder', 'Keep', reference, { salt: Buffer.alloc(32, 1), value })).to.include({
      ...{ code: 'ALREADY_EXISTS', field: 'recordId' },
    });
  });

  it('are kept with private arguments of the right length', async () => {
    const keeping = (transient: object) => refusal('forwarder', 'Keep', reference, transient);
    for (const bytes of [31, 33]) {
      const found = await keeping({ salt: Buffer.alloc(bytes), value });
      expect(found).to.deep.include({ code: 'FIELD_RANGE', field: 'transient.salt' });
      expect(found.details).to.deep.equal({ rule: '32..32 bytes' });
    }
    expect(await keeping({ salt, value: Buffer.alloc(0) })).to.deep.equal({
      ...{ code: 'FIELD_RANGE', field: 'transient.value', details: { rule: '1..65536 bytes' } },
    });
    expect(await keeping({ value })).to.deep.equal({
      ...{ code: 'FIELD_MISSING', field: 'transient.salt', details: { rule: 'required' } },
    });
    await submit('forwarder', 'Keep', reference, { salt, value: Buffer.alloc(64 * 1024, 1) });
    await keep({ recordId: `${forwarder}/${'c'.repeat(32)}` }, Buffer.alloc(32, 3));
  });

  it('are anchored once a reference, and answered once a stage', async () => {
    const anchoring = { ref: 'r', anchors: [order] };
    const anchored = await submit('forwarder', 'Anchor', anchoring);
    const recordId = `${forwarder}/r/0`;
    expect(await evaluate('GetRecord', { recordId })).to.deep.equal({
      ...{ ...order, recordId, company: forwarder, status: 'anchored', anchoredAt: NOON_MS },
      ...{ fact: anchored.key, digest: anchored.digest },
    });
    const key = recordAnchored.key.build({ company: forwarder, ref: 'r' });
    expect(await refusal('forwarder', 'Anchor', { ...anchoring, anchors: [order, order] })).to.deep.equal({
      ...{ code: 'REF_REUSED', field: 'ref', details: { key } },
    });
    const nobody = { ref: 's', anchors: [order, { ...order, counterparty: 'NobodyMSP' }] };
    expect(await refusal('forwarder', 'Anchor', nobody)).to.deep.equal({
      ...{ code: 'UNKNOWN_COMPANY', field: 'anchors[1].counterparty', details: { mspId: 'NobodyMSP' } },
    });
    const answer = (as: string, ref: string) => ({ ref, acknowledgements: [{ recordId, content, as }] });
    await submit('retailer', 'Acknowledge', answer('accepted', 'a'));
    const found = await evaluate<AnchoredRecord>('GetRecord', { recordId });
    expect(found).to.include({ status: 'accepted', answeredAt: NOON_MS });
    expect(found).not.to.have.any.keys('receivedAt', 'reason');
    // What was answered can be received afterwards, and stays answered.
    await submit('retailer', 'Acknowledge', answer('received', 'b'));
    expect(await evaluate('GetRecord', { recordId })).to.include({ status: 'accepted', receivedAt: NOON_MS });
    expect(await refusal('retailer', 'Acknowledge', answer('rejected', 'c'))).to.deep.equal({
      ...{ code: 'STATE', field: 'acknowledgements[0].as' },
      details: { key: acknowledgedKey.build({ record: recordId, company: retailer, stage: 'answer' }) },
    });
    expect(await refusal('retailer', 'Acknowledge', answer('rejected', 'a'))).to.deep.equal({
      ...{ code: 'REF_REUSED', field: 'ref' },
      details: { key: recordAcknowledged.key.build({ company: retailer, ref: 'a' }) },
    });
    expect(await refusal('caterer', 'GetRecord', { recordId: `${forwarder}/r/1` })).to.deep.equal({
      ...{ code: 'UNKNOWN_RECORD', field: 'recordId', details: {} },
    });
  });

  it('are listed under companies and references, whatever somebody writes there', async () => {
    const anchors = [order, { ...order, references: ['4711', '4712'], counterparty: airline }];
    const { digest, key } = await submit('forwarder', 'Anchor', { ref: 'r', anchors });
    const entriesOf = (list: string) =>
      world.ledger.state.publicKeys().filter((each) => each.startsWith(`idx/record/${list}/`)).length;
    const lists = [
      'time',
      'reference/4711',
      'reference/4712',
      ...[forwarder, retailer, airline].map((each) => `company/${each}`),
    ];
    expect(lists.map(entriesOf)).to.deep.equal([1, 1, 1, 1, 1, 1]);
    expect(entriesOf(`company/${caterer}`)).to.equal(0);
    const query = (conditions: object) =>
      evaluate<Page<AnchoringRecord>>('QueryRecords', { pageSize: 9, ...conditions });
    const numbers = async (conditions: object) =>
      (await query(conditions)).records.flatMap(({ records }) =>
        records.map((each) => each.recordId.slice(-1)),
      );
    expect(await numbers({ company: forwarder, reference: '4712' })).to.deep.equal(['1']);
    expect(await numbers({ company: retailer, reference: '4712' })).to.deep.equal([]);
    expect(await numbers({ company: airline, reference: '4711' })).to.deep.equal(['1']);
    expect(await numbers({ status: 'anchored' })).to.deep.equal(['0', '1']);
    expect(await numbers({ status: 'accepted' })).to.deep.equal([]);
    expect(await numbers({ to: NOON_MS - 1 })).to.deep.equal([]);
    const [record] = (await query({})).records;
    expect(record).to.deep.include({ company: forwarder, ref: 'r', anchoredAt: NOON_MS, fact: key, digest });

    const burned = recordAnchored.key.build({ company: forwarder, ref: 'b' });
    const seal = [{ ...sealKey(forwarder, burned), value: Buffer.alloc(32, 7) }];
    expect(world.ledger.forge({ coalition: [forwarder], writes: seal })).to.equal('VALID');
    const entry = (id: string) => `${TIME}/${id}/${sealHash(digest).slice(0, 16)}`;
    const hostile = [
      ...['x', `${forwarder}/none`, `${forwarder}/b`, `${forwarder}/r/0`].map((id) => `time/${entry(id)}`),
      `company/${caterer}/${entry(`${forwarder}/r`)}`,
      `reference/0815/${entry(`${forwarder}/r`)}`,
    ];
    const writes = hostile.map((each) => ({ key: `idx/record/${each}`, value: Buffer.from('{}') }));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    expect(await query({})).to.deep.equal({
      ...{ records: [record], bookmark: '', rejected: [{ key: burned, reason: 'unsealed' }] },
    });
    for (const conditions of [{ company: caterer }, { reference: '0815' }]) {
      expect(await query(conditions)).to.deep.equal({ records: [], bookmark: '', rejected: [] });
    }
  });
});
