import type { CustodyRecord, MilestoneRecord, Page, ShipmentRecord } from '@kontti/model';
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

describe('custody', () => {
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
  const shipment = async () => await evaluate<ShipmentRecord>('GetShipment', { shipmentId });

  it('hands custody over by offer and acceptance, sealed by both', async () => {
    await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: airline });
    expect(await shipment()).to.include({ status: 'offered', custodian: forwarder, offeredTo: airline });
    const { stub } = await submit('airline', 'AcceptCustody', { shipmentId, sequence: 1 });
    const collections = [forwarder, airline].map(sealCollectionName);
    const sealed = stub.writes.flatMap(({ collection = [] }) => collection);
    expect(sealed).to.have.members(collections);
    await submit('airline', 'OfferCustody', { shipmentId, sequence: 2, to: caterer });
    await submit('airline', 'WithdrawOffer', { shipmentId, sequence: 2 });
    expect(await shipment()).to.include({ status: 'inTransit', custodian: airline, moves: 2 });
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
    expect(world.ledger.commit(accepted)).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(await shipment()).to.include({ status: 'consigned', custodian: forwarder });
  });
});
