import {
  attachmentKey,
  bytesKey,
  canonicalJson,
  factDigest,
  sealHash,
  sealValue,
  transportPlanned,
  WRITE_ONCE_POLICY,
  type FactRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { sealKey, type StateWrite } from '../testing/memory-state';
import { batchOf, createReadingWorld } from '../testing/reading-world';
import { COMPANIES, createWorld, othersThan, planOf, shipmentOf, type World } from '../testing/world';

const { airline, caterer, forwarder } = COMPANIES;
const KEY = `company/${airline}/0`;
const DEVICE_KEY = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
const EVERYBODY = Object.values(COMPANIES);
const JUNK = Buffer.from('{"forged":true}');

async function statusOf(world: World, key: string): Promise<unknown> {
  const as = world.admins.caterer;
  return await world.ledger.evaluate({ as, method: 'company:GetFactStatus', request: { key } });
}

/** The public key to which a company's seal leads. */
function bytesKeyOf(world: World, mspId: string, key: string): string {
  return bytesKey(world.ledger.state.hashOf(sealKey(mspId, key))?.toString('hex') ?? '');
}

describe('facts', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  const write = (by: readonly string[], ...writes: StateWrite[]) => {
    const policy = Buffer.from(WRITE_ONCE_POLICY);
    return world.ledger.forge({ coalition: by, writes: writes.map((each) => ({ policy, ...each })) });
  };

  it('are found by the seal of their first voucher, whose hash names the key of the bytes', async () => {
    const { state } = world.ledger;
    const seal = state.get(sealKey(airline, KEY));
    const bytes = state.get({ key: bytesKeyOf(world, airline, KEY) }) ?? Buffer.alloc(0);
    const digest = factDigest(bytes);
    expect(seal).to.deep.equal(sealValue(digest));
    expect(bytesKeyOf(world, airline, KEY)).to.equal(bytesKey(sealHash(digest)));
    expect(await statusOf(world, KEY)).to.deep.equal({
      key: KEY,
      status: 'sealed',
      digest,
      seals: [{ mspId: airline, status: 'sealed' }],
    });
    const call = { as: world.admins.caterer, method: 'company:GetFact', request: { key: KEY } };
    expect(await world.ledger.evaluate<FactRecord>(call)).to.include({ json: bytes.toString('utf8') });
  });

  it('are found by the seals of their entries too', async () => {
    const key = `place/${airline}/JFK`;
    const { state } = world.ledger;
    expect(state.get(sealKey(airline, key))).to.deep.equal(
      state.get(sealKey(airline, `places/${airline}/places`)),
    );
    const call = {
      as: world.admins.caterer,
      method: 'company:GetPlace',
      request: { mspId: airline, code: 'JFK' },
    };
    expect(await world.ledger.evaluate(call)).to.include({
      name: 'New York',
      fact: `places/${airline}/places`,
    });
  });

  it('are never read from public keys, whatever a majority writes there', async () => {
    const { ledger, admins } = world;
    const company = { as: admins.caterer, method: 'company:GetCompany', request: { mspId: airline } };
    const place = { ...company, method: 'company:GetPlace', request: { mspId: airline, code: 'SFO' } };
    const before = await ledger.evaluate(company);
    const keys = [
      KEY,
      `place/${airline}/SFO`,
      `places/${airline}/x`,
      `view/rule/${airline}/shipment`,
      'fact/',
      'x',
    ];
    const hashes = [bytesKey('0'.repeat(64)), `${bytesKey('0'.repeat(64))}/0`];
    const writes = [...keys, ...hashes].map((key) => ({ key, value: JUNK }));
    expect(write(EVERYBODY, ...writes)).to.equal('VALID');
    expect(await ledger.evaluate(company)).to.deep.equal(before);
    expect(await ledger.refusal(place)).to.include({ code: 'NOT_FOUND' });
    expect(await statusOf(world, `company/${airline}/1`)).to.include({ status: 'absent' });
  });

  it('stay as they are: bytes, seals, entries, attachments and lists are written once, for everybody', async () => {
    const readings = await createReadingWorld();
    const { ledger, admins } = readings;
    const { text } = batchOf(readings, { temperatures: [9000] });
    await ledger.submit({ as: admins.forwarder, method: 'reading:Submit', request: { batches: [text] } });
    const request = { ref: 'p', transports: [planOf('T-1')] };
    await ledger.submit({ as: admins.airline, method: 'transport:Plan', request });
    const written = ledger.transactions.flatMap(({ writes }) => writes);
    const kinds = written.map(
      ({ collection, key }) => `${collection === undefined ? '' : 'seal '}${key.split('/')[0]}`,
    );
    expect(new Set(kinds)).to.include.all.keys('fact', 'idx', 'seal place', 'seal batch', 'seal transport');
    expect(written.some(({ key }) => /^fact\/[0-9a-f]{64}\/0$/.test(key))).to.equal(true);
    for (const { collection, key } of written) {
      const place = { collection, key };
      expect(ledger.state.policyOf(place)?.equals(WRITE_ONCE_POLICY), key).to.equal(true);
      for (const change of [{ ...place, value: JUNK }, place]) {
        expect(ledger.forge({ coalition: EVERYBODY, writes: [change] }), key).to.equal(
          'ENDORSEMENT_POLICY_FAILURE',
        );
      }
    }
  });

  it('that a company seals without their bytes are altered, and read as absent', async () => {
    const { writes, key } = forgedFact({
      type: 'device.registered',
      key: `device/${airline}/D-1`,
      body: { publicKey: DEVICE_KEY, keyType: 'Ed25519' },
    });
    const seals = writes.filter(({ collection }) => collection !== undefined);
    expect(write([airline], ...seals)).to.equal('VALID');
    expect(await statusOf(world, key)).to.include({ status: 'altered' });
    const request = { deviceId: `${airline}/D-1` };
    const call = { as: world.admins.caterer, method: 'company:GetDevice', request };
    expect(await world.ledger.refusal(call)).to.include({ code: 'NOT_FOUND' });
  });

  it('that the majority puts other bytes under are altered', async () => {
    for (const [index, bytes] of ['x', '{}', '[]', '{"v":2}', 'null', '{"v":1,"type":"x"}'].entries()) {
      const value = Buffer.alloc(32, index);
      const key = `device/${airline}/D-${index}`;
      write(
        EVERYBODY,
        { key: bytesKey(factDigest(value)), value: Buffer.from(bytes) },
        { ...sealKey(airline, key), value },
      );
      expect(await statusOf(world, key), bytes).to.include({ status: 'altered' });
    }
  });

  it('that are nested without end are altered, not an exception', async () => {
    const key = `device/${airline}/D-1`;
    const head = `"key":"${key}","ref":"D-1","type":"device.registered","v":1,"vouchers":["${airline}"]`;
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const body = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      const bytes = Buffer.from(`{"at":1,"body":${body},${head}}`);
      const value = sealValue(factDigest(bytes));
      const place = `device/${airline}/D-${open.length}`;
      write(
        EVERYBODY,
        { key: bytesKey(factDigest(value)), value: bytes },
        { ...sealKey(airline, place), value },
      );
      expect(await statusOf(world, place)).to.include({ status: 'altered' });
    }
  });

  it('of which a voucher’s seal is missing are unsealed, of which one differs altered', async () => {
    const accepted = (number: number) =>
      ({
        type: 'custody.accepted',
        key: `custody/${forwarder}/S-1/${number}/${forwarder}/end`,
        body: { from: forwarder, to: airline, offer: '0'.repeat(64) },
        sealedBy: [forwarder],
      }) as const;
    const first = forgedFact(accepted(1));
    expect(write(othersThan('airline'), ...first.writes)).to.equal('VALID');
    expect(await statusOf(world, first.key)).to.deep.include({
      status: 'unsealed',
      seals: [
        { mspId: airline, status: 'missing' },
        { mspId: forwarder, status: 'sealed' },
      ],
    });
    const second = forgedFact(accepted(2));
    write([airline], { ...sealKey(airline, second.key), value: Buffer.alloc(32) });
    write(othersThan('airline'), ...second.writes);
    expect(await statusOf(world, second.key)).to.include({ status: 'altered' });
  });

  it('of another key, or of another company’s, are no facts of this one', async () => {
    const seal = world.ledger.state.get(sealKey(airline, KEY));
    const place = `place/${airline}/SFO`;
    write([airline], { ...sealKey(airline, place), value: seal });
    write([caterer], { ...sealKey(caterer, `company/${caterer}/7`), value: seal });
    const call = {
      as: world.admins.caterer,
      method: 'company:GetPlace',
      request: { mspId: airline, code: 'SFO' },
    };
    expect(await world.ledger.refusal(call)).to.include({ code: 'NOT_FOUND' });
    expect(await statusOf(world, `company/${caterer}/7`)).to.include({ status: 'altered' });
  });

  it('of a type or version that only newer software knows are unknown, and skipped', async () => {
    const unknown = {
      v: 1,
      type: 'device.painted',
      key: `device/${airline}/D-1`,
      vouchers: [airline],
      ref: 'x',
      at: 1,
      body: {},
    };
    const newer = { ...unknown, type: 'device.registered', v: 2, key: `device/${airline}/D-2` };
    for (const { key, ...fact } of [unknown, newer]) {
      const bytes = Buffer.from(canonicalJson({ ...fact, key }));
      const value = sealValue(factDigest(bytes));
      write(
        EVERYBODY,
        { key: bytesKey(factDigest(value)), value: bytes },
        { ...sealKey(airline, key), value },
      );
      expect(await statusOf(world, key)).to.include({ status: 'unknown' });
      const request = { deviceId: key.slice('device/'.length) };
      const call = { as: world.admins.caterer, method: 'company:GetDevice', request };
      expect(await world.ledger.refusal(call)).to.include({ code: 'NOT_FOUND' });
    }
  });

  it('hold in the form that CouchDB gives JSON back', async () => {
    const { ledger, admins } = world;
    const transports = [{ ...planOf('T-1'), number: 'A<&>B\u2028' }];
    const simulation = await ledger.simulate({
      as: admins.airline,
      method: 'transport:Plan',
      request: { ref: 'p', transports },
    });
    const couch = (value: Buffer): Buffer =>
      Buffer.from(
        value
          .toString('utf8')
          .replaceAll(/[<>&\u2028]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
      );
    const { writes, ...rest } = ledger.endorse(simulation);
    const returned = writes.map((each) =>
      /^fact\//.test(each.key) && each.value !== undefined ? { ...each, value: couch(each.value) } : each,
    );
    expect(returned).not.to.deep.equal(writes);
    expect(ledger.commitBlock([{ ...rest, writes: returned }])).to.deep.equal(['VALID']);
    const key = transportPlanned.key.build({ company: airline, ref: 'p' });
    const { digest } = simulation.result as { digest: string };
    expect(await statusOf(world, key)).to.include({ status: 'sealed', digest });
  });

  it('answer a repeated request with the first result, and write nothing', async () => {
    const { ledger, admins } = world;
    const call = { as: admins.forwarder, method: 'shipment:Consign', request: shipmentOf('S-1') };
    const first = await ledger.submit(call);
    const second = await ledger.submit({ ...call, timeMs: ledger.nowMs + 1000 });
    expect(second.result).to.deep.equal(first.result);
    expect(second.stub.writes).to.deep.equal([]);
    expect(second.events).to.deep.equal([]);
    const other = { ...call, request: { ...call.request, destination: 'JFK' } };
    expect(await ledger.refusal(other)).to.include({ code: 'ALREADY_EXISTS', field: 'shipmentId' });
  });

  it('of racing doubles collide', async () => {
    const { ledger, admins } = world;
    const call = { as: admins.forwarder, method: 'shipment:Consign', request: shipmentOf('S-1') };
    const first = await ledger.simulate(call);
    const second = await ledger.simulate({ ...call, timeMs: ledger.nowMs + 1 });
    expect(ledger.commit(first)).to.equal('VALID');
    expect(ledger.commit(second)).to.equal('ENDORSEMENT_POLICY_FAILURE');
  });

  it('name no key of a fact for what is none', async () => {
    for (const key of ['x', 'fact/0', `idx/shipment/time/${airline}`, `company/${airline}`]) {
      const call = { as: world.admins.caterer, method: 'company:GetFact', request: { key } };
      expect(await world.ledger.refusal(call), key).to.include({ code: 'NOT_FOUND', field: 'key' });
    }
  });

  it('keep their attachments beside their bytes', async () => {
    const readings = await createReadingWorld();
    const batch = batchOf(readings, { temperatures: [4000] });
    const { result } = await readings.ledger.submit({
      as: readings.admins.forwarder,
      method: 'reading:Submit',
      request: { batches: [batch.text] },
    });
    const [{ key } = { key: '' }] = (result as { batches: { key: string }[] }).batches;
    const hash = readings.ledger.state.hashOf(sealKey(forwarder, key))?.toString('hex') ?? '';
    expect(readings.ledger.state.get({ key: attachmentKey(hash, 0) })).to.deep.equal(batch.bytes);
  });
});
