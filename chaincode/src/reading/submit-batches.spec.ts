import { generateKeyPairSync } from 'node:crypto';
import { buildKey, createSigner } from '@kontti/model';
import { expect } from 'chai';
import type { TestIdentity } from '../testing/identities.js';
import { createTestIdentity } from '../testing/identities.js';
import { publicId } from '../testing/memory-state.js';
import {
  DEVICE,
  SHIPMENT,
  batchOf,
  createReadingWorld,
  type ReadingWorld,
} from '../testing/reading-world.js';
import { COMPANIES } from '../testing/world.js';

const KEY = buildKey('batch', { device: DEVICE, firstSequence: 0 });

function submission(as: TestIdentity, ...batches: string[]) {
  return { as, method: 'reading:Submit', request: { batches } };
}

describe('reading:Submit', () => {
  let world: ReadingWorld;
  let as: TestIdentity;
  beforeEach(async () => {
    world = await createReadingWorld();
    as = world.admins.forwarder;
  });

  async function refusalOf(...batches: string[]): Promise<string> {
    const { code, field } = await world.ledger.refusal(submission(as, ...batches));
    return `${code} ${field}`;
  }

  it('stores what the device signed, under the policy of its owner', async () => {
    const batch = batchOf(world, { temperatures: [4000, 5000] });
    const { result, events } = await world.ledger.submit(submission(as, batch.text));
    expect(result).to.deep.equal({ batches: [{ key: KEY, digest: batch.digest }] });
    expect(world.ledger.state.get(publicId(KEY))?.equals(batch.bytes)).to.equal(true);
    expect(world.ledger.state.policyOf(publicId(KEY))?.toString()).to.include(COMPANIES.forwarder);
    expect(events.map(({ type, key, digest }) => ({ type, key, digest }))).to.deep.equal([
      { type: 'reading.submitted', key: KEY, digest: batch.digest },
    ]);
  });

  it('answers the same bytes again and writes nothing', async () => {
    const { text } = batchOf(world, { temperatures: [9000] });
    const first = await world.ledger.submit(submission(as, text));
    const again = await world.ledger.submit(submission(as, text));
    expect(again.result).to.deep.equal(first.result);
    expect(again.stub.writes.values.size).to.equal(0);
    expect(again.events).to.deep.equal([]);
  });

  it('refuses other bytes under the same number', async () => {
    await world.ledger.submit(submission(as, batchOf(world, { temperatures: [4000] }).text));
    const other = batchOf(world, { temperatures: [4001] }).text;
    expect(await refusalOf(other)).to.equal('ALREADY_EXISTS batches[0]');
    const signedAgain = batchOf(world, { temperatures: [5000], firstSequence: 9 }).text;
    const twice = batchOf(world, { temperatures: [5000, 6000], firstSequence: 9 }).text;
    expect(await refusalOf(signedAgain, twice)).to.equal('BATCH_SEQUENCE batches[1].header.firstSequence');
  });

  it('replaces bytes that the device did not sign: squatting achieves nothing', async () => {
    world.ledger.state.overwrite(KEY, Buffer.from('squatted'));
    const { bytes, text } = batchOf(world, { temperatures: [4000] });
    await world.ledger.submit(submission(as, text));
    expect(world.ledger.state.get(publicId(KEY))?.equals(bytes)).to.equal(true);
  });

  it('tells excursions in the same event and in a view', async () => {
    const batch = batchOf(world, { temperatures: [4000, 9000, 1000] });
    const { events } = await world.ledger.submit(submission(as, batch.text));
    expect(events.map(({ type }) => type)).to.deep.equal(['reading.submitted', 'reading.excursion']);
    const view = buildKey('excursion', { shipment: SHIPMENT, device: DEVICE, firstSequence: 0 });
    expect(world.ledger.state.get(publicId(view))).not.to.equal(undefined);
    expect(world.ledger.state.policyOf(publicId(view))?.toString()).to.include(COMPANIES.forwarder);
  });

  it('refuses a batch that another key signed, or that was changed', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const forged = batchOf(world, { temperatures: [4000], signer: createSigner(privateKey) });
    expect(await refusalOf(forged.text)).to.equal('SIGNATURE batches[0].signature');
    const { bytes } = batchOf(world, { temperatures: [4000] });
    const changed = Buffer.from(bytes.toString('latin1').replace('"count":1', '"count":2'), 'latin1');
    expect(await refusalOf(changed.toString('base64'))).to.match(/^BATCH_FORMAT batches\[0\]/);
    expect(await refusalOf('AAAA')).to.equal('BATCH_FORMAT batches[0]');
    const good = batchOf(world, { temperatures: [4000] }).text;
    expect(await refusalOf(good, 'AAAA')).to.equal('BATCH_FORMAT batches[1]');
  });

  it('refuses a batch that was signed for elsewhere', async () => {
    const at = (context: object) => refusalOf(batchOf(world, { temperatures: [4000], context }).text);
    expect(await at({ channel: 'other' })).to.equal('BATCH_CONTEXT batches[0].header.channel');
    expect(await at({ chaincode: 'other' })).to.equal('BATCH_CONTEXT batches[0].header.chaincode');
    expect(await at({ container: 'MSKU9070323' })).to.equal('BATCH_CONTEXT batches[0].header.container');
    const unknown = `${COMPANIES.forwarder}/unknown`;
    expect(await at({ shipment: unknown })).to.equal('UNKNOWN_SHIPMENT batches[0].header.shipment');
    expect(await at({ device: unknown })).to.equal('UNKNOWN_DEVICE batches[0].header.device');
  });

  it('is for the owner of the device, in the role of an operator', async () => {
    const { text } = batchOf(world, { temperatures: [4000] });
    const airline = await world.ledger.refusal(submission(world.admins.airline, text));
    expect(`${airline.code} ${airline.field}`).to.equal('NOT_OWNER batches[0].header.device');
    const clerk = await createTestIdentity({ mspId: COMPANIES.forwarder, roles: 'loyalty' });
    expect((await world.ledger.refusal(submission(clerk, text))).code).to.equal('ROLE_MISSING');
    const operator = await createTestIdentity({ mspId: COMPANIES.forwarder, roles: 'operator' });
    expect((await world.ledger.simulate(submission(operator, text))).error).to.equal(undefined);
  });

  it('takes nothing more from a revoked device, and still answers what it took before', async () => {
    const before = batchOf(world, { temperatures: [4000] });
    await world.ledger.submit(submission(as, before.text));
    const revocation = { deviceId: DEVICE, reason: 'lost' };
    await world.ledger.submit({ as, method: 'company:RevokeDevice', request: revocation });
    const after = batchOf(world, { temperatures: [4000], firstSequence: 1 });
    expect(await refusalOf(after.text)).to.equal('DEVICE_REVOKED batches[0].header.device');
    expect((await world.ledger.simulate(submission(as, before.text))).error).to.equal(undefined);
  });

  it('does not make two batches of a device conflict', async () => {
    const texts = [0, 1].map((firstSequence) => batchOf(world, { temperatures: [9000], firstSequence }).text);
    const [first, second] = await Promise.all(
      texts.map((text) => world.ledger.simulate(submission(as, text))),
    );
    if (first === undefined || second === undefined) throw new Error('two simulations expected');
    expect([world.ledger.commit(first), world.ledger.commit(second)]).to.deep.equal(['VALID', 'VALID']);
  });
});
