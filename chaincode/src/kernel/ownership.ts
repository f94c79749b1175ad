import { ownerOf } from '@kontti/model';
import { ContractError } from '../errors';
import type { Caller } from './roles';

/** @throws ContractError `NOT_OWNER` unless the id starts with the caller's MSP id. */
export function demandOwner(caller: Caller, owned: { readonly id: string; readonly field: string }): void {
  if (ownerOf(owned.id) !== caller.mspId) {
    throw new ContractError({
      code: 'NOT_OWNER',
      field: owned.field,
      details: { owner: ownerOf(owned.id), caller: caller.mspId },
    });
  }
}

/** @throws ContractError `ALREADY_EXISTS` naming the second entry of a bulk that has an id which an earlier entry has. */
export function demandDistinct(ids: readonly string[], fieldOf: (index: number) => string): void {
  const seen = new Set<string>();
  ids.forEach((id, index) => {
    if (seen.has(id)) throw new ContractError({ code: 'ALREADY_EXISTS', field: fieldOf(index) });
    seen.add(id);
  });
}
