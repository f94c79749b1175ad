import { bindOperations } from '../bind';
import type { OperationContext } from '../operation';
import { getCompany } from './get';
import { getDevice } from './get-device';
import { getFact } from './get-fact';
import { getFactStatus } from './get-fact-status';
import { getPlace } from './get-place';
import { getRule } from './get-rule';
import { registerCompany } from './register';
import { registerDevice } from './register-device';
import { registerPlaces } from './register-places';
import { revokeDevice } from './revoke-device';
import { setRule } from './set-rule';

const OPERATIONS = {
  register: registerCompany,
  setRule,
  registerPlaces,
  registerDevice,
  revokeDevice,
  get: getCompany,
  getRule,
  getPlace,
  getDevice,
  getFact,
  getFactStatus,
};

/** Companies, their endorsement rules, places and devices. */
export type Companies = ReturnType<typeof createCompanies>;

/** Makes the group of operations for one client. */
export function createCompanies(context: OperationContext) {
  return bindOperations(context, OPERATIONS);
}
