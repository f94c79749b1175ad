import {
  LIMITS,
  sealCollectionName,
  type CustodyRecord,
  type Page,
  type ShipmentRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { sealKey } from '../testing/memory-state';
import {
  COMPANIES,
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
      ['forwarder', 'OfferCustody', { ...one, to: retailer }, 'STATE'],
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

describe('the custody of a shipment, whatever is sealed besides', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await submit('forwarder', 'Consign', shipmentOf('S-1'));
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    (await world.ledger.submit({ as: world.admins[by], method: `shipment:${method}`, request })).result as {
      readonly digest: string;
    };
  const refusal = async (by: Company, method: string, request: unknown) =>
    await world.ledger.refusal({ as: world.admins[by], method: `shipment:${method}`, request });
  const evaluate = async <T>(method: string, request: unknown = { shipmentId }) =>
    await world.ledger.evaluate<T>({ as: world.admins.caterer, method: `shipment:${method}`, request });
  const shipment = () => evaluate<ShipmentRecord>('GetShipment');
  const forge = (...facts: ReturnType<typeof forgedFact>[]) => {
    const writes = facts.flatMap((fact) => fact.writes);
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
  };
  const burn = (mspId: string, key: string) => {
    const writes = [{ ...sealKey(mspId, key), value: Buffer.alloc(32, 7) }];
    expect(world.ledger.forge({ coalition: [mspId], writes })).to.equal('VALID');
  };
  const statusOf = async (key: string) =>
    (
      await world.ledger.evaluate<{ status: string }>({
        as: world.admins.caterer,
        method: 'company:GetFactStatus',
        request: { key },
      })
    ).status;
  const handOver = async (sequence: number, from: Company, to: Company) => {
    await submit(from, 'OfferCustody', { shipmentId, sequence, to: COMPANIES[to] });
    return await submit(to, 'AcceptCustody', { shipmentId, sequence });
  };

  it('goes on behind a number that the custodian used up', async () => {
    burn(forwarder, `custody/${shipmentId}/1/${forwarder}`);
    expect(await shipment()).to.include({ status: 'consigned', moves: 0 });
    expect(
      await refusal('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: airline }),
    ).to.deep.include({
      code: 'SEQUENCE',
      details: { expected: 2 },
    });
    await handOver(2, 'forwarder', 'airline');
    const { handovers } = await evaluate<CustodyRecord>('GetCustody');
    expect(handovers.map(({ status }) => status)).to.deep.equal(['void', 'accepted']);
  });

  it('is not touched by what others seal under the numbers of the custodian', async () => {
    for (const mspId of [airline, retailer, caterer]) burn(mspId, `custody/${shipmentId}/1/${mspId}`);
    await handOver(1, 'forwarder', 'airline');
    expect(await shipment()).to.include({ status: 'inTransit', custodian: airline, moves: 1 });
  });

  it('goes back to the custodian who used up the end of its own offer', async () => {
    await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: airline });
    burn(forwarder, `custody/${shipmentId}/1/${forwarder}/end`);
    expect(await shipment()).to.include({ status: 'offered', custodian: forwarder, moves: 1 });
    expect(await refusal('airline', 'AcceptCustody', { shipmentId, sequence: 1 })).to.include({
      code: 'ALREADY_EXISTS',
    });
    await handOver(2, 'forwarder', 'airline');
    expect(await shipment()).to.include({ custodian: airline });
  });

  it('is not handed over by an acceptance that the other company did not seal', async () => {
    const { digest: offer } = await submit('forwarder', 'OfferCustody', {
      shipmentId,
      sequence: 1,
      to: airline,
    });
    const key = `custody/${shipmentId}/1/${forwarder}/end`;
    const body = { from: forwarder, to: airline, offer };
    forge(forgedFact({ type: 'custody.accepted', key, body, sealedBy: [forwarder] }));
    expect(await statusOf(key)).to.equal('unsealed');
    expect(await shipment()).to.include({ status: 'offered', custodian: forwarder });
  });

  it('does not move without the digest of the fact before', async () => {
    const { digest: previous } = await shipment();
    const offer = (number: number, head: string) =>
      forgedFact({
        type: 'custody.offered',
        key: `custody/${shipmentId}/${number}/${forwarder}`,
        body: { from: forwarder, to: airline, previous: head },
      });
    const wrong = offer(1, '0'.repeat(64));
    forge(wrong);
    expect(await statusOf(wrong.key)).to.equal('void');
    expect(await shipment()).to.include({ status: 'consigned' });
    forge(offer(2, previous));
    expect(await shipment()).to.include({ status: 'offered', offeredTo: airline });
  });

  it('is not offered to the company that has it, whoever seals that', async () => {
    const { digest: previous } = await shipment();
    const body = { from: forwarder, to: forwarder, previous };
    const self = forgedFact({ type: 'custody.offered', key: `custody/${shipmentId}/1/${forwarder}`, body });
    forge(self);
    expect(await statusOf(self.key)).to.equal('void');
    expect(await shipment()).to.include({ status: 'consigned', custodian: forwarder, moves: 1 });
    await handOver(2, 'forwarder', 'airline');
  });

  it('ends with the delivery, which nothing undoes', async () => {
    await handOver(1, 'forwarder', 'retailer');
    const delivery = { shipmentId, at: NOON_MS, place: 'LAX' };
    const { digest: previous } = await submit('retailer', 'Deliver', delivery);
    const later = forgedFact({
      type: 'custody.offered',
      key: `custody/${shipmentId}/3/${retailer}`,
      body: { from: retailer, to: caterer, previous },
    });
    forge(later);
    expect(await shipment()).to.include({ status: 'delivered', custodian: retailer, deliveredAt: NOON_MS });
    expect(await statusOf(later.key)).to.equal('void');
    expect((await submit('retailer', 'Deliver', delivery)).digest).to.equal(previous);
    for (const [by, method, request] of [
      ['retailer', 'Deliver', { ...delivery, at: NOON_MS + 1 }],
      ['retailer', 'OfferCustody', { shipmentId, sequence: 4, to: airline }],
    ] as const) {
      expect(await refusal(by, method, request), method).to.include({ code: 'STATE' });
    }
  });

  it('is not delivered while an offer is open', async () => {
    const { digest: previous } = await handOver(1, 'forwarder', 'retailer');
    const offer = await submit('retailer', 'OfferCustody', { shipmentId, sequence: 2, to: airline });
    const delivery = { shipmentId, at: NOON_MS, place: 'LAX' };
    expect(await refusal('retailer', 'Deliver', delivery)).to.include({ code: 'STATE' });
    const body = { consignee: retailer, at: NOON_MS, place: 'LAX' };
    const keys = [3, 4].map((number) => `custody/${shipmentId}/${number}/${retailer}`);
    const [first = '', second = ''] = keys;
    forge(
      forgedFact({ type: 'shipment.delivered', key: first, body: { ...body, previous } }),
      forgedFact({ type: 'shipment.delivered', key: second, body: { ...body, previous: offer.digest } }),
    );
    expect(await shipment()).to.include({ status: 'offered', custodian: retailer });
    expect(await Promise.all(keys.map(statusOf))).to.deep.equal(['void', 'void']);
  });

  it('keeps its last number for the delivery', async () => {
    for (let number = 1; number < LIMITS.custodyMovesMax - 1; number += 1) {
      burn(forwarder, `custody/${shipmentId}/${number}/${forwarder}`);
    }
    await handOver(LIMITS.custodyMovesMax - 1, 'forwarder', 'retailer');
    const offer = { shipmentId, sequence: LIMITS.custodyMovesMax, to: caterer };
    expect(await refusal('retailer', 'OfferCustody', offer)).to.include({ code: 'SERIES_TOO_LONG' });
    await submit('retailer', 'Deliver', { shipmentId, at: NOON_MS, place: 'LAX' });
    expect(await shipment()).to.include({ status: 'delivered' });
  });

  it('stays with the consignor when its numbers are used up, and says so', async () => {
    const request = { ...shipmentOf('S-2'), consignee: forwarder };
    await submit('forwarder', 'Consign', request);
    for (let number = 1; number <= LIMITS.custodyMovesMax; number += 1) {
      burn(forwarder, `custody/${request.shipmentId}/${number}/${forwarder}`);
    }
    const delivery = { shipmentId: request.shipmentId, at: NOON_MS, place: 'LAX' };
    expect(await refusal('forwarder', 'Deliver', delivery)).to.include({ code: 'SERIES_TOO_LONG' });
  });
});
