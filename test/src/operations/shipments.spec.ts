import { expect } from 'chai';
import { PLACES, flightOf, goodsOf } from '../cheating/world';
import { ALPHA, BANK, BETA, allOf, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const [shipmentId, other] = [`${ALPHA}/S-1`, `${ALPHA}/S-2`];
const flight = `${ALPHA}/F-1`;
const way = { consignee: BETA, origin: 'HEL', destination: 'JFK' };

describe('shipments', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
    const { alpha } = companies;
    await alpha.companies.registerPlaces({ ref: 'places', places: PLACES });
    await alpha.transports.plan({ ref: 'plan', transports: [flightOf(flight)] });
  });

  const consigned = async (id = shipmentId) =>
    await companies.alpha.shipments.consign({ ...goodsOf(id, BETA), items: [{ serial: 'A-1' }] });

  const idsOf = async (conditions: object): Promise<string[]> =>
    (await allOf(companies.bank.shipments.query(conditions))).map((shipment) => shipment.shipmentId);

  it('are consigned without the lists that they do not need, alone or many at once', async () => {
    const { alpha, beta } = companies;
    await alpha.shipments.consign({ shipmentId, ...way });
    const consignments = ['S-2', 'S-3'].map((id) => ({ shipmentId: `${ALPHA}/${id}`, ...way }));
    const [third] = consignments.slice(1);
    await alpha.shipments.consignAll({ ref: 'week', consignments });
    for (const id of [shipmentId, other, third?.shipmentId ?? '']) {
      const { shipment, status, custodian, moves, consignedAt } = await beta.shipments.get({
        shipmentId: id,
      });
      expect(shipment).to.deep.include({ ssccs: [], items: [], legs: [], documents: [], ...way });
      expect({ status, custodian, moves }).to.deep.equal({ status: 'consigned', custodian: ALPHA, moves: 0 });
      expect(consignedAt).to.deep.equal(day(0));
    }
    const twice = alpha.shipments.consignAll({ ref: 'again', consignments: [...consignments].reverse() });
    expect(await refusalOf(twice)).to.equal('ALREADY_EXISTS consignments[0].shipmentId');
    const wrong = { ...way, shipmentId, legs: 'F-1' } as never;
    expect(await refusalOf(alpha.shipments.consign(wrong))).to.match(/ legs$/);
  });

  it('are amended by what was wrong, move by move, and nothing else of them changes', async () => {
    const { alpha, beta } = companies;
    await consigned();
    const amend = { shipmentId, sequence: 1, reason: 'booked later' };
    await alpha.shipments.amend({ ...amend, changes: { legs: [flight] } });
    await alpha.shipments.amend({ ...amend, sequence: 2, changes: { items: [{ serial: 'A-2' }] } });
    const { shipment, moves, amendedAt } = await beta.shipments.get({ shipmentId });
    expect(shipment).to.deep.include({ legs: [flight], items: [{ serial: 'A-2' }], ...way });
    expect([moves, amendedAt]).to.deep.equal([2, day(0)]);
    const refusals: readonly (readonly [object, string])[] = [
      [{ sequence: 2, changes: { legs: [] } }, 'SEQUENCE sequence'],
      [{ sequence: 4, changes: { legs: [] } }, 'SEQUENCE sequence'],
      [{ sequence: 3, changes: {} }, 'FIELD_MISSING changes'],
      [{ sequence: 3, changes: { origin: 'LHR' } }, 'UNKNOWN_PLACE changes.origin'],
      [{ sequence: 3, changes: { legs: [`${ALPHA}/F-9`] } }, 'UNKNOWN_TRANSPORT changes.legs[0]'],
    ];
    for (const [request, refusal] of refusals) {
      const refused = alpha.shipments.amend({ ...amend, ...request } as never);
      expect(await refusalOf(refused), refusal).to.equal(refusal);
    }
    const foreign = beta.shipments.amend({ ...amend, sequence: 3, changes: { legs: [] } });
    expect(await refusalOf(foreign)).to.match(/^NOT_OWNER/);
  });

  it('are cancelled by the consignor, and then gone for good', async () => {
    const { alpha } = companies;
    await consigned();
    await alpha.shipments.cancel({ shipmentId, reason: 'ordered twice' });
    const { status, cancelledAt } = await alpha.shipments.get({ shipmentId });
    expect([status, cancelledAt]).to.deep.equal(['cancelled', day(0)]);
    const offered = alpha.shipments.offerCustody({ shipmentId, sequence: 1, to: BETA });
    expect(await refusalOf(offered)).to.match(/^STATE/);
  });

  it('go from hand to hand as both companies agree, and are delivered at the end', async () => {
    const { alpha, beta } = companies;
    await beta.companies.registerPlaces({ ref: 'places', places: PLACES });
    await consigned();
    await alpha.shipments.offerCustody({ shipmentId, sequence: 1, to: BANK });
    expect(await alpha.shipments.get({ shipmentId })).to.include({ status: 'offered', offeredTo: BANK });
    expect(await refusalOf(beta.shipments.acceptCustody({ shipmentId, sequence: 1 }))).to.match(
      /^NOT_A_PARTY/,
    );
    await alpha.shipments.withdrawOffer({ shipmentId, sequence: 1 });
    await alpha.shipments.offerCustody({ shipmentId, sequence: 2, to: BETA });
    await beta.shipments.acceptCustody({ shipmentId, sequence: 2 });
    const { handovers, custodian } = await companies.bank.shipments.getCustody({ shipmentId });
    expect(custodian).to.equal(BETA);
    expect(handovers.map(({ sequence, from, to, status }) => [sequence, from, to, status])).to.deep.equal([
      [1, ALPHA, BANK, 'withdrawn'],
      [2, ALPHA, BETA, 'accepted'],
    ]);
    expect(handovers.at(-1)).to.deep.include({ offeredAt: day(0), endedAt: day(0) });
    const deliver = (at: Date) => refusalOf(beta.shipments.deliver({ shipmentId, at, place: 'JFK' }));
    const ahead = new Date(day(1).getTime() + 1);
    expect(await deliver(ahead), 'a delivery ahead of the clock').to.equal('TIME_INVALID at');
    expect(await deliver(day(-1))).to.equal('done');
    const { status, deliveredAt } = await alpha.shipments.get({ shipmentId });
    expect([status, deliveredAt]).to.deep.equal(['delivered', day(-1)]);
  });

  it('have milestones by the time of the event: those that happened not ahead of the clock', async () => {
    const { alpha, beta } = companies;
    await consigned();
    const ahead = new Date(day(1).getTime() + 1);
    const loaded = { shipmentId, kind: 'loaded', classifier: 'actual', at: day(-1), place: 'HEL' } as const;
    const report = (ref: string, ...milestones: readonly object[]) =>
      refusalOf(alpha.shipments.reportMilestones({ ref, milestones } as never));
    expect(await report('a', loaded, { ...loaded, at: ahead })).to.equal('TIME_INVALID milestones[1].at');
    const expected = { ...loaded, kind: 'arrived', at: ahead.toISOString(), place: 'JFK' };
    expect(await report('b', { ...expected, classifier: 'estimated' }, loaded)).to.equal('done');
    const all = await allOf(beta.shipments.queryMilestones({ shipmentId }, { pageSize: 1 }));
    expect(all.map(({ kind, at, reporter, reportedAt }) => [kind, at, reporter, reportedAt])).to.deep.equal([
      ['loaded', day(-1), ALPHA, day(0)],
      ['arrived', ahead, ALPHA, day(0)],
    ]);
  });

  it('let in whom the consignor lets in', async () => {
    const { alpha, bank } = companies;
    await consigned();
    const device = bank.readings.device({ deviceId: `${BANK}/D-1` });
    await bank.companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
    const measured = [{ at: day(0), temperatureMilliC: 4000 }];
    const batches = [Buffer.from(device.sign({ shipmentId }, measured).bytes).toString('base64')];
    expect(await refusalOf(bank.readings.submit({ batches }))).to.match(/^NOT_A_PARTY/);
    await alpha.shipments.grantAccess({ shipmentId, company: BANK });
    expect(await refusalOf(bank.readings.submit({ batches }))).to.equal('done');
  });

  it('are found by what is known of them, and by when they were consigned, also in text', async () => {
    const { alpha } = companies;
    await consigned();
    companies.ledger.nowMs = day(10).getTime();
    await alpha.shipments.consign({ ...way, shipmentId: other, consignee: BANK, legs: [flight] });
    expect(await idsOf({})).to.deep.equal([shipmentId, other]);
    expect(await idsOf({ company: BETA })).to.deep.equal([shipmentId]);
    expect(await idsOf({ transport: flight })).to.deep.equal([other]);
    expect(await idsOf({ status: 'delivered' })).to.deep.equal([]);
    expect(await idsOf({ from: day(5).toISOString() })).to.deep.equal([other]);
    expect(await idsOf({ to: day(5).toISOString() })).to.deep.equal([shipmentId]);
    expect(await refusalOf(idsOf({ from: 'spring' }))).to.equal('TIME_INVALID from');
  });
});
