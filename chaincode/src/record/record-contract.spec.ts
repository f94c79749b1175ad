import { type AnchoredRecord, type AnchoringRecord, type FactReceipt, type Page } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { COMPANIES, NOON_MS, createWorld, type Company, type World } from '../testing/world';

const { forwarder, airline, retailer, caterer } = COMPANIES;
const [content, other] = ['a'.repeat(64), 'b'.repeat(64)];
const order = { name: 'purchase order', sha256: content, references: ['4711'], counterparty: retailer };
const table = { name: 'invoices', root: other, leaves: 1000, references: [] };
const recordId = `${forwarder}/r-1/0`;

describe('the record contract', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    (await world.ledger.submit({ as: world.admins[by], method, request })).result as FactReceipt;
  const refusal = async (by: Company, method: string, request: unknown) =>
    await world.ledger.refusal({ as: world.admins[by], method, request });
  const evaluate = async <T>(method: string, request: unknown) =>
    await world.ledger.evaluate<T>({ as: world.admins.caterer, method, request });
  const anchor = (change: object = {}) =>
    submit('forwarder', 'record:Anchor', { ref: 'r-1', anchors: [order, table], ...change });
  const acknowledge = (as: string, change: object = {}) => ({
    ref: `a-${as}`,
    acknowledgements: [{ recordId, content, as, ...change }],
  });
  const record = () => evaluate<AnchoredRecord>('record:GetRecord', { recordId });
  const statusOf = async (key: string) =>
    (await evaluate<{ status: string }>('company:GetFactStatus', { key })).status;

  it('anchors records that the counterparty receives, then accepts', async () => {
    const first = await anchor();
    expect(await anchor()).to.deep.equal(first);
    expect(await record()).to.deep.include({ ...order, recordId, company: forwarder, status: 'anchored' });
    world.ledger.nowMs += 1000;
    await submit('retailer', 'record:Acknowledge', acknowledge('received'));
    expect(await record()).to.include({ status: 'received', receivedAt: NOON_MS + 1000 });
    world.ledger.nowMs += 1000;
    const answer = acknowledge('accepted', { reason: 'as agreed' });
    const accepted = await submit('retailer', 'record:Acknowledge', answer);
    expect(await submit('retailer', 'record:Acknowledge', answer)).to.deep.equal(accepted);
    expect(await record()).to.include({ status: 'accepted', reason: 'as agreed' });
    expect(await record()).to.include({ receivedAt: NOON_MS + 1000, answeredAt: NOON_MS + 2000 });
  });

  it('refuses what cannot be anchored, and leaves the ledger as it was', async () => {
    const cases: [object, string, string][] = [
      [{ ...order, sha256: undefined }, 'FIELD_MISSING', 'anchors[0].sha256'],
      [{ ...order, root: other, leaves: 1 }, 'FIELD_CONFLICT', 'anchors[0].sha256'],
      [{ ...table, leaves: undefined }, 'FIELD_MISSING', 'anchors[0].leaves'],
      [{ ...order, leaves: 1 }, 'FIELD_CONFLICT', 'anchors[0].leaves'],
      [{ ...table, leaves: 0 }, 'FIELD_RANGE', 'anchors[0].leaves'],
      [{ ...order, sha256: content.toUpperCase() }, 'FIELD_FORMAT', 'anchors[0].sha256'],
      [{ ...order, mediaType: 'PDF' }, 'FIELD_FORMAT', 'anchors[0].mediaType'],
      [{ ...order, references: ['a', 'a'] }, 'FIELD_DUPLICATE', 'anchors[0].references'],
      [{ ...order, references: ['a b'] }, 'FIELD_FORMAT', 'anchors[0].references[0]'],
      [{ ...order, counterparty: 'NobodyMSP' }, 'UNKNOWN_COMPANY', 'anchors[0].counterparty'],
      [{ ...order, counterparty: forwarder }, 'FIELD_CONFLICT', 'body.anchors[0].counterparty'],
    ];
    for (const [wrong, code, field] of cases) {
      const request = { ref: 'r-1', anchors: [JSON.parse(JSON.stringify(wrong))] };
      expect(await refusal('forwarder', 'record:Anchor', request), field).to.include({ code, field });
    }
    await anchor();
    const reused = { ref: 'r-1', anchors: [table] };
    expect(await refusal('forwarder', 'record:Anchor', reused)).to.include({ code: 'REF_REUSED' });
  });

  it('takes acknowledgements from the counterparty alone, of the content that was anchored, once a stage', async () => {
    await anchor();
    const cases: [Company, object, string, string][] = [
      ['caterer', acknowledge('accepted'), 'NOT_A_PARTY', 'acknowledgements[0].recordId'],
      ['forwarder', acknowledge('accepted'), 'NOT_A_PARTY', 'acknowledgements[0].recordId'],
      [
        'retailer',
        acknowledge('accepted', { content: other }),
        'CONTENT_DIFFERS',
        'acknowledgements[0].content',
      ],
      ...[`${forwarder}/r-1/2`, `${forwarder}/r-9/0`, `${airline}/r-1/0`].map(
        (id): [Company, object, string, string] => [
          'retailer',
          acknowledge('accepted', { recordId: id }),
          'UNKNOWN_RECORD',
          'acknowledgements[0].recordId',
        ],
      ),
      [
        'retailer',
        acknowledge('accepted', { recordId: `${forwarder}/r-1/1`, content: other }),
        'NOT_A_PARTY',
        'acknowledgements[0].recordId',
      ],
      ['retailer', acknowledge('eaten'), 'FIELD_FORMAT', 'acknowledgements[0].as'],
    ];
    for (const [by, request, code, field] of cases) {
      expect(await refusal(by, 'record:Acknowledge', request)).to.include({ code, field });
    }
    const both = [...acknowledge('accepted').acknowledgements, ...acknowledge('rejected').acknowledgements];
    expect(await refusal('retailer', 'record:Acknowledge', { ref: 'x', acknowledgements: both })).to.include({
      code: 'FIELD_DUPLICATE',
      field: 'acknowledgements[1]',
    });
    await submit('retailer', 'record:Acknowledge', acknowledge('rejected'));
    for (const [as, code] of [
      ['accepted', 'STATE'],
      ['rejected', 'REF_REUSED'],
    ] as const) {
      const request = acknowledge(as, { reason: 'again' });
      expect(await refusal('retailer', 'record:Acknowledge', request)).to.include({ code });
    }
    expect(await record()).to.include({ status: 'rejected' });
  });

  it('shows no acknowledgement that a stranger, or the counterparty about other content, seals', async () => {
    const { digest: anchored } = await anchor();
    const forge = (company: string, ref: string, change: object = {}) => {
      const entry = { recordId, content, as: 'accepted', anchored, ...change } as const;
      const key = `acknowledgements/${company}/${ref}`;
      const fact = forgedFact({ type: 'record.acknowledged', key, body: { acknowledgements: [entry] } });
      expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes: fact.writes })).to.equal(
        'VALID',
      );
      return key;
    };
    expect(await statusOf(forge(caterer, 'f-1'))).to.equal('void');
    expect(await statusOf(forge(forwarder, 'f-2'))).to.equal('void');
    expect(await record()).to.include({ status: 'anchored' });
    expect(await statusOf(forge(retailer, 'f-3', { content: other }))).to.equal('void');
    expect(await record()).to.include({ status: 'anchored' });
  });

  it('finds records by company, reference and status', async () => {
    await anchor();
    await anchor({
      ref: 'r-2',
      anchors: [
        { ...order, references: ['4712', '4711'] },
        { ...order, counterparty: airline },
      ],
    });
    await submit('retailer', 'record:Acknowledge', acknowledge('accepted'));
    const query = async (conditions: object) => {
      const { records } = await evaluate<Page<AnchoringRecord>>('record:QueryRecords', {
        ...conditions,
        pageSize: 10,
      });
      return records.flatMap((each) =>
        each.records.map(({ recordId: id }) => id.slice(forwarder.length + 1)),
      );
    };
    expect(await query({})).to.deep.equal(['r-1/0', 'r-1/1', 'r-2/0', 'r-2/1']);
    expect(await query({ company: retailer })).to.deep.equal(['r-1/0', 'r-2/0']);
    expect(await query({ company: airline })).to.deep.equal(['r-2/1']);
    expect(await query({ company: caterer })).to.deep.equal([]);
    expect(await query({ reference: '4711' })).to.deep.equal(['r-1/0', 'r-2/0', 'r-2/1']);
    expect(await query({ reference: '4711', company: retailer, status: 'accepted' })).to.deep.equal([
      'r-1/0',
    ]);
    expect(await query({ from: NOON_MS + 1 })).to.deep.equal([]);
  });

  it('demands the vouchers of the company’s rule for records', async () => {
    const rule = { assetType: 'record', version: 0, rule: `AND('{self}', '${caterer}')` };
    const { digest } = await submit('forwarder', 'company:SetRule', rule);
    await anchor();
    expect(await record()).to.include({ status: 'anchored' });
    const body = { anchors: [order] };
    const key = `anchors/${forwarder}/r-2`;
    const alone = forgedFact({ type: 'record.anchored', key, body, rule: digest });
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes: alone.writes })).to.equal(
      'VALID',
    );
    expect(await statusOf(key)).to.equal('void');
  });
});
