import type { DeviceRegistered, DeviceRevoked } from './device';
import type { Fact } from '../fact/define-fact';
import { alwaysHolds, verdictOf, type Judge } from '../fact/judge';
import { foundOrAbsent } from '../fact/reader';
import { companyRegistered, deviceRegistered, deviceRevoked } from './facts';
import { readCompany, readDevice, readRegistration } from './life';
import type { CompanyRegistration } from './registration';

const companyRegisteredHolds: Judge<Fact<string, CompanyRegistration>> = async (reader, { fact, digest }) => {
  const { registered } = await readCompany(reader, companyRegistered.key.parse(fact.key)?.company ?? '');
  return verdictOf(registered?.digest === digest);
};

const deviceHolds: Judge<Fact<string, DeviceRegistered>> = async (reader, { fact, digest }) => {
  const device = deviceRegistered.key.parse(fact.key)?.device ?? '';
  const found = foundOrAbsent(await readRegistration(reader, device));
  return verdictOf(found?.registered.digest === digest);
};

const revocationHolds: Judge<Fact<string, DeviceRevoked>> = async (reader, { fact, digest }) => {
  const device = deviceRevoked.key.parse(fact.key)?.device ?? '';
  const found = foundOrAbsent(await readDevice(reader, device));
  return verdictOf(found?.revoked?.digest === digest);
};

/** How each fact of a company is judged. */
export const COMPANY_JUDGES = {
  'company.registered': companyRegisteredHolds,
  'company.rule': alwaysHolds,
  'company.places': alwaysHolds,
  'device.registered': deviceHolds,
  'device.revoked': revocationHolds,
};
