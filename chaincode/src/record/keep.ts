import { createCipheriv } from 'node:crypto';
import {
  ANSWER_KEY_BYTES,
  LIMITS,
  ModelError,
  SALT_BYTES,
  commitmentOf,
  privateCollectionName,
  recordErased,
  saltedBytes,
  type PrivateRecordAnswer,
  type PrivateRecordKeeping,
  type PrivateRecordReceipt,
  type PrivateRecordReference,
  type PrivateRecordRequest,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import type { PrivatePlace } from '../kernel/private-state';

/** Where a private record is kept. */
export function placeOf(reference: PrivateRecordReference): PrivatePlace {
  return { collection: privateCollectionName(reference), key: `record/${reference.recordId}` };
}

/** Where a salt is kept, so that no other value gets the same one: it is as private as the value. */
function saltPlace({ collection }: PrivatePlace, salt: Uint8Array): PrivatePlace {
  return { collection, key: `salt/${Buffer.from(salt).toString('hex')}` };
}

const KEPT = Buffer.of(1);

/** Keeps the private argument `value` behind `salt` in one collection. Nothing of it is answered, emitted or public but the hash. */
export async function keep(ledger: Ledger, request: PrivateRecordKeeping): Promise<PrivateRecordReceipt> {
  const { caller, privates } = ledger;
  const { recordId } = request;
  caller.demand('operator');
  demandOwner(caller, { id: recordId, field: 'recordId' });
  const salt = demandTransient(ledger, 'salt', { min: SALT_BYTES, max: SALT_BYTES });
  const value = demandTransient(ledger, 'value', { min: 1, max: LIMITS.privateValueBytesMax });
  const commitment = commitmentOf({ salt, value });
  const place = placeOf(request);
  const known = await privates.getHash(place);
  // A repeat writes the same again: a transaction without writes would need other endorsers than those of the collection.
  if (known !== commitment) await demandNew(ledger, { place, salt, isKnown: known !== undefined });
  privates.put(place, saltedBytes({ salt, value }));
  privates.put(saltPlace(place, salt), KEPT);
  return { recordId, commitment };
}

async function demandNew(
  ledger: Ledger,
  kept: { readonly place: PrivatePlace; readonly salt: Uint8Array; readonly isKnown: boolean },
): Promise<void> {
  const { place, salt, isKnown } = kept;
  const recordId = place.key.slice(place.key.indexOf('/') + 1);
  const erased = { mspId: ledger.caller.mspId, key: recordErased.key.build({ kept: recordId }) };
  if (isKnown || (await ledger.state.getSealHash(erased)) !== undefined) {
    throw new ContractError({ code: 'ALREADY_EXISTS', field: 'recordId' });
  }
  if ((await ledger.privates.getHash(saltPlace(place, salt))) !== undefined) {
    throw new ContractError({ code: 'SALT_REUSED', field: 'transient.salt' });
  }
}

/**
 * Purges what the company keeps, with its salt, so that no commitment says anything any more. Members' peers endorse it alone, since others do not
 * know the salt; that it was erased is another transaction's fact.
 */
export async function purge(ledger: Ledger, request: PrivateRecordReference): Promise<object> {
  const { caller, privates } = ledger;
  caller.demand('operator');
  demandOwner(caller, { id: request.recordId, field: 'recordId' });
  const place = placeOf(request);
  const isKept = (await privates.getHash(place)) !== undefined;
  const kept = isKept ? await privates.get(place) : undefined;
  privates.purge(place);
  if (kept !== undefined) privates.purge(saltPlace(place, kept.subarray(0, SALT_BYTES)));
  return {};
}

/** What is kept, for a member's client by a member's peer, under the private argument `key`, which is used once. */
export async function getKept(ledger: Ledger, request: PrivateRecordRequest): Promise<PrivateRecordAnswer> {
  const { caller, privates } = ledger;
  caller.demand('operator');
  const key = demandTransient(ledger, 'key', { min: ANSWER_KEY_BYTES, max: ANSWER_KEY_BYTES });
  const place = placeOf(request);
  if ((await privates.getHash(place)) === undefined) {
    throw new ContractError({ code: 'NOT_FOUND', field: 'recordId' });
  }
  const kept = await privates.get(place);
  if (kept === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'recordId' });
  // The key is used for this answer alone, so that a nonce has nothing to tell apart.
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
  const sealed = Buffer.concat([cipher.update(kept), cipher.final(), cipher.getAuthTag()]);
  return { sealed: sealed.toString('base64') };
}

function demandTransient(
  ledger: Ledger,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): Uint8Array {
  const value = ledger.transient(name);
  const field = `transient.${name}`;
  if (value === undefined) throw new ModelError({ code: 'FIELD_MISSING', field, rule: 'required' });
  if (value.length >= min && value.length <= max) return value;
  throw new ModelError({ code: 'FIELD_RANGE', field, rule: `${min}..${max} bytes` });
}
