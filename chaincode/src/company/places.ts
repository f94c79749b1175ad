import {
  buildKey,
  keyOwnerOf,
  type CompanyPlaces,
  type FactReceipt,
  type Place,
  type PlaceRecord,
  type PlaceRegistration,
  type PlaceRequest,
} from '@kontti/model';
import { ContractError } from '../errors.js';
import { findEntry, foundOrAbsent, type HeldEntry } from '../kernel/entries.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandDistinct } from '../kernel/ownership.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf, sourceOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { demandCallerRegistered } from './companies.js';

/** Adds places to the calling company's directory. */
export async function registerPlaces(ledger: Ledger, request: PlaceRegistration): Promise<FactReceipt> {
  const { caller } = ledger;
  caller.demand('operator');
  await demandCallerRegistered(ledger);
  const { ref, places } = request;
  const type = 'company.places';
  const key = buildKey('places', { mspId: caller.mspId, ref });
  const isSame = (body: CompanyPlaces) => isSameContent(body, { places });
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'REF_REUSED', field: 'ref' });
  if (known !== undefined) return receiptOf(known);
  demandDistinct(
    places.map(({ code }) => code),
    (index) => `places[${index}].code`,
  );
  await Promise.all(
    places.map(async ({ code }, index) => {
      if ((await findPlace(ledger, { mspId: caller.mspId, code })) === undefined) return;
      throw new ContractError({ code: 'ALREADY_EXISTS', field: `places[${index}].code` });
    }),
  );
  const held = await ledger.append({ type, key, ref, body: { places } });
  places.forEach(({ code }, index) => {
    ledger.pointers.write({
      key: buildKey('place', { mspId: caller.mspId, code }),
      fact: held.fact,
      index,
    });
  });
  return receiptOf(held);
}

/** The place as a company's directory has it. */
export async function getPlace(ledger: Ledger, request: PlaceRequest): Promise<PlaceRecord> {
  const place = await findPlace(ledger, request);
  if (place === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'code' });
  return { ...toPlain(place.entry), mspId: request.mspId, ...sourceOf(place.held) };
}

/** @throws ContractError `UNKNOWN_PLACE` unless the calling company has the place in its directory. */
export async function demandPlace(
  ledger: Ledger,
  place: { readonly code: string; readonly field: string },
): Promise<void> {
  const { code, field } = place;
  if ((await findPlace(ledger, { mspId: ledger.caller.mspId, code })) === undefined) {
    throw new ContractError({ code: 'UNKNOWN_PLACE', field, details: { place: code } });
  }
}

async function findPlace(
  ledger: Ledger,
  place: PlaceRequest,
): Promise<HeldEntry<'company.places', Place> | undefined> {
  const { mspId, code } = place;
  return foundOrAbsent(
    await findEntry(ledger, {
      type: 'company.places',
      pointer: buildKey('place', { mspId, code }),
      entries: (body) => body.places,
      isMeant: (entry, { fact }) => entry.code === code && keyOwnerOf(fact) === mspId,
    }),
  );
}
