import {
  LIMITS,
  sealHash,
  transportKey,
  transportPlanned,
  transportUpdated,
  type FactReceipt,
  type Page,
  type TransportRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { sealKey } from '../testing/memory-state';
import { COMPANIES, HOUR_MS, NOON_MS, createWorld, planOf, type Company, type World } from '../testing/world';

const { airline, caterer, forwarder } = COMPANIES;
const TIME = String(NOON_MS).padStart(16, '0');
const [first, second] = ['T-1', 'T-2'].map((id) => `${airline}/${id}`) as [string, string];

describe('transports in lists, and refused', () => {
  let world: World;
  let planned: FactReceipt;

  beforeEach(async () => {
    world = await createWorld();
    const transports = [planOf('T-1'), { ...planOf('T-2', NOON_MS + HOUR_MS), from: 'FIHEL' }];
    planned = await submit('airline', 'Plan', { ref: 'p', transports });
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    (await world.ledger.submit({ as: world.admins[by], method: `transport:${method}`, request }))
      .result as FactReceipt;
  const refusal = async (by: Company, method: string, request: unknown) => {
    const call = { as: world.admins[by], method: `transport:${method}`, request };
    const { code, field, details } = await world.ledger.refusal(call);
    return { code, field, details };
  };
  const query = (conditions: object) =>
    world.ledger.evaluate<Page<TransportRecord>>({
      as: world.admins.caterer,
      method: 'transport:Query',
      request: { pageSize: 50, ...conditions },
    });
  const idsOf = async (conditions: object) =>
    (await query(conditions)).records.map(({ plan }) => plan.transportId);

  it('are found by either place, operator, status and lateness, each alone', async () => {
    const update = { transportId: first, sequence: 1, kind: 'departed', departure: NOON_MS };
    await submit('airline', 'Update', { ref: 'u', updates: [update] });
    expect(await idsOf({ place: 'JFK' })).to.deep.equal([first]);
    expect(await idsOf({ place: 'FIHEL' })).to.deep.equal([second]);
    expect(await idsOf({ place: 'LAX' })).to.deep.equal([first, second]);
    expect(await idsOf({ status: 'departed' })).to.deep.equal([first]);
    expect(await idsOf({ status: 'planned' })).to.deep.equal([second]);
    expect(await idsOf({ late: true })).to.deep.equal([]);
    expect(await idsOf({ late: false })).to.deep.equal([first, second]);
    const { records } = await query({ company: airline, status: 'departed' });
    expect(records).to.have.length(1);
    expect(records[0]).to.deep.include({
      ...{ status: 'departed', sequence: 1, departure: NOON_MS, plan: planOf('T-1'), operator: airline },
      ...{ fact: planned.key, digest: planned.digest },
    });
  });

  it('are named where their plan does not hold, and are under their operator alone', async () => {
    const burned = transportKey.build({ transport: `${airline}/T-8` });
    const seal = [{ ...sealKey(airline, burned), value: Buffer.alloc(32, 7) }];
    expect(world.ledger.forge({ coalition: [airline], writes: seal })).to.equal('VALID');
    const hash = sealHash(planned.digest).slice(0, 16);
    const writes = ['time', `company/${caterer}`]
      .flatMap((list) =>
        ['x', second, ...['T-8', 'T-9'].map((id) => `${airline}/${id}`)].map(
          (id) => `${list}/${TIME}/${id}/${hash}`,
        ),
      )
      .map((key) => ({ key: `idx/transport/${key}`, value: Buffer.from('{}') }));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    expect(await idsOf({})).to.deep.equal([first, second]);
    const rejected = [{ key: burned, reason: 'unsealed' }];
    expect(await query({})).to.deep.include({ bookmark: '', rejected });
    expect(await query({ company: caterer })).to.deep.equal({ records: [], rejected, bookmark: '' });
  });

  it('are planned once a reference, from and to known places, by who operates them', async () => {
    const plan = planOf('T-9');
    const planning = (change: object, ref = 'q') => ({
      ref,
      transports: [plan, { ...planOf('T-8'), ...change }],
    });
    for (const name of ['from', 'to']) {
      expect(await refusal('airline', 'Plan', planning({ [name]: 'SFO' }))).to.deep.equal({
        ...{ code: 'UNKNOWN_PLACE', field: `transports[1].${name}`, details: { place: 'SFO' } },
      });
    }
    const foreign = { transportId: `${forwarder}/T-8` };
    expect(await refusal('airline', 'Plan', planning(foreign))).to.deep.equal({
      ...{ code: 'NOT_OWNER', field: 'transports[1].transportId' },
      details: { owner: forwarder, caller: airline },
    });
    const key = transportPlanned.key.build({ company: airline, ref: 'p' });
    expect(await refusal('airline', 'Plan', planning({}, 'p'))).to.deep.equal({
      ...{ code: 'REF_REUSED', field: 'ref', details: { key } },
    });
    expect(await refusal('airline', 'Plan', planning({ transportId: second }))).to.deep.equal({
      ...{ code: 'ALREADY_EXISTS', field: 'transports[1].transportId', details: {} },
    });
    const unknown = { transportId: `${airline}/T-9` };
    expect(await refusal('caterer', 'Get', unknown)).to.deep.equal({
      ...{ code: 'UNKNOWN_TRANSPORT', field: 'transportId', details: {} },
    });
  });

  it('are updated in their order, and repeat what was asked alone', async () => {
    const arrival = planOf('T-1').arrivalPlanned;
    const departed = { transportId: first, sequence: 1, kind: 'departed', departure: NOON_MS };
    const estimated = { transportId: second, sequence: 1, kind: 'estimated', arrival: arrival + HOUR_MS };
    const updating = (...updates: object[]) => ({ ref: 'u', updates });
    const updated = await submit('airline', 'Update', updating(departed, estimated));
    expect(await submit('airline', 'Update', updating(departed, estimated))).to.deep.equal(updated);
    const key = transportUpdated.key.build({ company: airline, ref: 'u' });
    for (const updates of [
      [departed],
      [{ ...departed, departure: NOON_MS + 1 }, estimated],
      [departed, { ...estimated, arrival }],
      [estimated, departed],
    ]) {
      expect(await refusal('airline', 'Update', updating(...updates))).to.deep.equal({
        ...{ code: 'REF_REUSED', field: 'ref', details: { key } },
      });
    }
    const next = (...updates: object[]) => refusal('airline', 'Update', { ref: 'v', updates });
    const arrived = { transportId: first, sequence: 2, kind: 'arrived', arrival };
    expect(await next(arrived, { ...arrived, sequence: 4 })).to.deep.equal({
      ...{ code: 'SEQUENCE', field: 'updates[1].sequence' },
      details: { expectedSequence: 3, status: 'arrived' },
    });
    expect(await next(arrived, { ...arrived, sequence: LIMITS.updatesMax + 1 })).to.deep.equal({
      ...{ code: 'SERIES_TOO_LONG', field: 'updates[1].sequence', details: { max: LIMITS.updatesMax } },
    });
    expect(await next(arrived, { ...arrived, transportId: `${forwarder}/T-1` })).to.deep.equal({
      ...{ code: 'NOT_OWNER', field: 'updates[1].transportId' },
      details: { owner: forwarder, caller: airline },
    });
    expect(await next(arrived, { ...arrived, transportId: `${airline}/T-9` })).to.deep.equal({
      ...{ code: 'UNKNOWN_TRANSPORT', field: 'updates[1].transportId', details: {} },
    });
  });

  it('say each new delay, by its place in the request', async () => {
    const late = planOf('T-1').arrivalPlanned + 3 * HOUR_MS;
    const updates = [second, first, first, first].map((transportId, index) => ({
      ...{ transportId, sequence: Math.max(index, 1), kind: 'estimated' },
      arrival: index === 0 ? planOf('T-2').arrivalPlanned : late + Math.min(index, 2) * 60_000,
    }));
    const { events } = await world.ledger.submit({
      ...{ as: world.admins.airline, method: 'transport:Update', request: { ref: 'u', updates } },
    });
    const key = transportUpdated.key.build({ company: airline, ref: 'u' });
    const said = events.map(({ type, key: of, digest, index }) => ({ type, key: of, digest, index }));
    const { digest } = said[0] ?? {};
    expect(said).to.deep.equal([
      { type: 'transport.updated', key, digest, index: undefined },
      { type: 'transport.delayed', key, digest, index: 1 },
      { type: 'transport.delayed', key, digest, index: 2 },
    ]);
    const { records } = await query({ late: true });
    expect(records.map(({ plan, delayMinutes }) => [plan.transportId, delayMinutes])).to.deep.equal([
      [first, 182],
    ]);
  });
});
