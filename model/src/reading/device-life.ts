import { isVouched, readGoverningRule, type HeldRule } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { isOpen, ofType, toFound, type FactReader, type FactReading, type Found } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import { parseSigningKey, type KeyType } from '../signing';
import type { DeviceRegistered, DeviceRevoked } from './device';
import type {
  DeviceAccepted,
  DeviceChange,
  DeviceFirmware,
  DeviceOffered,
  DeviceRekeyed,
} from './device-changes';
import {
  deviceAccepted,
  deviceChangeEndKey,
  deviceChangeKey,
  deviceFirmware,
  deviceOffered,
  deviceRegistered,
  deviceRekeyed,
  deviceRevoked,
  deviceWithdrawn,
  placeOfChange,
  revocationPlace,
} from './device-facts';
import { isKeyProven } from './device-key';
import { endOf, readEntryIn } from './entries';

/** A device's registration, and the rule of its owner that governs its readings. */
export interface HeldDevice {
  readonly registered: Sealed<Fact<'device.registered', DeviceRegistered>>;
  /** The rule that was in force; `undefined` where there was none. */
  readonly rule: HeldRule | undefined;
}

/** A change of a device that holds. */
export type HeldChange =
  | Sealed<Fact<'device.accepted', DeviceAccepted>>
  | Sealed<Fact<'device.rekeyed', DeviceRekeyed>>
  | Sealed<Fact<'device.firmware', DeviceFirmware>>;

/** The time between two changes of a device: who vouches for its batches, and by which key. */
export interface DeviceEpoch {
  readonly device: string;
  readonly owner: string;
  /** Number of the change with which it began; 0 for the registration. */
  readonly change: number;
  /** Number of the change that made the owner the owner; 0 for the company that registered the device. */
  readonly tenure: number;
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  readonly keyType: KeyType;
  /** Number of the first reading that belongs to it. */
  readonly firstSequence: number;
  /** The device's last batch before it; absent before the first. */
  readonly before: { readonly epoch: DeviceEpoch; readonly sequence: number } | undefined;
  /** Absent for the registration. */
  readonly made: HeldChange | undefined;
}

/** An offer that can be accepted or withdrawn. */
export type OpenOffer = Sealed<Fact<'device.offered', DeviceOffered>>;

/** A device: its registration, and what changed. */
export interface ChangedDevice extends HeldDevice {
  readonly deviceId: string;
  /** In order, at least one. */
  readonly epochs: readonly DeviceEpoch[];
  /** Digest of the fact that the next change names. */
  readonly head: string;
  /** Number of the next change. */
  readonly nextNumber: number;
  readonly offer: OpenOffer | undefined;
  /** Digests of all facts of the device that hold, in order. */
  readonly links: readonly string[];
}

/** A device, and once its owner has revoked it, the revocation. */
export interface DeviceLife extends ChangedDevice {
  readonly revoked: Sealed<Fact<'device.revoked', DeviceRevoked>> | undefined;
  /** True as soon as its owner sealed anything as a revocation, even what does not hold. */
  readonly isRevoked: boolean;
}

/** The last epoch: who owns the device now, and by which key it signs. */
export function presentOf({ epochs }: Pick<ChangedDevice, 'epochs'>): DeviceEpoch {
  return epochs.at(-1) as DeviceEpoch;
}

/**
 * The epochs in which a batch that starts with that reading can be, the likeliest first: those of its owner. Only one of them has the batch,
 * unless the owner deceives.
 */
export function epochsAt({ epochs }: Pick<ChangedDevice, 'epochs'>, firstSequence: number): DeviceEpoch[] {
  const before = epochs.filter((epoch) => epoch.firstSequence <= firstSequence);
  const tenure = before.at(-1)?.tenure;
  return before.filter((epoch) => epoch.tenure === tenure).toReversed();
}

/** The registration of a device, or why it does not hold. */
export async function readRegistration(reader: FactReader, device: string): Promise<Found<HeldDevice>> {
  const owner = ownerOf(device);
  const key = deviceRegistered.key.build({ device });
  const found = toFound(await reader.read({ mspId: owner, key }), deviceRegistered, key);
  if (found === undefined || 'rejected' in found) return found;
  const registered = found.found;
  const scope = { owner, assetType: 'reading' } as const;
  const governing = await readGoverningRule(reader, { rule: registered.fact.rule, scope });
  if (governing === undefined || !isVouched(governing.rule, { self: owner }, registered.fact)) {
    return { rejected: { key, reason: 'void' } };
  }
  return { found: { registered, rule: governing.rule } };
}

/** The device without a look whether it is revoked: that decides what can be recorded, not what was. */
export async function readChangedDevice(reader: FactReader, device: string): Promise<Found<ChangedDevice>> {
  const held = await readRegistration(reader, device);
  if (held === undefined || 'rejected' in held) return held;
  return { found: await readChanges(reader, device, held.found) };
}

/** The device, or why its registration does not hold. */
export async function readDevice(reader: FactReader, device: string): Promise<Found<DeviceLife>> {
  const changed = await readChangedDevice(reader, device);
  if (changed === undefined || 'rejected' in changed) return changed;
  const { owner, tenure } = presentOf(changed.found);
  const key = revocationPlace({ device, tenure, owner });
  const revocation = await reader.read({ mspId: owner, key });
  const revoked = ofType(revocation, deviceRevoked);
  return { found: { ...changed.found, revoked, isRevoked: revocation.status !== 'absent' } };
}

/** Each number is read in the seals of the company that owns the device by then. */
async function readChanges(reader: FactReader, device: string, held: HeldDevice): Promise<ChangedDevice> {
  const { digest, fact } = held.registered;
  const { publicKey, keyType } = fact.body;
  const first: DeviceEpoch = {
    ...{ device, owner: ownerOf(device), change: 0, tenure: 0, publicKey, keyType, firstSequence: 0 },
    ...{ before: undefined, made: undefined },
  };
  let life: ChangedDevice = {
    ...held,
    ...{ deviceId: device, epochs: [first], head: digest, nextNumber: 1, offer: undefined, links: [digest] },
  };
  const address = (number: number): Address => {
    const { owner: company } = presentOf(life);
    return { mspId: company, key: deviceChangeKey.build({ device, number, company }) };
  };
  for await (const step of walkSeries(reader, { first: 1, max: LIMITS.deviceChangesMax, address })) {
    life = await followChange(reader, { ...life, nextNumber: step.number + 1 }, step);
    if (life.offer !== undefined) break;
  }
  return life;
}

/** The life after the change under a number; one that does not hold uses the number up. */
async function followChange(
  reader: FactReader,
  life: ChangedDevice,
  { number, reading }: { readonly number: number; readonly reading: FactReading },
): Promise<ChangedDevice> {
  const offer = ofType(reading, deviceOffered);
  if (offer !== undefined) return isNext(life, offer) ? await followOffer(reader, life, offer) : life;
  const rekeyed = ofType(reading, deviceRekeyed);
  const made = rekeyed ?? ofType(reading, deviceFirmware);
  if (made === undefined || !isNext(life, made)) return life;
  if (rekeyed !== undefined && !isRekeyed(reader, life, rekeyed)) return life;
  const present = presentOf(life);
  const { publicKey, keyType } = rekeyed?.fact.body ?? present;
  return await begin(reader, life, { made, epoch: { ...present, change: number, publicKey, keyType } });
}

function isNext(life: ChangedDevice, { fact }: Sealed<Fact<string, { readonly previous: string }>>): boolean {
  return fact.body.previous === life.head && isVouchedNow(life, fact);
}

function isVouchedNow(life: ChangedDevice, fact: Fact): boolean {
  return isVouched(life.rule, { self: presentOf(life).owner }, fact);
}

/** A new key proves itself, and is proven by the key before unless that is lost; a device never has a key twice. */
function isRekeyed(
  { scope }: FactReader,
  life: ChangedDevice,
  { fact }: Sealed<Fact<'device.rekeyed', DeviceRekeyed>>,
): boolean {
  const { publicKey, keyType, proof, presentProof, previous: head } = fact.body;
  const claim = { deviceId: life.deviceId, head, publicKey };
  if (parseSigningKey(publicKey)?.keyType !== keyType) return false;
  if (life.epochs.some((epoch) => epoch.publicKey === publicKey)) return false;
  if (!isKeyProven(scope, claim, { by: publicKey, signature: proof })) return false;
  const { publicKey: by } = presentOf(life);
  return presentProof === undefined || isKeyProven(scope, claim, { by, signature: presentProof });
}

/** The life after an offer and what ended it. An end that does not hold takes the offer back: it can never be accepted. */
async function followOffer(
  reader: FactReader,
  life: ChangedDevice,
  offer: OpenOffer,
): Promise<ChangedDevice> {
  const { device = '', number = 0, company = '' } = deviceChangeKey.parse(offer.fact.key) ?? {};
  const end = { mspId: company, key: deviceChangeEndKey.build({ device, number, company }) };
  const offered = { ...life, head: offer.digest, links: [...life.links, offer.digest] };
  const reading = await reader.read(end);
  if (reading.status === 'absent' || (isOpen(reading) && !(await reader.close(end)))) {
    return { ...offered, offer };
  }
  const withdrawn = ofType(reading, deviceWithdrawn);
  if (withdrawn?.fact.body.offer === offer.digest) {
    return { ...offered, head: withdrawn.digest, links: [...offered.links, withdrawn.digest] };
  }
  const made = ofType(reading, deviceAccepted);
  if (made === undefined || !isAcceptedBy(offered, offer, made)) return offered;
  const { tenure, owner } = presentOf(life);
  const revocation = revocationPlace({ device, tenure, owner });
  if (!(await hasPlace(reader, made, { mspId: owner, key: revocation }))) return offered;
  const epoch = { ...presentOf(life), owner: made.fact.body.to, change: number, tenure: number };
  return await begin(reader, offered, { made, epoch });
}

function isAcceptedBy(
  life: ChangedDevice,
  { digest, fact: { body } }: OpenOffer,
  { fact }: Sealed<Fact<'device.accepted', DeviceAccepted>>,
): boolean {
  const { tenure } = presentOf(life);
  const isMeant = fact.body.offer === digest && fact.body.to === body.to;
  const isOfTenure = (fact.body.tenure ?? 0) === tenure;
  return isMeant && isOfTenure && !isOfferOver(body, fact.at) && isVouchedNow(life, fact);
}

/** True from the very millisecond on at which no company accepts any more. */
export function isOfferOver({ expiresAt }: DeviceOffered, at: number): boolean {
  return at >= expiresAt;
}

/**
 * The life in which a change begins an epoch, unless the change does not come right behind the device's last batch: it has the key that the
 * next batch would have, so the batches before it were recorded before it, and none can follow.
 */
async function begin(
  reader: FactReader,
  life: ChangedDevice,
  begun: {
    readonly made: HeldChange;
    readonly epoch: Omit<DeviceEpoch, 'firstSequence' | 'before' | 'made'>;
  },
): Promise<ChangedDevice> {
  const { made, epoch } = begun;
  const present = presentOf(life);
  const { body } = made.fact;
  const before = await readBefore(reader, present, body);
  const place = { mspId: present.owner, key: placeOfChange(present.device, body) };
  if (before === undefined || !(await hasPlace(reader, made, place))) return life;
  const next: DeviceEpoch = { ...epoch, firstSequence: body.firstSequence, before: before.batch, made };
  return {
    ...life,
    epochs: [...life.epochs, next],
    head: made.digest,
    links: [...life.links, made.digest],
  };
}

/** The device's last batch before a change; nothing where the change names no such batch. */
async function readBefore(
  reader: FactReader,
  present: DeviceEpoch,
  { change, firstSequence, previousSequence }: DeviceChange,
): Promise<{ readonly batch: DeviceEpoch['before'] } | undefined> {
  if ((change ?? 0) !== present.change) return undefined;
  if (previousSequence === undefined) {
    return firstSequence === present.firstSequence ? { batch: present.before } : undefined;
  }
  if (previousSequence < present.firstSequence) return undefined;
  const held = await readEntryIn(reader, present, previousSequence);
  if (held === undefined || endOf(held.entry) !== firstSequence) return undefined;
  return { batch: { epoch: present, sequence: previousSequence } };
}

/** True where the seal under a key is that of the change, and not of what was recorded before it. */
async function hasPlace(reader: FactReader, made: HeldChange, place: Address): Promise<boolean> {
  const reading = await reader.read(place);
  return reading.status === 'sealed' && reading.sealed.digest === made.digest;
}
