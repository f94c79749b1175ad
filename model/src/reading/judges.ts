import type { Fact } from '../fact/define-fact';
import { alwaysHolds, verdictOf, verdictOfEntries, type Judge } from '../fact/judge';
import { foundOrAbsent } from '../fact/reader';
import type { ReadingsSubmitted } from './batch-entry';
import type { DeviceRegistered, DeviceRevoked } from './device';
import { deviceChangeEndKey, deviceChangeKey, deviceRegistered, deviceRevoked } from './device-facts';
import { readChangedDevice, readRegistration } from './device-life';
import { readContext } from './life';
import { readSubject } from './subject-life';
import { readingGranted } from './facts';
import type { ReadingsGranted } from './site';

const submissionHolds: Judge<Fact<'reading.submitted', ReadingsSubmitted>> = async (reader, sealed) => {
  const holds: boolean[] = [];
  for (const [index, entry] of sealed.fact.body.batches.entries()) {
    holds.push((await readContext(reader, { entry, index, sealed })) !== undefined);
  }
  return verdictOfEntries(holds);
};

const deviceHolds: Judge<Fact<string, DeviceRegistered>> = async (reader, { fact, digest }) => {
  const device = deviceRegistered.key.parse(fact.key)?.device ?? '';
  const found = foundOrAbsent(await readRegistration(reader, device));
  return verdictOf(found?.registered.digest === digest);
};

/** A revocation of a company that owns the device, or owned it: it was sealed before the device went on, else it could not be there. */
const revocationHolds: Judge<Fact<string, DeviceRevoked>> = async (reader, { fact }) => {
  const { device = '', number = 0, company } = deviceRevoked.key.parse(fact.key) ?? {};
  const life = foundOrAbsent(await readChangedDevice(reader, device));
  const owned = life?.epochs.find(({ tenure }) => tenure === number);
  return verdictOf(owned !== undefined && (company ?? owned.owner) === owned.owner);
};

const changeHolds: Judge = async (reader, { fact, digest }) => {
  const parts = deviceChangeKey.parse(fact.key) ?? deviceChangeEndKey.parse(fact.key);
  const life = foundOrAbsent(await readChangedDevice(reader, parts?.device ?? ''));
  return verdictOf(life?.links.includes(digest) === true);
};

const grantHolds: Judge<Fact<'reading.granted', ReadingsGranted>> = async (reader, { fact }) => {
  const parts = readingGranted.key.parse(fact.key);
  if (parts === undefined || (parts.subjectKind !== 'site' && parts.subjectKind !== 'agreement')) {
    return verdictOf(false);
  }
  const about = await readSubject(reader, { kind: parts.subjectKind, id: parts.subject });
  return verdictOf(about?.parties.includes(parts.company) === true);
};

/** How each fact of devices and readings is judged, as far as the facts show; whether the device signed is for the bytes to show. */
export const READING_JUDGES = {
  'device.registered': deviceHolds,
  'device.revoked': revocationHolds,
  'device.offered': changeHolds,
  'device.withdrawn': changeHolds,
  'device.accepted': changeHolds,
  'device.rekeyed': changeHolds,
  'device.firmware': changeHolds,
  'site.registered': alwaysHolds,
  'reading.granted': grantHolds,
  'reading.submitted': submissionHolds,
};
