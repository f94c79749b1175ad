import { LIMITS } from '@kontti/model';
import { ContractError } from '../errors';

/**
 * Demands that a version is the next one of what its owner changes by versions: none is left out, and there are not too many to read.
 * @throws ContractError `SEQUENCE`, `SERIES_TOO_LONG`
 */
export function demandNextVersion(version: number, expected: number): void {
  if (version !== expected) {
    throw new ContractError({ code: 'SEQUENCE', field: 'version', details: { expected } });
  }
  if (version < LIMITS.versionsMax) return;
  const details = { max: LIMITS.versionsMax };
  throw new ContractError({ code: 'SERIES_TOO_LONG', field: 'version', details });
}
