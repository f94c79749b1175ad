import { LIMITS, updateKey, type ShipmentRecord, type TransportRecord } from '@kontti/model';
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

const { forwarder, airline } = COMPANIES;
const EVERYBODY = Object.values(COMPANIES);
const transportId = `${airline}/T-1`;
const { arrivalPlanned } = planOf('T-1');

describe('the transport contract', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await submit('airline', 'Plan', { ref: 'p-1', transports: [planOf('T-1'), planOf('T-2')] });
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    await world.ledger.submit({ as: world.admins[by], method: `transport:${method}`, request });
  const refusal = async (by: Company, method: string, request: unknown) =>
    await world.ledger.refusal({ as: world.admins[by], method: `transport:${method}`, request });
  const get = async (id = transportId) =>
    await world.ledger.evaluate<TransportRecord>({
      as: world.admins.caterer,
      method: 'transport:Get',
      request: { transportId: id },
    });
  const update = (sequence: number, change: object, of = transportId) => ({
    transportId: of,
    sequence,
    ...change,
  });
  const updating = (ref: string, ...updates: object[]) => ({ ref, updates });

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
      expect(await refusal(by, 'Plan', { ref: 'p-2', transports })).to.include({ code, field });
    }
    const other = { ref: 'p-1', transports: [plan] };
    expect(await refusal('airline', 'Plan', other)).to.include({
      code: 'REF_REUSED',
      field: 'ref',
    });
  });

  it('records a delay once, and what rides on the transport is late', async () => {
    const as = world.admins.forwarder;
    const consignment = shipmentOf('S-1', [transportId, `${airline}/T-2`]);
    await world.ledger.submit({ as, method: 'shipment:Consign', request: consignment });
    const request = { shipmentId: `${forwarder}/S-1` };
    const shipment = async () =>
      await world.ledger.evaluate<ShipmentRecord>({ as, method: 'shipment:GetShipment', request });
    expect(await shipment()).to.include({ late: false });
    const late = update(1, { kind: 'estimated', arrival: arrivalPlanned + 90 * 60_000 });
    const { events } = await submit('airline', 'Update', updating('u-1', late));
    expect(events.map(({ type, index }) => ({ type, index }))).to.deep.equal([
      { type: 'transport.updated', index: undefined },
      { type: 'transport.delayed', index: 0 },
    ]);
    expect(await shipment()).to.include({ late: true, delayMinutes: 90 });
    const again = updating('u-2', update(2, { kind: 'departed', departure: NOON_MS }));
    expect((await submit('airline', 'Update', again)).events).to.have.length(1);
    const early = updating('u-3', update(3, { kind: 'arrived', arrival: arrivalPlanned - 60_000 }));
    expect((await submit('airline', 'Update', early)).events).to.have.length(1);
    expect(await shipment()).to.include({ late: false, delayMinutes: -1 });
    expect(await get()).to.include({ status: 'arrived', sequence: 3, departure: NOON_MS, operator: airline });
  });

  it('answers the same plan once more as the first time', async () => {
    const planning = { ref: 'p-7', transports: [planOf('T-7')] };
    const first = await submit('airline', 'Plan', planning);
    const again = await submit('airline', 'Plan', planning);
    expect(again.result).to.deep.equal(first.result);
    expect(again.events).to.deep.equal([]);
    const other = { ref: 'p-7', transports: [planOf('T-8')] };
    expect(await refusal('airline', 'Plan', other)).to.include({ code: 'REF_REUSED', field: 'ref' });
  });

  it('lets updates of one transport follow each other in one request', async () => {
    const updates = [
      update(1, { kind: 'departed', departure: NOON_MS }),
      update(1, { kind: 'cancelled' }, `${airline}/T-2`),
      update(2, { kind: 'arrived', arrival: arrivalPlanned }),
    ];
    const first = await submit('airline', 'Update', updating('u-1', ...updates));
    expect((await submit('airline', 'Update', updating('u-1', ...updates))).result).to.deep.equal(
      first.result,
    );
    expect(await get(`${airline}/T-2`)).to.include({ status: 'cancelled' });
    const other = updating('u-1', update(1, { kind: 'cancelled' }));
    expect(await refusal('airline', 'Update', other)).to.include({ code: 'REF_REUSED' });
  });

  it('refuses updates that do not follow', async () => {
    const departed = { kind: 'departed', departure: NOON_MS };
    await submit('airline', 'Update', updating('u-1', update(1, departed)));
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
      expect(await refusal(by, 'Update', request), JSON.stringify(one)).to.include({ code, field });
    }
    const { details } = await refusal('airline', 'Update', updating('u-2', update(1, { kind: 'cancelled' })));
    expect(details).to.deep.equal({ expectedSequence: 2, status: 'departed' });
  });

  it('goes on behind an update whose number the operator used up itself', async () => {
    const key = updateKey.build({ transport: transportId, number: 1 });
    const writes = [{ ...sealKey(airline, key), value: Buffer.alloc(32, 7) }];
    world.ledger.forge({ coalition: [airline], writes });
    expect(await get()).to.include({ status: 'planned', sequence: 0 });
    expect(await refusal('airline', 'Update', updating('u-1', update(1, { kind: 'cancelled' })))).to.include({
      code: 'SEQUENCE',
    });
    await submit('airline', 'Update', updating('u-1', update(2, { kind: 'cancelled' })));
    expect(await get()).to.include({ status: 'cancelled', sequence: 2 });
  });

  it('passes over sealed updates that contradict those before them, or are of no plan', async () => {
    const { digest } = await get();
    const arrived = { kind: 'arrived', arrival: arrivalPlanned, delayMinutes: 0 } as const;
    await submit(
      'airline',
      'Update',
      updating('u-1', update(1, { kind: 'arrived', arrival: arrivalPlanned })),
    );
    const forged = (ref: string, ...updates: object[]) =>
      forgedFact({ type: 'transport.updated', key: `updates/${airline}/${ref}`, body: { updates } as never });
    const late = { kind: 'estimated', arrival: arrivalPlanned + 60_000, delayMinutes: 1, isNewDelay: true };
    const facts = [
      forged('u-2', { transportId, sequence: 2, ...late, previous: digest }),
      forged('u-3', { transportId: `${airline}/T-2`, sequence: 1, ...arrived, previous: '0'.repeat(64) }),
      forged('u-4', { transportId: `${airline}/T-9`, sequence: 1, ...arrived, previous: digest }),
    ];
    for (const { writes } of facts) {
      expect(world.ledger.forge({ coalition: EVERYBODY, writes })).to.equal('VALID');
    }
    expect(await get()).to.include({ status: 'arrived', sequence: 2, delayMinutes: 0 });
    expect(await get(`${airline}/T-2`)).to.include({ status: 'planned', sequence: 1 });
    const unplanned = { transportId: `${airline}/T-9` };
    const call = { as: world.admins.caterer, method: 'transport:Get', request: unplanned };
    expect(await world.ledger.refusal(call)).to.include({ code: 'UNKNOWN_TRANSPORT' });
    for (const { key } of facts) {
      const asked = { as: world.admins.caterer, method: 'company:GetFactStatus', request: { key } };
      expect(await world.ledger.evaluate(asked), key).to.include({ status: 'void' });
    }
  });

  it('bounds the updates of one transport', async () => {
    const bulk = (first: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        update(first + index, { kind: 'estimated', arrival: arrivalPlanned + index }),
      );
    await submit('airline', 'Update', updating('u-1', ...bulk(1, 64)));
    await submit('airline', 'Update', updating('u-2', ...bulk(65, LIMITS.updatesMax - 64)));
    expect(await get()).to.include({ sequence: LIMITS.updatesMax });
    expect(await refusal('airline', 'Update', updating('u-3', ...bulk(LIMITS.updatesMax + 1, 1)))).to.include(
      {
        code: 'SERIES_TOO_LONG',
        field: 'updates[0].sequence',
      },
    );
  });
});
