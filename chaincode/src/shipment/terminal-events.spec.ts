import type { FactReceipt, MilestoneRecord, Page, ShipmentRecord } from '@kontti/model';
import { expect } from 'chai';
import { COMPANIES, NOON_MS, createWorld, shipmentOf, type World } from '../testing/world';

const shipmentId = `${COMPANIES.forwarder}/S-1`;

describe('a container at a terminal', () => {
  let world: World;
  const submit = async (method: string, request: unknown) =>
    (await world.ledger.submit({ as: world.admins.forwarder, method, request })).result as FactReceipt;
  const report = (ref: string, change: object) => ({
    ref,
    milestones: [
      { shipmentId, kind: 'gatedIn', classifier: 'actual', at: NOON_MS, place: 'FIHEL', ...change },
    ],
  });

  beforeEach(async () => {
    world = await createWorld();
    const references = [
      { kind: 'booking', value: 'BK-4711' },
      { kind: 'billOfLading', value: 'HLCU-123' },
    ];
    await submit('shipment:Consign', { ...shipmentOf('S-1'), references });
  });

  it('is stuffed, sealed and gated, laden or empty, and known by booking and bill of lading', async () => {
    await submit('shipment:ReportMilestones', report('m-1', { kind: 'stuffed', load: 'laden' }));
    await submit(
      'shipment:ReportMilestones',
      report('m-2', { kind: 'sealed', seal: 'FI-777', at: NOON_MS + 1 }),
    );
    const gate = { kind: 'gatedOut', facility: 'FIHELVUO', load: 'laden', at: NOON_MS + 2 };
    const first = await submit('shipment:ReportMilestones', report('m-3', gate));
    expect(await submit('shipment:ReportMilestones', report('m-3', gate))).to.deep.equal(first);
    const query = {
      as: world.admins.caterer,
      method: 'shipment:QueryMilestones',
      request: { shipmentId, pageSize: 10 },
    };
    const { records } = await world.ledger.evaluate<Page<MilestoneRecord>>(query);
    expect(records.map(({ kind }) => kind)).to.deep.equal(['stuffed', 'sealed', 'gatedOut']);
    expect(records[1]).to.include({ seal: 'FI-777' });
    expect(records[2]).to.include({ facility: 'FIHELVUO', load: 'laden' });
    const call = { as: world.admins.caterer, method: 'shipment:GetShipment', request: { shipmentId } };
    const { shipment } = await world.ledger.evaluate<ShipmentRecord>(call);
    expect(shipment.references).to.deep.include({ kind: 'booking', value: 'BK-4711' });
  });

  it('has no seal at a gate, no other load, and no reference of another kind', async () => {
    const refusal = async (method: string, request: object) =>
      await world.ledger.refusal({ as: world.admins.forwarder, method, request });
    for (const [change, code, field] of [
      [{ seal: 'FI-777' }, 'FIELD_CONFLICT', 'milestones[0].seal'],
      [{ load: 'half' }, 'FIELD_FORMAT', 'milestones[0].load'],
      [{ facility: '' }, 'FIELD_RANGE', 'milestones[0].facility'],
    ] as const) {
      expect(await refusal('shipment:ReportMilestones', report('x', change))).to.include({ code, field });
    }
    const references = [{ kind: 'nickname', value: 'x' }];
    const wrong = { ...shipmentOf('S-2'), references };
    expect(await refusal('shipment:Consign', wrong)).to.include({ code: 'FIELD_FORMAT' });
  });
});
