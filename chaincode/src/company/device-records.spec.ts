import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import {
  LIMITS,
  createSigner,
  deviceChangeKey,
  deviceKeyToDigest,
  type DeviceRecord,
  type FactReceipt,
} from '@kontti/model';
import { factOf } from '../testing/loyalty-forgery';
import { MEMORY_SCOPE } from '../testing/memory-stub';
import { DEVICE, batchOf, createReadingWorld, type ReadingWorld } from '../testing/reading-world';
import { COMPANIES, NOON_MS, type Company } from '../testing/world';

const { forwarder, airline } = COMPANIES;
const sha256 = 'a'.repeat(64);
const reference = 'https://example.com/1';

describe('a device', () => {
  let world: ReadingWorld;

  beforeEach(async () => {
    world = await createReadingWorld();
  });

  const call = (by: Company, method: string, request: object) => ({
    as: world.admins[by],
    method: `company:${method}`,
    request: { deviceId: DEVICE, ...request },
  });
  const change = async (by: Company, method: string, request: object) =>
    await world.ledger.submit(call(by, method, request));
  const receipt = async (by: Company, method: string, request: object) =>
    (await change(by, method, request)).result as FactReceipt;
  const detailsOf = async (by: Company, method: string, request: object) =>
    (await world.ledger.refusal(call(by, method, request))).details;
  const device = async () => await world.ledger.evaluate<DeviceRecord>(call('caterer', 'GetDevice', {}));
  const measure = async () => {
    const request = { batches: [batchOf(world, { temperatures: [4000, 5000] }).text] };
    await world.ledger.submit({ as: world.admins.forwarder, method: 'reading:Submit', request });
  };
  const offer = { number: 1, to: airline, expiresAt: NOON_MS + 1 };

  it('says what keeps a company from changing it', async () => {
    const { ledger } = world;
    expect(await detailsOf('airline', 'OfferDevice', offer)).to.deep.equal({
      ...{ owner: forwarder, caller: airline },
    });
    const own = { ...offer, to: forwarder };
    expect(await detailsOf('forwarder', 'OfferDevice', own)).to.deep.equal({ owner: forwarder });
    const ahead = { ...offer, number: 2 };
    expect(await detailsOf('forwarder', 'OfferDevice', ahead)).to.deep.equal({ expected: 1 });
    expect(await detailsOf('airline', 'AcceptDevice', { number: 1 })).to.deep.equal({ next: 1 });
    await change('forwarder', 'OfferDevice', offer);
    expect(await detailsOf('forwarder', 'OfferDevice', ahead)).to.deep.equal({ offeredTo: airline });
    const later = { ...offer, expiresAt: offer.expiresAt + 1 };
    expect(await detailsOf('forwarder', 'OfferDevice', later)).to.deep.equal({
      key: deviceChangeKey.build({ device: DEVICE, number: 1, company: forwarder }),
    });
    expect(await detailsOf('airline', 'AcceptDevice', { number: 2 })).to.deep.equal({ next: 2 });
    await measure();
    for (const previousSequence of [1, 9]) {
      const behind = { number: 1, previousSequence };
      expect(await detailsOf('airline', 'AcceptDevice', behind)).to.deep.equal({ previous: 0 });
      expect(await ledger.refusal(call('airline', 'AcceptDevice', behind))).to.include({
        ...{ code: 'BATCH_SEQUENCE', field: 'previousSequence' },
      });
    }
    const unknown = { reason: 'x', deviceId: `${forwarder}/none` };
    expect(await detailsOf('airline', 'RevokeDevice', unknown)).to.deep.equal({
      ...{ owner: forwarder, caller: airline },
    });
    for (const [method, request] of [
      ['AcceptDevice', { number: 1 }],
      ['WithdrawDevice', { number: 1 }],
      ['GetDevice', {}],
    ] as const) {
      const nothing = call('forwarder', method, { ...request, deviceId: unknown.deviceId });
      expect(await ledger.refusal(nothing), method).to.include({ field: 'deviceId' });
    }
  });

  it('shows its offer until that is over, and is handed on with the number of the handover before', async () => {
    const before = await device();
    expect(before).to.include({ status: 'active', owner: forwarder, nextChange: 1, head: before.digest });
    expect(before).to.include({ fact: `device/${DEVICE}`, registeredAt: NOON_MS });
    expect(before).not.to.have.any.keys('offer', 'revokedAt', 'reason');
    const offered = await receipt('forwarder', 'OfferDevice', offer);
    expect((await device()).offer).to.deep.equal({ ...offer, fact: offered.key });
    await measure();
    const { stub } = await change('airline', 'AcceptDevice', { number: 1, previousSequence: 0 });
    expect(factOf({ stub }, 'device.accepted').body).to.deep.equal({
      ...{ from: forwarder, to: airline, offer: offered.digest, firstSequence: 2, previousSequence: 0 },
    });
    expect(await device()).not.to.have.property('offer');
    const back = { number: 2, to: forwarder, expiresAt: NOON_MS + 1 };
    const returned = await change('airline', 'OfferDevice', back);
    const { digest } = returned.result as FactReceipt;
    expect(factOf(returned, 'device.offered').body).to.include({ from: airline, to: forwarder });
    const taken = await change('forwarder', 'AcceptDevice', { number: 2, previousSequence: 0 });
    expect(factOf(taken, 'device.accepted').body).to.deep.equal({
      ...{ from: airline, to: forwarder, offer: digest, firstSequence: 2, change: 1, tenure: 1 },
    });
    const { owners, status, owner } = await device();
    expect([status, owner]).to.deep.equal(['active', forwarder]);
    expect(owners.map(({ mspId, firstSequence, since }) => [mspId, firstSequence, since])).to.deep.equal([
      [forwarder, 0, NOON_MS],
      [airline, 2, NOON_MS],
      [forwarder, 2, NOON_MS],
    ]);
  });

  it('is shown with each key and what it ran, and the facts that say so', async () => {
    const { publicKey: first, fact } = await device();
    const firmware = { number: 1, version: '1', sha256, reference };
    const installed = await receipt('forwarder', 'RecordFirmware', firmware);
    const rotate = async (number: number, present?: typeof world.signer) => {
      const { publicKey: spki, privateKey } = generateKeyPairSync('ed25519');
      const publicKey = spki.export({ format: 'der', type: 'spki' }).toString('base64');
      const { head } = await device();
      const digest = deviceKeyToDigest(MEMORY_SCOPE, { deviceId: DEVICE, head, publicKey });
      const signer = createSigner(privateKey);
      const presentProof = present?.(digest).toString('base64');
      const how = presentProof === undefined ? { lost: 'at sea' } : { presentProof };
      const proof = signer(digest).toString('base64');
      const request = { number, publicKey, proof, ...how };
      const { result, stub } = await change('forwarder', 'RotateDeviceKey', request);
      expect(factOf({ stub }, 'device.rekeyed').body).to.deep.equal({
        ...{ firstSequence: 0, change: number - 1, publicKey, keyType: 'Ed25519', proof, ...how },
        previous: head,
      });
      return { publicKey, signer, digest, fact: (result as FactReceipt).key };
    };
    const second = await rotate(2, world.signer);
    const third = await rotate(3);
    const at = { firstSequence: 0, since: NOON_MS };
    const { keys, firmware: ran, owners, publicKey, nextChange } = await device();
    expect(keys).to.deep.equal([
      { publicKey: first, keyType: 'P-256', status: 'replaced', ...at, fact },
      { publicKey: second.publicKey, keyType: 'Ed25519', status: 'lost', ...at, fact: second.fact },
      { publicKey: third.publicKey, keyType: 'Ed25519', status: 'active', ...at, fact: third.fact },
    ]);
    expect(ran).to.deep.equal([{ version: '1', sha256, reference, ...at, fact: installed.key }]);
    expect(owners).to.deep.equal([{ mspId: forwarder, ...at, fact }]);
    expect([publicKey, nextChange]).to.deep.equal([third.publicKey, 4]);
    const wrong = { number: 4, publicKey: first, proof: 'AAAA', lost: 'x' };
    expect(await world.ledger.refusal(call('forwarder', 'RotateDeviceKey', wrong))).to.include({
      ...{ code: 'DEVICE_KEY_USED', field: 'publicKey' },
    });
    const other = { ...wrong, publicKey: 'AAAA' };
    expect(await world.ledger.refusal(call('forwarder', 'RotateDeviceKey', other))).to.deep.include({
      ...{ code: 'PUBLIC_KEY', field: 'publicKey', details: { rule: 'SPKI of P-256 or Ed25519' } },
    });
    const { publicKey: spki } = generateKeyPairSync('ed25519');
    const next = spki.export({ format: 'der', type: 'spki' }).toString('base64');
    const { head } = await device();
    const claim = deviceKeyToDigest(MEMORY_SCOPE, { deviceId: DEVICE, head, publicKey: next });
    const unproven = { ...wrong, publicKey: next, proof: third.signer(third.digest).toString('base64') };
    expect(await detailsOf('forwarder', 'RotateDeviceKey', unproven)).to.deep.equal({
      rule: `over ${claim.toString('hex')}`,
    });
    await change('forwarder', 'RevokeDevice', { reason: 'lost' });
    const revoked = await device();
    expect(revoked).to.include({ status: 'revoked', revokedAt: NOON_MS, reason: 'lost' });
    expect(revoked.keys.map(({ status }) => status)).to.deep.equal(['replaced', 'lost', 'revoked']);
  });

  it('takes changes up to their bound', async () => {
    const max = LIMITS.deviceChangesMax;
    const firmware = (number: number) => ({ number, version: `${number}`, sha256 });
    for (let number = 1; number <= max; number += 1) {
      await change('forwarder', 'RecordFirmware', firmware(number));
    }
    const more = call('forwarder', 'RecordFirmware', firmware(max + 1));
    expect(await world.ledger.refusal(more)).to.deep.include({
      ...{ code: 'SERIES_TOO_LONG', field: 'number', details: { max } },
    });
  });
});
