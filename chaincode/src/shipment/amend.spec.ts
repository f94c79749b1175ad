import { LIMITS, sealCollectionName, type Page, type ShipmentRecord } from '@kontti/model';
import { expect } from 'chai';
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
const [first, second] = ['T-1', 'T-2'].map((id) => `${airline}/${id}`);

describe('mistakes in shipments', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    const planning = { ref: 'p-1', transports: [planOf('T-1'), planOf('T-2')] };
    await world.ledger.submit({ as: world.admins.airline, method: 'transport:Plan', request: planning });
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    await world.ledger.submit({ as: world.admins[by], method: `shipment:${method}`, request });
  const refusal = async (by: Company, method: string, request: unknown) => {
    const refused = { as: world.admins[by], method: `shipment:${method}`, request };
    const { code, field } = await world.ledger.refusal(refused);
    return `${code} ${field}`;
  };
  const evaluate = async <T>(method: string, request: unknown) =>
    await world.ledger.evaluate<T>({ as: world.admins.caterer, method: `shipment:${method}`, request });
  const get = async (id = shipmentId) => await evaluate<ShipmentRecord>('GetShipment', { shipmentId: id });
  const sealers = (stub: { readonly writes: readonly { readonly collection?: string | undefined }[] }) =>
    Object.values(COMPANIES).filter((mspId) =>
      stub.writes.some(({ collection }) => collection === sealCollectionName(mspId)),
    );
  const amendment = (change: object = {}) => ({
    ...{ shipmentId, sequence: 1, reason: 'T-1 is full', changes: { legs: [second] } },
    ...change,
  });

  describe('many at once', () => {
    const list = (count: number, change: object = {}) => ({
      ref: 'week-7',
      consignments: Array.from({ length: count }, (_, index) => ({
        ...shipmentOf(`B-${index}`, [first ?? '']),
        ...change,
      })),
    });

    it('are consigned in one fact, and are shipments like any other', async () => {
      const { result } = await submit('forwarder', 'ConsignAll', list(LIMITS.bulkMax));
      const last = await get(`${forwarder}/B-99`);
      expect(last).to.include({
        status: 'consigned',
        moves: 0,
        digest: (result as { digest: string }).digest,
      });
      expect(last.shipment).to.not.have.property('shipmentId');
      const all = await evaluate<Page<ShipmentRecord>>('QueryShipments', { transport: first, pageSize: 100 });
      expect(all.records).to.have.length(100);
      await submit('forwarder', 'OfferCustody', { shipmentId: `${forwarder}/B-3`, sequence: 1, to: airline });
      await submit('airline', 'AcceptCustody', { shipmentId: `${forwarder}/B-3`, sequence: 1 });
      expect(await get(`${forwarder}/B-3`)).to.include({ status: 'inTransit', custodian: airline });
      expect((await submit('forwarder', 'ConsignAll', list(LIMITS.bulkMax))).result).to.deep.equal(result);
      expect(await refusal('forwarder', 'ConsignAll', list(2))).to.equal('REF_REUSED ref');
    });

    it('are all refused where one is, by its index', async () => {
      await submit('forwarder', 'Consign', shipmentOf('B-2'));
      const right = list(4).consignments;
      const cases: [object[], string][] = [
        [right, 'ALREADY_EXISTS consignments[2].shipmentId'],
        [[right[0] ?? {}, right[1] ?? {}, right[0] ?? {}], 'FIELD_DUPLICATE consignments[2]'],
        [[{ ...right[0], shipmentId: `${airline}/B-0` }], 'NOT_OWNER consignments[0].shipmentId'],
        [
          [right[0] ?? {}, { ...right[1], consignee: 'NobodyMSP' }],
          'UNKNOWN_COMPANY consignments[1].consignee',
        ],
        [[{ ...right[0], legs: [`${airline}/T-9`] }], 'UNKNOWN_TRANSPORT consignments[0].legs[0]'],
        [[], 'FIELD_RANGE consignments'],
        [list(LIMITS.bulkMax + 1).consignments, 'FIELD_RANGE consignments'],
      ];
      for (const [consignments, refused] of cases) {
        expect(await refusal('forwarder', 'ConsignAll', { ref: 'week-7', consignments })).to.equal(refused);
      }
    });

    it('are refused where the fact would be too large', async () => {
      const items = Array.from({ length: 200 }, (_, index) => ({
        serial: `${index}`,
        description: 'x'.repeat(80),
      }));
      expect(await refusal('forwarder', 'ConsignAll', list(100, { items }))).to.match(/^TOO_LARGE/);
    });

    it('name one rule, which may demand another company for each', async () => {
      const rule = { assetType: 'shipment', version: 0, rule: "AND('{self}', '{consignee}')" };
      await world.ledger.submit({ as: world.admins.forwarder, method: 'company:SetRule', request: rule });
      const consignments = [shipmentOf('B-0'), { ...shipmentOf('B-1'), consignee: caterer }];
      const { stub } = await submit('forwarder', 'ConsignAll', { ref: 'ruled', consignments });
      expect(sealers(stub)).to.have.members([forwarder, retailer, caterer]);
      expect(await get(`${forwarder}/B-1`)).to.include({ status: 'consigned' });
    });
  });

  describe('amended', () => {
    beforeEach(async () => {
      await submit('forwarder', 'Consign', shipmentOf('S-1', [first ?? '']));
    });

    it('show what is right, are listed under it, and move on', async () => {
      const changes = { legs: [second], items: [{ serial: '1' }], destination: 'JFK' };
      const { result, stub } = await submit('forwarder', 'Amend', amendment({ changes }));
      expect(sealers(stub)).to.deep.equal([forwarder]);
      expect(await get()).to.deep.include({ status: 'consigned', moves: 1, amendedAt: NOON_MS });
      expect((await get()).shipment).to.deep.include(changes);
      expect((await submit('forwarder', 'Amend', amendment({ changes }))).result).to.deep.equal(result);
      for (const [transport, count] of [
        [first, 0],
        [second, 1],
      ] as const) {
        const page = await evaluate<Page<ShipmentRecord>>('QueryShipments', { transport, pageSize: 9 });
        expect(page.records, transport).to.have.length(count);
      }
      await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 2, to: airline });
      await submit('airline', 'AcceptCustody', { shipmentId, sequence: 2 });
      expect(await get()).to.include({ custodian: airline, moves: 2 });
    });

    it('need the seals of custodian and consignee once custody has moved', async () => {
      await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: airline });
      expect(await refusal('forwarder', 'Amend', amendment({ sequence: 2 }))).to.equal('STATE shipmentId');
      await submit('airline', 'AcceptCustody', { shipmentId, sequence: 1 });
      const goods = amendment({ sequence: 2, changes: { items: [] } });
      expect(await refusal('forwarder', 'Amend', goods)).to.equal('UNDER_WAY changes.items');
      const { stub } = await submit('forwarder', 'Amend', amendment({ sequence: 2 }));
      expect(sealers(stub)).to.have.members([forwarder, airline, retailer]);
      expect((await get()).shipment.legs).to.deep.equal([second]);
    });

    it('are refused with the rule named', async () => {
      const cases: [Company, object, string][] = [
        ['airline', {}, 'NOT_OWNER shipmentId'],
        ['forwarder', { shipmentId: `${forwarder}/S-9` }, 'UNKNOWN_SHIPMENT shipmentId'],
        ['forwarder', { sequence: 2 }, 'SEQUENCE sequence'],
        ['forwarder', { changes: {} }, 'FIELD_MISSING changes'],
        ['forwarder', { changes: { consignee: caterer } }, 'FIELD_UNKNOWN changes.consignee'],
        ['forwarder', { changes: { conditions: {} } }, 'FIELD_UNKNOWN changes.conditions'],
        ['forwarder', { changes: { legs: [`${airline}/T-9`] } }, 'UNKNOWN_TRANSPORT changes.legs[0]'],
        ['forwarder', { changes: { destination: 'SFO' } }, 'UNKNOWN_PLACE changes.destination'],
        [
          'forwarder',
          { changes: { items: [{ serial: '1' }, { serial: '1' }] } },
          'FIELD_DUPLICATE changes.items',
        ],
        ['forwarder', { waivesTitle: true }, 'STATE waivesTitle'],
      ];
      for (const [by, change, refused] of cases) {
        expect(await refusal(by, 'Amend', amendment(change))).to.equal(refused);
      }
    });
  });

  describe('cancelled', () => {
    beforeEach(async () => {
      await submit('forwarder', 'Consign', shipmentOf('S-1', [first ?? '']));
    });

    it('are so for good', async () => {
      const cancellation = { shipmentId, reason: 'the order was cancelled' };
      expect(await refusal('airline', 'Cancel', cancellation)).to.equal('NOT_OWNER shipmentId');
      const { result } = await submit('forwarder', 'Cancel', cancellation);
      expect(await get()).to.include({ status: 'cancelled', cancelledAt: NOON_MS, moves: 1 });
      expect((await submit('forwarder', 'Cancel', cancellation)).result).to.deep.equal(result);
      const offer = { shipmentId, sequence: 2, to: airline };
      expect(await refusal('forwarder', 'OfferCustody', offer)).to.equal('STATE shipmentId');
      expect(await refusal('forwarder', 'Amend', amendment({ sequence: 2 }))).to.equal('STATE shipmentId');
      expect(await refusal('forwarder', 'Cancel', { shipmentId, reason: 'x' })).to.equal('STATE shipmentId');
    });

    it('are not once custody has moved, nor while it is offered', async () => {
      const cancellation = { shipmentId, reason: 'too late' };
      await submit('forwarder', 'OfferCustody', { shipmentId, sequence: 1, to: airline });
      expect(await refusal('forwarder', 'Cancel', cancellation)).to.equal('STATE shipmentId');
      await submit('airline', 'AcceptCustody', { shipmentId, sequence: 1 });
      expect(await refusal('forwarder', 'Cancel', cancellation)).to.equal('UNDER_WAY shipmentId');
    });
  });
});
