import type { CustodyRecord, MilestoneRecord, Page, ShipmentRecord, TransportRecord } from '@kontti/model';
import { sealCollectionName } from '@kontti/model';
import { expect } from 'chai';
import { createTestIdentity } from '../testing/identities.js';
import {
  COMPANIES,
  HOUR_MS,
  NOON_MS,
  createWorld,
  planOf,
  shipmentOf,
  type Company,
  type World,
} from '../testing/world.js';

const { forwarder, airline, retailer, caterer } = COMPANIES;
const shipmentId = `${forwarder}/S-1`;
const transportId = `${airline}/T-1`;
const { arrivalPlanned } = planOf('T-1');

describe('the shipment contract', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await submit('airline', 'PlanTransports', { ref: 'p-1', transports: [planOf('T-1'), planOf('T-2')] });
    await submit('forwarder', 'Consign', shipmentOf('S-1', [transportId, `${airline}/T-2`]));
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    await world.ledger.submit({ as: world.admins[by], method: `shipment:${method}`, request });
  const refusal = async (by: Company, method: string, request: unknown) =>
    await world.ledger.refusal({ as: world.admins[by], method: `shipment:${method}`, request });
  const evaluate = async <T>(method: string, request: unknown) =>
    await world.ledger.evaluate<T>({ as: world.admins.caterer, method: `shipment:${method}`, request });
  const update = (sequence: number, change: object, of = transportId) => ({
    transportId: of,
    sequence,
    ...change,
  });
  const updating = (ref: string, ...updates: object[]) => ({ ref, updates });
  const shipment = async () => await evaluate<ShipmentRecord>('GetShipment', { shipmentId });

  it('refuses transports of others, twice, backwards, to unknown places, or with another content', async () => {
    const plan = planOf('T-9');
    const cases: [Company, object[], string, string][] = [
      ['forwarder', [plan], 'NOT_OWNER', 'transports[0].transportId'],
      ['airline', [plan, plan], 'ALREADY_EXISTS', 'transports[1].transportId'],
      ['airline', [plan, planOf('T-1')], 'ALREADY_EXISTS', 'transports[1].transportId'],
      [
        'airline',
        [{ ...plan, arrivalPlanned: plan.departurePlanned - 1 }],
        'DATE_ORDER',
        'transports[0].arrivalPlanned',
      ],
      ['airline', [{ ...plan, to: 'SFO' }], 'UNKNOWN_PLACE', 'transports[0].to'],
      ['airline', [{ ...plan, from: 'nowhere' }], 'FIELD_FORMAT', 'transports[0].from'],
      ['airline', [{ ...plan, distanceMeters: 0 }], 'FIELD_RANGE', 'transports[0].distanceMeters'],
      ['airline', [{ ...plan, distanceMeters: '5' }], 'FIELD_TYPE', 'transports[0].distanceMeters'],
      [
        'airline',
        [{ ...plan, transportId: `${airline}/a\u0000` }],
        'FIELD_FORMAT',
        'transports[0].transportId',
      ],
      ['airline', [], 'FIELD_RANGE', 'transports'],
      [
        'airline',
        Array.from({ length: 101 }, (_, index) => planOf(`X-${index}`)),
        'FIELD_RANGE',
        'transports',
      ],
    ];
    for (const [by, transports, code, field] of cases) {
      expect(await refusal(by, 'PlanTransports', { ref: 'p-2', transports })).to.include({ code, field });
    }
    const other = { ref: 'p-1', transports: [plan] };
    expect(await refusal('airline', 'PlanTransports', other)).to.include({
      code: 'REF_REUSED',
      field: 'ref',
    });
  });

  it('records a delay once, and what rides on the transport is late', async () => {
    expect(await shipment()).to.include({ late: false });
    const late = update(1, { kind: 'estimated', arrival: arrivalPlanned + 90 * 60_000 });
    const { events } = await submit('airline', 'UpdateTransports', updating('u-1', late));
    expect(events.map(({ type, index }) => ({ type, index }))).to.deep.equal([
      { type: 'transport.updated', index: undefined },
      { type: 'transport.delayed', index: 0 },
    ]);
    expect(await shipment()).to.include({ late: true, delayMinutes: 90 });
    const again = updating('u-2', update(2, { kind: 'departed', departure: NOON_MS }));
    expect((await submit('airline', 'UpdateTransports', again)).events).to.have.length(1);
    const early = updating('u-3', update(3, { kind: 'arrived', arrival: arrivalPlanned - 60_000 }));
    expect((await submit('airline', 'UpdateTransports', early)).events).to.have.length(1);
    expect(await shipment()).to.include({ late: false, delayMinutes: -1 });
    const transport = await evaluate<TransportRecord>('GetTransport', { transportId });
    expect(transport).to.include({ status: 'arrived', sequence: 3, departure: NOON_MS, operator: airline });
  });

  it('lets updates of one transport follow each other in one request', async () => {
    const updates = [
      update(1, { kind: 'departed', departure: NOON_MS }),
      update(1, { kind: 'cancelled' }, `${airline}/T-2`),
      update(2, { kind: 'arrived', arrival: arrivalPlanned }),
    ];
    const first = await submit('airline', 'UpdateTransports', updating('u-1', ...updates));
    expect((await submit('airline', 'UpdateTransports', updating('u-1', ...updates))).result).to.deep.equal(
      first.result,
    );
    expect(await evaluate('GetTransport', { transportId: `${airline}/T-2` })).to.include({
      status: 'cancelled',
    });
    const other = updating('u-1', update(1, { kind: 'cancelled' }));
    expect(await refusal('airline', 'UpdateTransports', other)).to.include({ code: 'REF_REUSED' });
  });

  it('refuses updates that do not follow', async () => {
    const departed = { kind: 'departed', departure: NOON_MS };
    await submit('airline', 'UpdateTransports', updating('u-1', update(1, departed)));
    const cases: [Company, object, string, string][] = [
      ['forwarder', update(2, { kind: 'cancelled' }), 'NOT_OWNER', 'updates[0].transportId'],
      [
        'airline',
        update(1, { kind: 'estimated', arrival: arrivalPlanned }),
        'SEQUENCE',
        'updates[0].sequence',
      ],
      [
        'airline',
        update(3, { kind: 'estimated', arrival: arrivalPlanned }),
        'SEQUENCE',
        'updates[0].sequence',
      ],
      ['airline', update(2, { kind: 'cancelled' }), 'STATE', 'updates[0].kind'],
      ['airline', update(2, departed), 'STATE', 'updates[0].kind'],
      ['airline', update(2, { kind: 'arrived', arrival: NOON_MS - 1 }), 'DATE_ORDER', 'updates[0].arrival'],
      ['airline', update(2, { kind: 'arrived' }), 'FIELD_MISSING', 'updates[0].arrival'],
      [
        'airline',
        update(1, { kind: 'cancelled' }, `${airline}/T-9`),
        'UNKNOWN_TRANSPORT',
        'updates[0].transportId',
      ],
    ];
    for (const [by, one, code, field] of cases) {
      const request = updating('u-2', one);
      expect(await refusal(by, 'UpdateTransports', request), JSON.stringify(one)).to.include({ code, field });
    }
  });

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

  it('hands custody over by offer and acceptance, sealed by both', async () => {
    await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: airline });
    expect(await shipment()).to.include({ status: 'offered', custodian: forwarder, offeredTo: airline });
    const { stub } = await submit('airline', 'AcceptCustody', { shipmentId, sequence: 1 });
    const collections = [forwarder, airline].map(sealCollectionName);
    const sealed = [...stub.writes.values.keys()].filter((id) => id.startsWith('private:'));
    expect(sealed.map((id) => id.split(':')[1])).to.have.members(collections);
    await submit('airline', 'OfferCustody', { shipmentId, sequence: 2, to: caterer });
    await submit('airline', 'WithdrawOffer', { shipmentId, sequence: 2 });
    expect(await shipment()).to.include({ status: 'inTransit', custodian: airline, offers: 2 });
    await submit('airline', 'OfferCustody', { shipmentId, sequence: 3, to: retailer });
    await submit('retailer', 'AcceptCustody', { shipmentId, sequence: 3 });
    await submit('retailer', 'Deliver', { shipmentId, at: NOON_MS, place: 'LAX' });
    expect(await shipment()).to.include({ status: 'delivered', deliveredAt: NOON_MS, custodian: retailer });
    const custody = await evaluate<CustodyRecord>('GetCustody', { shipmentId });
    expect(custody.handovers.map(({ status }) => status)).to.deep.equal([
      'accepted',
      'withdrawn',
      'accepted',
    ]);
    const mine = await evaluate<Page<ShipmentRecord>>('QueryShipments', { company: retailer, pageSize: 10 });
    expect(mine.records).to.have.length(1);
  });

  it('refuses moves of custody that are not the caller’s to make', async () => {
    const one = { shipmentId, sequence: 1 };
    const before: [Company, string, object, string, string][] = [
      ['airline', 'OfferCustody', { ...one, to: airline }, 'NOT_A_PARTY', 'to'],
      ['airline', 'OfferCustody', { ...one, to: retailer }, 'NOT_A_PARTY', 'shipmentId'],
      ['forwarder', 'OfferCustody', { ...one, to: forwarder }, 'NOT_A_PARTY', 'to'],
      ['forwarder', 'OfferCustody', { ...one, to: 'NobodyMSP' }, 'UNKNOWN_COMPANY', 'to'],
      ['forwarder', 'OfferCustody', { shipmentId, sequence: 2, to: airline }, 'SEQUENCE', 'sequence'],
      ['airline', 'AcceptCustody', one, 'NOT_FOUND', 'sequence'],
      ['forwarder', 'WithdrawOffer', one, 'NOT_FOUND', 'sequence'],
      ['forwarder', 'Deliver', { shipmentId, at: 1, place: 'LAX' }, 'NOT_A_PARTY', 'shipmentId'],
      ['retailer', 'Deliver', { shipmentId, at: 1, place: 'LAX' }, 'NOT_A_PARTY', 'shipmentId'],
      [
        'forwarder',
        'OfferCustody',
        { ...one, shipmentId: `${forwarder}/S-9`, to: airline },
        'UNKNOWN_SHIPMENT',
        'shipmentId',
      ],
    ];
    for (const [by, method, request, code, field] of before) {
      expect(await refusal(by, method, request), `${method} by ${by}`).to.include({ code, field });
    }
    await submit('forwarder', 'OfferCustody', { ...one, to: airline });
    const offered: [Company, string, object, string][] = [
      ['retailer', 'AcceptCustody', one, 'NOT_A_PARTY'],
      ['forwarder', 'AcceptCustody', one, 'NOT_A_PARTY'],
      ['airline', 'WithdrawOffer', one, 'NOT_A_PARTY'],
      ['forwarder', 'OfferCustody', { ...one, to: retailer }, 'SEQUENCE'],
      ['forwarder', 'OfferCustody', { shipmentId, sequence: 2, to: retailer }, 'STATE'],
    ];
    for (const [by, method, request, code] of offered) {
      expect(await refusal(by, method, request), `${method} by ${by}`).to.include({ code });
    }
    await submit('airline', 'AcceptCustody', one);
    expect(await refusal('forwarder', 'WithdrawOffer', one)).to.include({ code: 'NOT_A_PARTY' });
    expect(await refusal('airline', 'WithdrawOffer', one)).to.include({ code: 'STATE' });
  });

  it('lets either the acceptance or the withdrawal of an offer win, never both', async () => {
    await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: airline });
    const request = { shipmentId, sequence: 1 };
    const simulate = async (by: Company, method: string) =>
      await world.ledger.simulate({ as: world.admins[by], method: `shipment:${method}`, request });
    const [accepted, withdrawn] = await Promise.all([
      simulate('airline', 'AcceptCustody'),
      simulate('forwarder', 'WithdrawOffer'),
    ]);
    expect([accepted.error, withdrawn.error]).to.deep.equal([undefined, undefined]);
    expect(world.ledger.commit(withdrawn)).to.equal('VALID');
    expect(world.ledger.commit(accepted)).to.equal('MVCC_READ_CONFLICT');
    expect(await shipment()).to.include({ status: 'consigned', custodian: forwarder });
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

  it('lets a custodian who is no other party report, while it has custody', async () => {
    const milestone = { shipmentId, kind: 'loaded', classifier: 'actual', at: NOON_MS, place: 'JFK' };
    await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: caterer });
    await submit('caterer', 'AcceptCustody', { shipmentId, sequence: 1 });
    await submit('caterer', 'ReportMilestones', { ref: 'm-1', milestones: [milestone] });
    await submit('caterer', 'OfferCustody', { shipmentId, sequence: 2, to: retailer });
    await submit('retailer', 'AcceptCustody', { shipmentId, sequence: 2 });
    const request = { ref: 'm-2', milestones: [milestone] };
    expect(await refusal('caterer', 'ReportMilestones', request)).to.include({ code: 'NOT_A_PARTY' });
  });

  it('knows no companies that never registered, whatever their certificates say', async () => {
    const as = await createTestIdentity({ mspId: 'NewMSP', unit: 'admin' });
    const request = { ...shipmentOf('S-1'), shipmentId: 'NewMSP/S-1' };
    const call = { as, method: 'shipment:Consign', request };
    expect(await world.ledger.refusal(call)).to.include({ code: 'UNKNOWN_PLACE' });
  });
});
