import {
  ModelError,
  loyaltyTerms,
  readTerms,
  readTermsVersion,
  type FactReceipt,
  type HeldTerms,
  type TermsChange,
  type TermsRecord,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandNextVersion } from '../kernel/versions';

/** The issuer's next terms of a programme: in force from their own ledger time, never for what was booked before. */
export async function setTerms(ledger: Ledger, request: TermsChange): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { programme, version, ...terms } = request;
  caller.demand('admin');
  demandOwner(caller, { id: programme, field: 'programme' });
  const { type } = loyaltyTerms;
  const key = loyaltyTerms.key.build({ programme, number: version });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (body) => isSameContent(body, terms),
    code: 'SEQUENCE',
    field: 'version',
  });
  if (known !== undefined) return receiptOf(known);
  const { nextNumber: expected } = await readTerms(facts, programme);
  demandNextVersion(version, expected);
  for (const [index, mspId] of terms.partners.entries()) {
    const field = `partners[${index}]`;
    if (mspId === caller.mspId) {
      throw new ModelError({ code: 'FIELD_CONFLICT', field, rule: 'not the issuer' });
    }
    await demandCompany(ledger, { mspId, field });
  }
  const governed = await ledger.governBy('loyalty', { self: caller.mspId, issuer: caller.mspId });
  return receiptOf(await ledger.append({ type, key, body: terms, ...governed }));
}

/** The terms in force. @throws ContractError `UNKNOWN_PROGRAMME` */
export async function demandTerms(ledger: Ledger, programme: string): Promise<HeldTerms> {
  const { inForce } = await readTerms(ledger.facts, programme);
  if (inForce === undefined) throw new ContractError({ code: 'UNKNOWN_PROGRAMME', field: 'programme' });
  return inForce;
}

/** The terms in force, or one version of them. */
export async function getTerms(
  ledger: Ledger,
  request: { readonly programme: string; readonly version?: number },
): Promise<TermsRecord> {
  const { programme, version } = request;
  if (version === undefined) return toTermsRecord(await demandTerms(ledger, programme));
  const held = await readTermsVersion(ledger.facts, { programme, version });
  if (held === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'version' });
  return toTermsRecord(held);
}

function toTermsRecord({ programme, version, terms, sealed }: HeldTerms): TermsRecord {
  return { ...toPlain(terms), programme, version, at: sealed.fact.at, ...sourceOf(sealed) };
}
