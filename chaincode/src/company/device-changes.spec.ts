import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { createSigner, deviceKeyToDigest, type DeviceRecord, type Signer } from '@kontti/model';
import type { MemoryCall } from '../testing/memory-ledger';
import { MEMORY_SCOPE } from '../testing/memory-stub';
import {
  DEVICE,
  batchOf,
  createReadingWorld,
  type ReadingWorld,
  type SignedBatch,
} from '../testing/reading-world';
import { COMPANIES, type Company } from '../testing/world';

const { forwarder, airline } = COMPANIES;
const SITE = `${forwarder}/yard`;
const sha256 = 'a'.repeat(64);

interface TestKey {
  readonly signer: Signer;
  readonly publicKey: string;
}

function newKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return { signer: createSigner(privateKey), publicKey: spki.toString('base64') };
}

describe('changes of a device', () => {
  let world: ReadingWorld;

  beforeEach(async () => {
    world = await createReadingWorld();
    await submit('forwarder', 'reading:RegisterSite', { siteId: SITE, name: 'Yard' });
    const grant = { kind: 'site', subjectId: SITE, company: airline };
    await submit('forwarder', 'reading:GrantReadings', grant);
  });

  const submit = async (by: Company, method: string, request: object) =>
    await world.ledger.submit({ as: world.admins[by], method, request });
  const change = async (by: Company, method: string, request: object) =>
    await submit(by, `company:${method}`, { deviceId: DEVICE, ...request });
  const refusal = async (by: Company, method: string, request: object) => {
    const call = {
      as: world.admins[by],
      method: `company:${method}`,
      request: { deviceId: DEVICE, ...request },
    };
    const { code, field } = await world.ledger.refusal(call);
    return `${code} ${field}`;
  };
  const device = async () =>
    await world.ledger.evaluate<DeviceRecord>({
      as: world.admins.caterer,
      method: 'company:GetDevice',
      request: { deviceId: DEVICE },
    });
  const sign = (after?: SignedBatch, signer = world.signer) =>
    batchOf(
      { ...world, context: { ...MEMORY_SCOPE, device: DEVICE, site: SITE } },
      { temperatures: [4000, 5000], signer, ...(after === undefined ? {} : { after }) },
    );
  const record = async (by: Company, batch: SignedBatch) => {
    const call = { as: world.admins[by], method: 'reading:Submit', request: { batches: [batch.text] } };
    const { error, ...simulation } = await world.ledger.simulate(call);
    if (error !== undefined) return `${error.code} ${error.field}`;
    return world.ledger.commit({ error, ...simulation });
  };
  const expiresAt = () => world.ledger.nowMs + 3_600_000;
  const rotation = async (next: TestKey, present?: Signer) => {
    const { head, nextChange: number } = await device();
    const { publicKey } = next;
    const digest = deviceKeyToDigest(MEMORY_SCOPE, { deviceId: DEVICE, head, publicKey });
    const proof = next.signer(digest).toString('base64');
    const presentProof = present?.(digest).toString('base64');
    const known = presentProof === undefined ? { lost: 'fell into the sea' } : { presentProof };
    return { number, publicKey, proof, ...known };
  };

  it('hand it over: from the acceptance on the next company vouches, and the one before no longer', async () => {
    const first = sign();
    expect(await record('forwarder', first)).to.equal('VALID');
    expect(await record('airline', sign(first))).to.equal('NOT_OWNER batches[0].header.device');
    await change('forwarder', 'OfferDevice', { number: 1, to: airline, expiresAt: expiresAt() });
    const second = sign(first);
    expect(await record('forwarder', second)).to.equal('VALID');
    const accepted = await change('airline', 'AcceptDevice', { number: 1, previousSequence: 2 });
    const again = await change('airline', 'AcceptDevice', { number: 1, previousSequence: 2 });
    expect(again.result).to.deep.equal(accepted.result);
    const third = sign(second);
    expect(await record('forwarder', third)).to.equal('NOT_OWNER batches[0].header.device');
    expect(await record('airline', third)).to.equal('VALID');
    // What was recorded gets the answer that it had, of the company that recorded it.
    expect(await record('forwarder', first)).to.equal('VALID');
    expect(await record('airline', first)).to.equal('NOT_OWNER batches[0].header.device');
    const { owner, owners, nextChange } = await device();
    expect({ owner, nextChange }).to.deep.equal({ owner: airline, nextChange: 2 });
    expect(owners.map((each) => [each.mspId, each.firstSequence])).to.deep.equal([
      [forwarder, 0],
      [airline, 4],
    ]);
    const batches = await world.ledger.evaluate<{ records: { firstSequence: number }[] }>({
      as: world.admins.caterer,
      method: 'reading:QueryBatches',
      request: { siteId: SITE, pageSize: 10 },
    });
    expect(batches.records.map(({ firstSequence }) => firstSequence)).to.deep.equal([0, 2, 4]);
    const state = {
      as: world.admins.caterer,
      method: 'reading:GetDeviceState',
      request: { deviceId: DEVICE },
    };
    expect(await world.ledger.evaluate(state)).to.include({ nextSequence: 6, previousSequence: 4 });
    expect(await refusal('forwarder', 'RevokeDevice', { reason: 'x' })).to.equal('NOT_OWNER deviceId');
    await change('airline', 'RevokeDevice', { reason: 'lost' });
    expect(await record('airline', sign(third))).to.equal('DEVICE_REVOKED batches[0].header.device');
    expect((await device()).status).to.equal('revoked');
  });

  it('are not made twice, to oneself, by a stranger, late, or of what is revoked', async () => {
    const offer = { number: 1, to: airline, expiresAt: expiresAt() };
    expect(await refusal('airline', 'OfferDevice', offer)).to.equal('NOT_OWNER deviceId');
    expect(await refusal('forwarder', 'OfferDevice', { ...offer, deviceId: `${forwarder}/none` })).to.equal(
      'UNKNOWN_DEVICE deviceId',
    );
    expect(await refusal('forwarder', 'OfferDevice', { ...offer, to: forwarder })).to.equal('STATE to');
    expect(await refusal('forwarder', 'OfferDevice', { ...offer, to: 'NobodyMSP' })).to.equal(
      'UNKNOWN_COMPANY to',
    );
    expect(await refusal('forwarder', 'OfferDevice', { ...offer, number: 2 })).to.equal('SEQUENCE number');
    expect(await refusal('forwarder', 'OfferDevice', { ...offer, expiresAt: world.ledger.nowMs })).to.equal(
      'OFFER_EXPIRED expiresAt',
    );
    expect(await refusal('airline', 'AcceptDevice', { number: 1 })).to.equal('STATE number');
    const offered = await change('forwarder', 'OfferDevice', offer);
    expect((await change('forwarder', 'OfferDevice', offer)).result).to.deep.equal(offered.result);
    expect(await refusal('forwarder', 'OfferDevice', { ...offer, to: COMPANIES.caterer })).to.equal(
      'SEQUENCE number',
    );
    expect(await refusal('forwarder', 'OfferDevice', { ...offer, number: 2 })).to.equal('STATE deviceId');
    const firmware = { number: 2, version: '2', sha256 };
    expect(await refusal('forwarder', 'RecordFirmware', firmware)).to.equal('STATE deviceId');
    expect(await refusal('caterer', 'AcceptDevice', { number: 1 })).to.equal('NOT_A_PARTY number');
    expect(await refusal('airline', 'WithdrawDevice', { number: 1 })).to.equal('NOT_OWNER deviceId');
    const late = {
      as: world.admins.airline,
      method: 'company:AcceptDevice',
      request: { deviceId: DEVICE, number: 1 },
    };
    const { code } = await world.ledger.refusal({ ...late, timeMs: offer.expiresAt });
    expect(code).to.equal('OFFER_EXPIRED');
    const withdrawn = await change('forwarder', 'WithdrawDevice', { number: 1 });
    expect((await change('forwarder', 'WithdrawDevice', { number: 1 })).result).to.deep.equal(
      withdrawn.result,
    );
    expect(await refusal('airline', 'AcceptDevice', { number: 1 })).to.equal('STATE number');
    await change('forwarder', 'OfferDevice', { ...offer, number: 2 });
    await change('forwarder', 'RevokeDevice', { reason: 'lost' });
    expect(await refusal('airline', 'AcceptDevice', { number: 2 })).to.equal('DEVICE_REVOKED deviceId');
  });

  it('are decided by the order of the ledger: a batch, a revocation and a handover at once', async () => {
    await change('forwarder', 'OfferDevice', { number: 1, to: airline, expiresAt: expiresAt() });
    const as = { forwarder: world.admins.forwarder, airline: world.admins.airline };
    const accept = {
      as: as.airline,
      method: 'company:AcceptDevice',
      request: { deviceId: DEVICE, number: 1 },
    };
    const batch = { as: as.forwarder, method: 'reading:Submit', request: { batches: [sign().text] } };
    const revoke = {
      as: as.forwarder,
      method: 'company:RevokeDevice',
      request: { deviceId: DEVICE, reason: 'lost' },
    };
    const LOST = ['MVCC_READ_CONFLICT', 'ENDORSEMENT_POLICY_FAILURE'];
    const outcomes = async (calls: readonly MemoryCall[]) => {
      const pending = await Promise.all(calls.map((call) => world.ledger.simulate(call)));
      const codes = pending.map((each) => world.ledger.commit(each));
      return codes.map((code) => (LOST.includes(code) ? 'lost' : code));
    };
    expect(await outcomes([batch, accept, revoke])).to.deep.equal(['VALID', 'lost', 'VALID']);
    expect(await refusal('airline', 'AcceptDevice', { number: 1 })).to.equal('DEVICE_REVOKED deviceId');
    world = await createReadingWorld();
    await change('forwarder', 'OfferDevice', { number: 1, to: airline, expiresAt: expiresAt() });
    const [by, to] = [world.admins.forwarder, world.admins.airline];
    const other = { batches: [batchOf(world, { temperatures: [4000] }).text] };
    const calls = [
      { ...accept, as: to },
      { ...batch, as: by, request: other },
      { ...revoke, as: by },
    ];
    expect(await outcomes(calls)).to.deep.equal(['VALID', 'lost', 'lost']);
    // A batch was recorded since the company looked.
    world = await createReadingWorld();
    await change('forwarder', 'OfferDevice', { number: 1, to: airline, expiresAt: expiresAt() });
    const first = batchOf(world, { temperatures: [4000, 5000] });
    expect(await record('forwarder', first)).to.equal('VALID');
    const behind = 'BATCH_SEQUENCE previousSequence';
    expect(await refusal('airline', 'AcceptDevice', { number: 1 })).to.equal(behind);
    expect(await refusal('airline', 'AcceptDevice', { number: 1, previousSequence: 1 })).to.equal(behind);
    await change('airline', 'AcceptDevice', { number: 1, previousSequence: 0 });
  });

  it('give it another key: what the key before signed holds where it was recorded before', async () => {
    const [first, next] = [sign(), newKey()];
    expect(await record('forwarder', first)).to.equal('VALID');
    const request = { ...(await rotation(next, world.signer)), previousSequence: 0 };
    expect(await refusal('airline', 'RotateDeviceKey', request)).to.equal('NOT_OWNER deviceId');
    const wrong = world.signer(Buffer.alloc(32)).toString('base64');
    expect(await refusal('forwarder', 'RotateDeviceKey', { ...request, proof: wrong })).to.equal(
      'SIGNATURE proof',
    );
    expect(await refusal('forwarder', 'RotateDeviceKey', { ...request, presentProof: wrong })).to.equal(
      'SIGNATURE presentProof',
    );
    const { presentProof: _, ...unproven } = request;
    expect(await refusal('forwarder', 'RotateDeviceKey', unproven)).to.equal('FIELD_MISSING presentProof');
    const both = { ...request, lost: 'x' };
    expect(await refusal('forwarder', 'RotateDeviceKey', both)).to.equal('FIELD_CONFLICT presentProof');
    const rotated = await change('forwarder', 'RotateDeviceKey', request);
    expect((await change('forwarder', 'RotateDeviceKey', request)).result).to.deep.equal(rotated.result);
    expect(await record('forwarder', sign(first))).to.equal('SIGNATURE batches[0].signature');
    expect(await record('forwarder', first)).to.equal('VALID');
    const second = sign(first, next.signer);
    expect(await record('forwarder', second)).to.equal('VALID');
    const { keys, publicKey } = await device();
    expect(publicKey).to.equal(next.publicKey);
    expect(keys.map(({ status, firstSequence }) => [status, firstSequence])).to.deep.equal([
      ['replaced', 0],
      ['active', 2],
    ]);
    // A lost key proves nothing, and no key comes back.
    const third = newKey();
    const lost = { ...(await rotation(third)), previousSequence: 2 };
    await change('forwarder', 'RotateDeviceKey', lost);
    expect(await record('forwarder', second)).to.equal('VALID');
    expect((await device()).keys.map(({ status }) => status)).to.deep.equal(['replaced', 'lost', 'active']);
    const back = { ...(await rotation(next, third.signer)), previousSequence: 2 };
    expect(await refusal('forwarder', 'RotateDeviceKey', back)).to.equal('DEVICE_KEY_USED publicKey');
  });

  it('say what it runs from its next reading on', async () => {
    const first = sign();
    expect(await record('forwarder', first)).to.equal('VALID');
    const firmware = { number: 1, version: '2.1.0', sha256, previousSequence: 0 };
    const { previousSequence: _, ...early } = firmware;
    expect(await refusal('forwarder', 'RecordFirmware', early)).to.equal('BATCH_SEQUENCE previousSequence');
    const recorded = await change('forwarder', 'RecordFirmware', firmware);
    expect((await change('forwarder', 'RecordFirmware', firmware)).result).to.deep.equal(recorded.result);
    const others = [{ version: '3' }, { sha256: 'b'.repeat(64) }, { reference: 'https://example.com/2.1.0' }];
    for (const other of others) {
      const change = { ...firmware, ...other };
      expect(await refusal('forwarder', 'RecordFirmware', change), JSON.stringify(other)).to.equal(
        'SEQUENCE number',
      );
    }
    const second = sign(first);
    expect(await record('forwarder', second)).to.equal('VALID');
    const reference = 'https://example.com/2.2.0';
    await change('forwarder', 'RecordFirmware', {
      ...{ number: 2, version: '2.2.0', sha256, reference, previousSequence: 2 },
    });
    const shown = (await device()).firmware.map((each) => [each.version, each.firstSequence, each.reference]);
    expect(shown).to.deep.equal([
      ['2.1.0', 2, undefined],
      ['2.2.0', 4, reference],
    ]);
  });
});
