import { sealHash, type MilestoneRecord, type Page, type ShipmentRecord } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { createTestIdentity } from '../testing/identities';
import {
  COMPANIES,
  HOUR_MS,
  NOON_MS,
  createWorld,
  planOf,
  shipmentOf,
  type Company,
  type World,
} from '../testing/world';

const { forwarder, airline, retailer, caterer } = COMPANIES;
const shipmentId = `${forwarder}/S-1`;
const transportId = `${airline}/T-1`;

describe('the shipment contract', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    const planning = { ref: 'p-1', transports: [planOf('T-1'), planOf('T-2')] };
    await world.ledger.submit({ as: world.admins.airline, method: 'transport:Plan', request: planning });
    await submit('forwarder', 'Consign', shipmentOf('S-1', [transportId, `${airline}/T-2`]));
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    await world.ledger.submit({ as: world.admins[by], method: `shipment:${method}`, request });
  const refusal = async (by: Company, method: string, request: unknown) =>
    await world.ledger.refusal({ as: world.admins[by], method: `shipment:${method}`, request });
  const evaluate = async <T>(method: string, request: unknown) =>
    await world.ledger.evaluate<T>({ as: world.admins.caterer, method: `shipment:${method}`, request });

  it('refuses consignments that cannot be', async () => {
    const right = shipmentOf('S-2');
    const cases: [object, string, string][] = [
      [{ shipmentId: `${airline}/S-2` }, 'NOT_OWNER', 'shipmentId'],
      [{ shipmentId: `${forwarder}/S-1` }, 'ALREADY_EXISTS', 'shipmentId'],
      [{ consignee: 'NobodyMSP' }, 'UNKNOWN_COMPANY', 'consignee'],
      [{ origin: 'SFO' }, 'UNKNOWN_PLACE', 'origin'],
      [{ destination: 'FIKEM' }, 'UNKNOWN_PLACE', 'destination'],
      [{ legs: [transportId, `${airline}/T-9`] }, 'UNKNOWN_TRANSPORT', 'legs[1]'],
      [{ container: 'CSQU3054384' }, 'CHECK_DIGIT', 'container'],
      [{ ssccs: ['340123450000000001'] }, 'CHECK_DIGIT', 'ssccs[0]'],
      [{ items: [{ serial: 'a' }, { serial: 'a' }] }, 'FIELD_DUPLICATE', 'items'],
      [{ extra: true }, 'FIELD_UNKNOWN', 'extra'],
    ];
    for (const [change, code, field] of cases) {
      const request = { ...right, ...change };
      expect(await refusal('forwarder', 'Consign', request), field).to.include({ code, field });
    }
  });

  it('takes milestones from parties alone', async () => {
    const milestone = { shipmentId, kind: 'loaded', classifier: 'actual', at: NOON_MS, place: 'JFK' };
    const report = (change: object) => ({ ref: 'm-1', milestones: [milestone, { ...milestone, ...change }] });
    expect(await refusal('caterer', 'ReportMilestones', report({}))).to.include({
      code: 'NOT_A_PARTY',
      field: 'milestones[0].shipmentId',
    });
    const cases: [object, string, string][] = [
      [{ place: 'SFO' }, 'UNKNOWN_PLACE', 'milestones[1].place'],
      [{ kind: 'eaten' }, 'FIELD_FORMAT', 'milestones[1].kind'],
      [{ at: -1 }, 'FIELD_RANGE', 'milestones[1].at'],
      [{ at: 1.5 }, 'FIELD_TYPE', 'milestones[1].at'],
      [{ shipmentId: `${forwarder}/S-9` }, 'UNKNOWN_SHIPMENT', 'milestones[1].shipmentId'],
    ];
    for (const [change, code, field] of cases) {
      expect(await refusal('airline', 'ReportMilestones', report(change))).to.include({ code, field });
    }
    await submit('airline', 'ReportMilestones', report({ kind: 'departed', at: NOON_MS - HOUR_MS }));
    const page = await evaluate<Page<MilestoneRecord>>('QueryMilestones', { shipmentId, pageSize: 10 });
    expect(page.records.map(({ kind, reporter }) => ({ kind, reporter }))).to.deep.equal([
      { kind: 'departed', reporter: airline },
      { kind: 'loaded', reporter: airline },
    ]);
  });

  it('lets a custodian who is no other party report, from then on', async () => {
    const milestone = { shipmentId, kind: 'loaded', classifier: 'actual', at: NOON_MS, place: 'JFK' };
    await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: caterer });
    await submit('caterer', 'AcceptCustody', { shipmentId, sequence: 1 });
    await submit('caterer', 'ReportMilestones', { ref: 'm-1', milestones: [milestone] });
    await submit('caterer', 'OfferCustody', { shipmentId, sequence: 2, to: retailer });
    await submit('retailer', 'AcceptCustody', { shipmentId, sequence: 2 });
    await submit('caterer', 'ReportMilestones', { ref: 'm-2', milestones: [milestone] });
    const page = await evaluate<Page<MilestoneRecord>>('QueryMilestones', { shipmentId, pageSize: 10 });
    expect(page.records.map(({ reporter }) => reporter)).to.deep.equal([caterer, caterer]);
  });

  it('knows no companies that never registered, whatever their certificates say', async () => {
    const as = await createTestIdentity({ mspId: 'NewMSP', unit: 'admin' });
    const request = { ...shipmentOf('S-1'), shipmentId: 'NewMSP/S-1' };
    const call = { as, method: 'shipment:Consign', request };
    expect(await world.ledger.refusal(call)).to.include({ code: 'UNKNOWN_PLACE' });
  });

  it('passes over milestones of companies that were no party, whoever seals them', async () => {
    const { digest: custody } = await evaluate<ShipmentRecord>('GetShipment', { shipmentId });
    const milestone = {
      shipmentId,
      kind: 'loaded',
      classifier: 'actual',
      at: NOON_MS,
      place: 'JFK',
    } as const;
    const forged = forgedFact({
      type: 'shipment.milestones',
      key: `milestones/${caterer}/m-1`,
      body: { milestones: [{ ...milestone, custody }] },
    });
    const entry = `${caterer}/m-1/0/${sealHash(forged.digest).slice(0, 16)}`;
    const listed = {
      key: `idx/milestone/${shipmentId}/${String(NOON_MS).padStart(16, '0')}/${entry}`,
      value: Buffer.from('{}'),
    };
    const writes = [...forged.writes, listed];
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    const page = await evaluate<Page<MilestoneRecord>>('QueryMilestones', { shipmentId, pageSize: 10 });
    expect(page).to.deep.include({ records: [], rejected: [{ key: forged.key, reason: 'void' }] });
  });

  it('passes over entries of lists that name no milestone', async () => {
    const milestone = { shipmentId, kind: 'loaded', classifier: 'actual', at: NOON_MS, place: 'JFK' };
    const report = { ref: 'm-1', milestones: [milestone] };
    const { digest } = (await submit('airline', 'ReportMilestones', report)).result as { digest: string };
    const time = String(NOON_MS).padStart(16, '0');
    const ids = ['m-1', 'm-1/', 'm-1/00', 'm-1/0/0', 'm-1/0x', 'm-1/-0', 'm-1/1', 'm-1/1000', 'm-2/0'];
    const writes = ids.map((id) => ({
      key: `idx/milestone/${shipmentId}/${time}/${airline}/${id}/${sealHash(digest).slice(0, 16)}`,
      value: Buffer.from('{}'),
    }));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    const page = await evaluate<Page<MilestoneRecord>>('QueryMilestones', { shipmentId, pageSize: 50 });
    expect(page.records.map(({ kind, reporter }) => ({ kind, reporter }))).to.deep.equal([
      { kind: 'loaded', reporter: airline },
    ]);
    expect(page.bookmark).to.equal('');
  });

  it('lets the consignor alone grant access, to registered companies', async () => {
    const grant = { shipmentId, company: caterer };
    for (const [by, request, code] of [
      ['retailer', grant, 'NOT_OWNER'],
      ['forwarder', { ...grant, company: 'NobodyMSP' }, 'UNKNOWN_COMPANY'],
      ['forwarder', { ...grant, shipmentId: `${forwarder}/S-9` }, 'UNKNOWN_SHIPMENT'],
    ] as const) {
      expect(await refusal(by, 'GrantAccess', request), by).to.include({ code });
    }
    const first = await submit('forwarder', 'GrantAccess', grant);
    expect((await submit('forwarder', 'GrantAccess', grant)).result).to.deep.equal(first.result);
  });
});
