import type { Device, SignedBatch } from '@kontti/client-sdk';
import {
  attachmentKey,
  decodeBatch,
  deviceChangeEndKey,
  entryOfBatch,
  factDigest,
  readingSubmitted,
  revocationPlace,
  sealHash,
  submissionDigest,
  type BatchEntry,
} from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { victim } from './consortium';
import { bytesWrite, factBytes, sealedForgery, type ForgedContent } from './forge';
import { claimsOf, codeOf } from './observe';
import { expectHeld, expectVoid, type ForgedRecord } from './outcome';
import { alpha, beta, createWorld, type World } from './world';

const siteId = `${victim}/YARD`;
const at = (minute: number) => new Date(Date.UTC(2026, 0, 31, 9, minute));
const reading = (minute: number) => [{ at: at(minute), temperatureMilliC: 4_000 }];

/** A submission by a company of a batch, and the batch's bytes beside it. */
function submissionOf(
  company: string,
  { bytes }: SignedBatch,
  named: Partial<BatchEntry>,
): Omit<ForgedRecord<'reading.submitted'>, 'sealers'> {
  const sha256 = factDigest(bytes);
  const content: ForgedContent<'reading.submitted'> = {
    type: 'reading.submitted',
    key: readingSubmitted.key.build({ company, digest: submissionDigest([sha256]) }),
    body: { batches: [{ ...entryOfBatch(decodeBatch(bytes)), sha256, ...named }] },
  };
  const hash = sealHash(factDigest(factBytes(content)));
  return { content, beside: [{ ...bytesWrite(bytes), key: attachmentKey(hash, 0) }] };
}

describeOnNetwork('cheating: around devices', () => {
  let world: World;
  let under = '';
  before(async () => {
    world = await createWorld();
    const { readings } = world.consortium.client(victim);
    await readings.registerSite({ siteId, name: 'Yard' });
    const grant = await readings.grantReadings({ kind: 'site', subjectId: siteId, company: alpha });
    under = grant.result.digest;
  });
  after(() => world[Symbol.asyncDispose]());

  const clientOf = (mspId: string) => world.consortium.client(mspId);
  const deviceOf = async (mspId: string, name: string): Promise<Device> => {
    const { companies, readings } = clientOf(mspId);
    const device = readings.device({ deviceId: `${mspId}/${name}` });
    await companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
    return device;
  };
  const submit = (mspId: string, { bytes }: SignedBatch) =>
    clientOf(mspId).readings.submit({ batches: [Buffer.from(bytes).toString('base64')] });
  const inAnHour = () => new Date(Date.now() + 3_600_000);
  const submissionFact = async (deviceId: string, firstSequence: number) => {
    const { fact } = await clientOf(victim).readings.getBatch({ deviceId, firstSequence });
    const { digest = '' } = await clientOf(victim).companies.getFact({ key: fact });
    return digest;
  };

  it('the old owner records after a handover: refused, and void whatever a majority writes for it', async () => {
    const device = await deviceOf(alpha, 'H-1');
    const { deviceId } = device;
    const first = device.sign({ siteId }, reading(0));
    await submit(alpha, first);
    await clientOf(alpha).devices.offer({ deviceId, to: victim, expiresAt: inAnHour() });
    await clientOf(victim).devices.accept({ deviceId });
    const second = device.sign({ siteId }, reading(1));
    expect(await codeOf(submit(alpha, second))).to.equal('NOT_OWNER');
    const previous = await submissionFact(deviceId, 0);
    // As if it owned the device still, after the handover.
    const after = submissionOf(alpha, second, { previous, under, change: 1, tenure: 1 });
    await expectVoid(world, { ...after, sealers: [alpha] });
    // Behind another batch that it never recorded, as before the handover. The device’s revocation has the handover’s seal.
    const skipped = device.sign({ siteId }, reading(2));
    const before = submissionOf(alpha, skipped, { previous, under });
    const revocation = revocationPlace({ device: deviceId, tenure: 0, owner: alpha });
    const { reads = [], writes, event } = sealedForgery(before.content, [alpha]);
    const forgery = {
      reads: reads.filter(({ key }) => key !== revocation),
      writes: [...writes, ...(before.beside ?? [])],
      ...(event === undefined ? {} : { event }),
    };
    const claims = await claimsOf(world, async () => {
      expect(await world.consortium.forge({ forgery })).to.equal('VALID');
    });
    expect(claims).to.not.deep.equal([]);
    for (const claim of claims) expect(claim).to.include({ proven: false, reason: 'revoked' });
    const found = clientOf(victim).readings.getBatch({ deviceId, firstSequence: 2 });
    expect(await codeOf(found)).to.equal('NOT_FOUND');
    // The new owner goes on with the numbers, and only it revokes.
    await submit(victim, second);
    const batch = await clientOf(alpha).readings.getBatch({ deviceId, firstSequence: 1 });
    expect(batch.fact).to.match(new RegExp(`^readings/${victim}/`));
    const revoke = clientOf(alpha).companies.revokeDevice({ deviceId, reason: 'to hide it' });
    expect(await codeOf(revoke)).to.equal('NOT_OWNER');
    const { owner, status } = await clientOf(alpha).companies.getDevice({ deviceId });
    expect({ owner, status }).to.deep.equal({ owner: victim, status: 'active' });
  });

  it('a handover that its owner did not seal: unsealed, and the device stays where it is', async () => {
    const device = await deviceOf(victim, 'H-2');
    const { deviceId } = device;
    const { result } = await clientOf(victim).devices.offer({ deviceId, to: beta, expiresAt: inAnHour() });
    const key = deviceChangeEndKey.build({ device: deviceId, number: 1, company: victim });
    const body = { from: victim, to: beta, offer: result.digest, firstSequence: 0 };
    const claims = await claimsOf(world, async () => {
      const forgery = sealedForgery({ type: 'device.accepted', key, body }, [alpha, beta]);
      expect(await world.consortium.forge({ forgery })).to.equal('VALID');
    });
    expect(claims).to.not.deep.equal([]);
    for (const claim of claims) expect(claim).to.include({ proven: false, reason: 'unsealed' });
    const { owner, offer } = await clientOf(victim).companies.getDevice({ deviceId });
    expect({ owner, to: offer?.to }).to.deep.equal({ owner: victim, to: beta });
    await submit(victim, device.sign({ siteId }, reading(0)));
  });

  it('a handover by a company that does not own the device, or under no offer: void', async () => {
    const device = await deviceOf(victim, 'H-3');
    const { deviceId } = device;
    const { head } = await clientOf(victim).companies.getDevice({ deviceId });
    const offered = {
      type: 'device.offered',
      key: `device/${deviceId}/1/${alpha}`,
      body: { from: alpha, to: victim, expiresAt: Date.now() + 3_600_000, previous: head },
    } as const;
    await expectVoid(world, { content: offered, sealers: [alpha] });
    const accepted = {
      type: 'device.accepted',
      key: deviceChangeEndKey.build({ device: deviceId, number: 1, company: alpha }),
      body: { from: alpha, to: beta, offer: factDigest(factBytes(offered)), firstSequence: 0 },
    } as const;
    if (alpha !== beta) await expectVoid(world, { content: accepted, sealers: [alpha, beta] });
    expect((await clientOf(alpha).companies.getDevice({ deviceId })).owner).to.equal(victim);
  });

  it('a batch of the old key after a rotation: refused, and unsigned whatever its owner seals', async () => {
    const device = await deviceOf(alpha, 'K-1');
    const { deviceId } = device;
    await submit(alpha, device.sign({ siteId }, reading(0)));
    const late = device.sign({ siteId }, reading(1));
    const { readings, devices } = clientOf(alpha);
    const next = readings.device({ deviceId });
    await devices.rotateKey({ deviceId, next, present: device });
    expect(await codeOf(submit(alpha, late))).to.equal('SIGNATURE');
    const previous = await submissionFact(deviceId, 0);
    const forged = submissionOf(alpha, late, { previous, under, change: 1 });
    const claims = await claimsOf(world, async () => {
      const { writes, ...rest } = sealedForgery(forged.content, [alpha]);
      const forgery = { ...rest, writes: [...writes, ...(forged.beside ?? [])] };
      expect(await world.consortium.forge({ forgery })).to.equal('VALID');
    });
    for (const claim of claims) expect(claim).to.include({ proven: false, reason: 'unsigned' });
    expect(claims).to.not.deep.equal([]);
    const found = clientOf(victim).readings.getBatch({ deviceId, firstSequence: 1 });
    expect(await codeOf(found)).to.equal('NOT_FOUND');
  });

  it('a new key that nobody proved: void; one that is proven holds', async () => {
    const device = await deviceOf(alpha, 'K-2');
    const { deviceId } = device;
    const { head } = await clientOf(alpha).companies.getDevice({ deviceId });
    const next = clientOf(alpha).readings.device({ deviceId });
    const { publicKey } = next;
    const body = { publicKey, keyType: 'Ed25519', previous: head, firstSequence: 0, lost: 'lost' } as const;
    const stolen = device.proveKey({ head, publicKey });
    const content = { type: 'device.rekeyed', key: `device/${deviceId}/1/${alpha}` } as const;
    await expectVoid(world, { content: { ...content, body: { ...body, proof: stolen } }, sealers: [alpha] });
    const other = await deviceOf(alpha, 'K-3');
    const { head: start } = await clientOf(alpha).companies.getDevice({ deviceId: other.deviceId });
    const own = clientOf(alpha).readings.device({ deviceId: other.deviceId });
    const held: ForgedContent<'device.rekeyed'> = {
      type: 'device.rekeyed',
      key: `device/${other.deviceId}/1/${alpha}`,
      body: {
        ...{ ...body, publicKey: own.publicKey, previous: start },
        proof: own.proveKey({ head: start, publicKey: own.publicKey }),
      },
    };
    await expectHeld(world, { content: held, sealers: [alpha] });
  });
});
