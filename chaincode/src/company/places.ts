import {
  companyPlaces,
  readPlace,
  type FactReceipt,
  type PlaceRecord,
  type PlaceRegistration,
  type PlaceRequest,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandDistinct } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandCallerRegistered } from './companies';

/** Adds places to the calling company's directory. */
export async function registerPlaces(ledger: Ledger, request: PlaceRegistration): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  caller.demand('operator');
  await demandCallerRegistered(ledger);
  const { ref, places } = request;
  const { type } = companyPlaces;
  const key = companyPlaces.key.build({ company: caller.mspId, ref });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (body) => isSameContent(body, { places }),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  demandDistinct(
    places.map(({ code }) => code),
    (index) => `places[${index}].code`,
  );
  await Promise.all(
    places.map(async ({ code }, index) => {
      if ((await readPlace(facts, { mspId: caller.mspId, code })) === undefined) return;
      throw new ContractError({ code: 'ALREADY_EXISTS', field: `places[${index}].code` });
    }),
  );
  return receiptOf(await ledger.append({ type, key, ref, body: { places } }));
}

/** The place as a company's directory has it. */
export async function getPlace(ledger: Ledger, request: PlaceRequest): Promise<PlaceRecord> {
  const { mspId } = request;
  const found = await readPlace(ledger.facts, request);
  if (found === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'code' });
  return { ...toPlain(found.place), mspId, ...sourceOf(found.sealed) };
}

/** @throws ContractError `UNKNOWN_PLACE` unless the calling company has the place in its directory. */
export async function demandPlace(
  ledger: Ledger,
  place: { readonly code: string; readonly field: string },
): Promise<void> {
  const { code, field } = place;
  if ((await readPlace(ledger.facts, { mspId: ledger.caller.mspId, code })) !== undefined) return;
  throw new ContractError({ code: 'UNKNOWN_PLACE', field, details: { place: code } });
}
