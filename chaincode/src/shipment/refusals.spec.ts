import {
  LIMITS,
  custodyEndKey,
  custodyKey,
  shipmentConsigned,
  shipmentGranted,
  shipmentMilestones,
  type CustodyRecord,
  type FactReceipt,
  type MilestoneRecord,
  type Page,
  type ShipmentRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { sealKey } from '../testing/memory-state';
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

const { airline, caterer, forwarder, retailer } = COMPANIES;
const shipmentId = `${forwarder}/S-1`;
const first = `${airline}/T-1`;
const one = { shipmentId, sequence: 1 };

describe('shipments that are asked for or refused', () => {
  let world: World;
  let consigned: FactReceipt;

  beforeEach(async () => {
    world = await createWorld();
    const planning = { ref: 'p', transports: [planOf('T-1')] };
    await world.ledger.submit({ as: world.admins.airline, method: 'transport:Plan', request: planning });
    consigned = await submit('forwarder', 'Consign', shipmentOf('S-1', [first]));
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    (await world.ledger.submit({ as: world.admins[by], method: `shipment:${method}`, request }))
      .result as FactReceipt;
  const refusal = async (by: Company, method: string, request: unknown) => {
    const call = { as: world.admins[by], method: `shipment:${method}`, request };
    const { code, field, details } = await world.ledger.refusal(call);
    return { code, field, details };
  };
  const evaluate = <T>(method: string, request: unknown) =>
    world.ledger.evaluate<T>({ as: world.admins.caterer, method: `shipment:${method}`, request });
  const get = () => evaluate<ShipmentRecord>('GetShipment', { shipmentId });
  /** Uses numbers of the consignor's up. */
  const burn = (from: number, to: number) => {
    for (let number = from; number <= to; number += 1) {
      const key = custodyKey.build({ shipment: shipmentId, number, custodian: forwarder });
      const writes = [{ ...sealKey(forwarder, key), value: Buffer.alloc(32, 7) }];
      expect(world.ledger.forge({ coalition: [forwarder], writes })).to.equal('VALID');
    }
  };
  const handOver = async (sequence: number, from: Company, to: Company) => {
    await submit(from, 'OfferCustody', { shipmentId, sequence, to: COMPANIES[to] });
    await submit(to, 'AcceptCustody', { shipmentId, sequence });
  };

  it('say who has custody, and what state that is, where a move cannot be', async () => {
    const consignedBy = { status: 'consigned', custodian: forwarder };
    expect(await refusal('airline', 'OfferCustody', { ...one, to: retailer })).to.deep.equal({
      ...{ code: 'NOT_A_PARTY', field: 'shipmentId', details: consignedBy },
    });
    expect(await refusal('forwarder', 'OfferCustody', { ...one, to: forwarder })).to.deep.equal({
      ...{ code: 'NOT_A_PARTY', field: 'to', details: consignedBy },
    });
    expect(await refusal('forwarder', 'OfferCustody', { ...one, sequence: 2, to: airline })).to.deep.equal({
      ...{ code: 'SEQUENCE', field: 'sequence', details: { expected: 1 } },
    });
    await submit('forwarder', 'OfferCustody', { ...one, to: airline });
    const details = { status: 'offered', custodian: forwarder };
    for (const [by, method, code, field] of [
      ['airline', 'WithdrawOffer', 'NOT_A_PARTY', 'sequence'],
      ['caterer', 'AcceptCustody', 'NOT_A_PARTY', 'sequence'],
      ['forwarder', 'OfferCustody', 'STATE', 'shipmentId'],
    ] as const) {
      const request = method === 'OfferCustody' ? { ...one, sequence: 2, to: retailer } : one;
      expect(await refusal(by, method, request), method).to.deep.equal({ code, field, details });
    }
  });

  it('repeat each move of custody to the company that made it alone', async () => {
    const offer = { ...one, to: airline };
    const offered = await submit('forwarder', 'OfferCustody', offer);
    expect(await submit('forwarder', 'OfferCustody', offer)).to.deep.equal(offered);
    const withdrawn = await submit('forwarder', 'WithdrawOffer', one);
    expect(await submit('forwarder', 'WithdrawOffer', one)).to.deep.equal(withdrawn);
    expect(withdrawn.key).to.equal(
      custodyEndKey.build({ shipment: shipmentId, number: 1, custodian: forwarder }),
    );
    expect(await refusal('airline', 'AcceptCustody', one)).to.include({ code: 'STATE', field: 'sequence' });
    expect(await refusal('airline', 'WithdrawOffer', one)).to.include({
      ...{ code: 'NOT_A_PARTY', field: 'sequence' },
    });
    const two = { shipmentId, sequence: 2 };
    await submit('forwarder', 'OfferCustody', { ...two, to: airline });
    const accepted = await submit('airline', 'AcceptCustody', two);
    expect(await submit('airline', 'AcceptCustody', two)).to.deep.equal(accepted);
    expect(await refusal('caterer', 'AcceptCustody', two)).to.include({ field: 'sequence' });
    expect(await refusal('airline', 'AcceptCustody', { ...two, sequence: 3 })).to.deep.equal({
      ...{ code: 'NOT_FOUND', field: 'sequence', details: {} },
    });
    expect(await evaluate<CustodyRecord>('GetCustody', { shipmentId })).to.deep.include({
      ...{ shipmentId, consignor: forwarder, custodian: airline, status: 'inTransit' },
    });
    for (const method of ['GetCustody', 'GetShipment']) {
      await evaluate(method, { shipmentId: `${forwarder}/S-9` }).then(
        () => expect.fail('nothing is there'),
        ({ info }: { info: object }) =>
          expect(info).to.include({ code: 'UNKNOWN_SHIPMENT', field: 'shipmentId' }),
      );
    }
  });

  it('have no offer under a number that was used up', async () => {
    burn(1, 1);
    for (const [by, method] of [
      ['airline', 'AcceptCustody'],
      ['forwarder', 'WithdrawOffer'],
    ] as const) {
      expect(await refusal(by, method, one)).to.deep.equal({
        ...{ code: 'NOT_FOUND', field: 'sequence', details: {} },
      });
    }
  });

  it('are delivered once, at a known place, and are then what they are', async () => {
    await handOver(1, 'forwarder', 'retailer');
    const delivery = { shipmentId, at: NOON_MS, place: 'LAX' };
    expect(await refusal('retailer', 'Deliver', { ...delivery, place: 'SFO' })).to.deep.equal({
      ...{ code: 'UNKNOWN_PLACE', field: 'place', details: { place: 'SFO' } },
    });
    const delivered = await submit('retailer', 'Deliver', delivery);
    expect(await submit('retailer', 'Deliver', delivery)).to.deep.equal(delivered);
    const over = { code: 'STATE', field: 'shipmentId', details: { status: 'delivered' } };
    for (const change of [{ at: NOON_MS + 1 }, { place: 'JFK' }, { surrender: 'a'.repeat(64) }]) {
      expect(await refusal('retailer', 'Deliver', { ...delivery, ...change })).to.deep.equal(over);
    }
    expect(await refusal('forwarder', 'Deliver', delivery)).to.deep.equal(over);
    expect(await get()).to.deep.include({
      ...{ status: 'delivered', custodian: retailer, moves: 2, deliveredAt: NOON_MS },
    });
    expect(await get()).not.to.have.any.keys('offeredTo', 'amendedAt', 'cancelledAt');
  });

  it('are cancelled once, for one reason', async () => {
    const cancellation = { shipmentId, reason: 'not wanted' };
    const cancelled = await submit('forwarder', 'Cancel', cancellation);
    expect(await submit('forwarder', 'Cancel', cancellation)).to.deep.equal(cancelled);
    const over = { code: 'STATE', field: 'shipmentId', details: { status: 'cancelled' } };
    for (const change of [{ reason: 'x' }, { surrender: 'a'.repeat(64) }]) {
      expect(await refusal('forwarder', 'Cancel', { ...cancellation, ...change })).to.deep.equal(over);
    }
    expect(await get()).to.deep.include({ status: 'cancelled', cancelledAt: NOON_MS });
    expect(await get()).not.to.have.any.keys('offeredTo', 'amendedAt', 'deliveredAt');
  });

  it('are amended by the next number, with what is known', async () => {
    const amendment = { ...one, reason: 'so it is', changes: { destination: 'JFK' } };
    const amend = (change: object) => refusal('forwarder', 'Amend', { ...amendment, ...change });
    expect(await amend({ sequence: 3 })).to.deep.equal({
      ...{ code: 'SEQUENCE', field: 'sequence', details: { expected: 1 } },
    });
    expect(await amend({ changes: { origin: 'SFO' } })).to.deep.equal({
      ...{ code: 'UNKNOWN_PLACE', field: 'changes.origin', details: { place: 'SFO' } },
    });
    const amended = await submit('forwarder', 'Amend', amendment);
    expect(await submit('forwarder', 'Amend', amendment)).to.deep.equal(amended);
    expect(await submit('forwarder', 'Amend', { ...amendment, waivesTitle: false })).to.deep.equal(amended);
    for (const change of [{ reason: 'x' }, { changes: { destination: 'LAX' } }]) {
      expect(await amend(change)).to.deep.include({ code: 'SEQUENCE', details: { expected: 2 } });
    }
    const next = await submit('forwarder', 'Amend', { ...amendment, sequence: 2 });
    expect(next.key).not.to.equal(amended.key);
    expect((await get()).amendedAt).to.equal(NOON_MS);
  });

  it('leave the last number for the delivery, and none behind it', async () => {
    const last = LIMITS.custodyMovesMax - 1;
    burn(1, last - 1);
    const offer = { shipmentId, sequence: last, to: airline };
    expect((await submit('forwarder', 'OfferCustody', offer)).key).to.contain(`/${last}/`);
    await submit('forwarder', 'WithdrawOffer', { shipmentId, sequence: last });
    const tooLong = (field: string, max: number) => ({ code: 'SERIES_TOO_LONG', field, details: { max } });
    const sequence = LIMITS.custodyMovesMax;
    expect(await refusal('forwarder', 'OfferCustody', { ...offer, sequence })).to.deep.equal(
      tooLong('sequence', last),
    );
    const amendment = { shipmentId, sequence, reason: 'x', changes: { destination: 'JFK' } };
    expect(await refusal('forwarder', 'Amend', amendment)).to.deep.equal(tooLong('shipmentId', last));
    burn(sequence, sequence);
    expect(await refusal('forwarder', 'Cancel', { shipmentId, reason: 'x' })).to.deep.equal(
      tooLong('shipmentId', sequence),
    );
  });

  it('are consigned once, with the same content', async () => {
    expect(await submit('forwarder', 'Consign', shipmentOf('S-1', [first]))).to.deep.equal(consigned);
    const key = shipmentConsigned.key.build({ shipment: shipmentId });
    expect(await refusal('forwarder', 'Consign', shipmentOf('S-1'))).to.deep.equal({
      ...{ code: 'ALREADY_EXISTS', field: 'shipmentId', details: { key } },
    });
    const foreign = { ...shipmentOf('S-2'), shipmentId: `${airline}/S-2` };
    expect(await refusal('forwarder', 'Consign', foreign)).to.deep.equal({
      ...{ code: 'NOT_OWNER', field: 'shipmentId', details: { owner: airline, caller: forwarder } },
    });
  });

  it('have milestones once a reference, as they were reported', async () => {
    const milestone = {
      shipmentId,
      kind: 'loaded',
      classifier: 'actual',
      at: NOON_MS - HOUR_MS,
      place: 'JFK',
    };
    const report = { ref: 'm', milestones: [milestone] };
    const reported = await submit('airline', 'ReportMilestones', report);
    expect(await submit('airline', 'ReportMilestones', report)).to.deep.equal(reported);
    const key = shipmentMilestones.key.build({ company: airline, ref: 'm' });
    const other = { ref: 'm', milestones: [{ ...milestone, kind: 'departed' }] };
    expect(await refusal('airline', 'ReportMilestones', other)).to.deep.equal({
      ...{ code: 'REF_REUSED', field: 'ref', details: { key } },
    });
    const { records } = await evaluate<Page<MilestoneRecord>>('QueryMilestones', { shipmentId, pageSize: 9 });
    expect(records).to.deep.equal([
      { ...milestone, reporter: airline, reportedAt: NOON_MS, fact: key, digest: reported.digest },
    ]);
  });

  it('are opened to companies by the consignor, by name', async () => {
    const grant = { shipmentId, company: caterer };
    await submit('forwarder', 'GrantAccess', grant);
    expect(await refusal('forwarder', 'GrantAccess', { ...grant, company: 'NobodyMSP' })).to.deep.equal({
      ...{ code: 'UNKNOWN_COMPANY', field: 'company', details: { mspId: 'NobodyMSP' } },
    });
    const key = shipmentGranted.key.build({ shipment: shipmentId, grantee: airline });
    const writes = [{ ...sealKey(forwarder, key), value: Buffer.alloc(32, 7) }];
    expect(world.ledger.forge({ coalition: [forwarder], writes })).to.equal('VALID');
    expect(await refusal('forwarder', 'GrantAccess', { ...grant, company: airline })).to.deep.equal({
      ...{ code: 'ALREADY_EXISTS', field: 'company', details: { key } },
    });
    const unknown = { ...grant, shipmentId: `${forwarder}/S-9` };
    expect(await refusal('forwarder', 'GrantAccess', unknown)).to.deep.equal({
      ...{ code: 'UNKNOWN_SHIPMENT', field: 'shipmentId', details: {} },
    });
    expect(await refusal('airline', 'GrantAccess', grant)).to.deep.equal({
      ...{ code: 'NOT_OWNER', field: 'shipmentId', details: { owner: forwarder, caller: airline } },
    });
  });
});
