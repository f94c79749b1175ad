import {
  attachmentKey,
  bytesKey,
  factDigest,
  sealHash,
  sealValue,
  transportPlanned,
  WRITE_ONCE_POLICY,
  type FactRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { forgeWrites } from '../testing/forged-fact';
import { sealKey } from '../testing/memory-state';
import { batchOf, createReadingWorld } from '../testing/reading-world';
import { COMPANIES, createWorld, factStatusOf, planOf, shipmentOf, type World } from '../testing/world';

const { airline, forwarder } = COMPANIES;
const KEY = `company/${airline}/0`;
const EVERYBODY = Object.values(COMPANIES);
const JUNK = Buffer.from('{"forged":true}');

/** The public key to which a company's seal leads. */
function bytesKeyOf(world: World, mspId: string, key: string): string {
  return bytesKey(world.ledger.state.hashOf(sealKey(mspId, key))?.toString('hex') ?? '');
}

describe('facts', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  it('are found by the seal of their first voucher, whose hash names the key of the bytes', async () => {
    const { state } = world.ledger;
    const seal = state.get(sealKey(airline, KEY));
    const bytes = state.get({ key: bytesKeyOf(world, airline, KEY) }) ?? Buffer.alloc(0);
    const digest = factDigest(bytes);
    expect(seal).to.deep.equal(sealValue(digest));
    expect(bytesKeyOf(world, airline, KEY)).to.equal(bytesKey(sealHash(digest)));
    expect(await factStatusOf(world, KEY)).to.deep.equal({
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
    expect(forgeWrites(world.ledger, EVERYBODY, ...writes)).to.equal('VALID');
    expect(await ledger.evaluate(company)).to.deep.equal(before);
    expect(await ledger.refusal(place)).to.include({ code: 'NOT_FOUND' });
    expect(await factStatusOf(world, `company/${airline}/1`)).to.include({ status: 'absent' });
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
    expect(await factStatusOf(world, key)).to.include({ status: 'sealed', digest });
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

  it('name no key of a fact for what is none', async () => {
    for (const key of ['x', 'fact/0', `idx/shipment/time/${airline}`, `company/${airline}`]) {
      const call = { as: world.admins.caterer, method: 'company:GetFact', request: { key } };
      expect(await world.ledger.refusal(call), key).to.include({ code: 'NOT_FOUND', field: 'key' });
    }
  });
});
