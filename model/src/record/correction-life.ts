import type { Fact, Sealed } from '../fact/define-fact';
import type { Judge } from '../fact/judge';
import { leadsTo } from '../fact/leads-to';
import type { FactReader } from '../fact/reader';
import type { Correction, FactReference } from './correction';
import { correctionKey, recordCorrected } from './facts';

/** How facts of every subject are judged, and the numbers of the entries that a fact has. */
export interface Judging {
  readonly judge: Judge;
  entriesOf(fact: Fact): ReadonlySet<number>;
}

/** Why a correction does not count: what it names does not hold, or the company did not vouch for it; and which field says so. */
export interface CorrectionRefusal {
  readonly code: 'NOT_FOUND' | 'NOT_A_PARTY' | 'FIELD_CONFLICT';
  readonly field: 'digest' | 'replacedBy';
}

/** Why a company cannot correct a fact; `undefined` when it can. */
export async function refuseCorrection(
  reader: FactReader,
  judging: Judging,
  corrected: { readonly company: string; readonly correction: Correction },
): Promise<CorrectionRefusal | undefined> {
  const { company, correction } = corrected;
  const wrong = await readReference(reader, judging, { company, reference: correction });
  if (typeof wrong === 'string') return { code: wrong, field: 'digest' };
  const { replacedBy } = correction;
  if (replacedBy === undefined) return undefined;
  const right = await readReference(reader, judging, { company, reference: replacedBy });
  if (typeof right === 'string') return { code: right, field: 'replacedBy' };
  const isSame = right.digest === wrong.digest && replacedBy.index === correction.index;
  const isOfType = right.fact.type === wrong.fact.type;
  return isOfType && !isSame ? undefined : { code: 'FIELD_CONFLICT', field: 'replacedBy' };
}

/** Whether one entry of a correction counts; the first one of a company about a fact or an entry does. */
export async function correctionHolds(
  reader: FactReader,
  judging: Judging,
  corrected: { readonly company: string; readonly correction: Correction; readonly digest: string },
): Promise<boolean> {
  const { company, correction, digest } = corrected;
  const key = correctionKey(company, correction);
  if (!(await leadsTo(reader, { mspId: company, key }, digest))) return false;
  return (await refuseCorrection(reader, judging, { company, correction })) === undefined;
}

/**
 * The fact that a reference names, when the company vouched for it, it holds, and so does the entry; else why not. What others vouched for is
 * not judged. A correction that is corrected only has to be sealed: what it corrects is not looked at, so that a chain of corrections costs
 * no more than one.
 */
async function readReference(
  reader: FactReader,
  judging: Judging,
  named: { readonly company: string; readonly reference: FactReference },
): Promise<Sealed | 'NOT_FOUND' | 'NOT_A_PARTY'> {
  const { company, reference } = named;
  const { key, digest, index } = reference;
  const reading = await reader.follow(digest);
  if (reading.status !== 'sealed' || reading.sealed.fact.key !== key) return 'NOT_FOUND';
  const { sealed } = reading;
  if (index !== undefined && !judging.entriesOf(sealed.fact).has(index)) return 'NOT_FOUND';
  if (!sealed.fact.vouchers.includes(company)) return 'NOT_A_PARTY';
  if (sealed.fact.type === recordCorrected.type) return sealed;
  const verdict = await judging.judge(reader, sealed);
  return verdict.holds && (index === undefined || !verdict.voidEntries.has(index)) ? sealed : 'NOT_FOUND';
}
