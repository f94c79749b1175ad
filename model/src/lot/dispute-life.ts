import type { Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { foundOrAbsent, sealedAt, sealedWith, type FactReader } from '../fact/reader';
import type { DisputeEnded, LotDisputed } from './dispute';
import { disputeEnded, lotDisputed } from './dispute-facts';
import { companyOf } from './holder';
import { readClassLot } from './life';
import type { LotContent } from './rules';

/** A sealed dispute. */
export type SealedDispute = Sealed<Fact<'lot.disputed', LotDisputed>>;

/** Debtor and creditor of an obligation, where they are companies; nobody of any other lot. */
export function disputantsOf({ classId, holder, dueAt }: LotContent): string[] {
  if (dueAt === undefined) return [];
  return [...new Set([ownerOf(classId), companyOf(holder) ?? ownerOf(classId)])];
}

/** Why a company cannot dispute a lot at that time. A debtor disputes what it owes before it is due. */
export function refuseDispute(
  lot: LotContent,
  { company, at }: { readonly company: string; readonly at: number },
): 'NOT_A_PARTY' | 'DISPUTE_LATE' | undefined {
  if (!disputantsOf(lot).includes(company)) return 'NOT_A_PARTY';
  const isLate = company === ownerOf(lot.classId) && at >= (lot.dueAt ?? 0);
  return isLate ? 'DISPUTE_LATE' : undefined;
}

/** Whether a dispute holds: it names an obligation that holds, and its company is debtor or creditor. */
export async function disputeHolds(reader: FactReader, { fact }: SealedDispute): Promise<boolean> {
  const { lot: lotId = '', company = '' } = lotDisputed.key.parse(fact.key) ?? {};
  const lot = foundOrAbsent(await readClassLot(reader, lotId));
  if (lot?.maker.digest !== fact.body.origin) return false;
  return refuseDispute(lot, { company, at: fact.at }) === undefined;
}

/** Whether the end of a dispute names it. */
export async function disputeEndHolds(
  reader: FactReader,
  { fact }: Sealed<Fact<'lot.disputeEnded', DisputeEnded>>,
): Promise<boolean> {
  const parts = disputeEnded.key.parse(fact.key);
  const dispute = await sealedWith(reader, lotDisputed, fact.body.dispute);
  return parts !== undefined && dispute?.fact.key === lotDisputed.key.build(parts);
}

/** The dispute of a company about a lot, when it holds, and whether it ended. */
export async function readDispute(
  reader: FactReader,
  { lotId, company }: { readonly lotId: string; readonly company: string },
): Promise<{ readonly dispute: SealedDispute; readonly isOpen: boolean } | undefined> {
  const parts = { lot: lotId, company };
  const dispute = await sealedAt(reader, lotDisputed, {
    mspId: company,
    key: lotDisputed.key.build(parts),
  });
  if (dispute === undefined || !(await disputeHolds(reader, dispute))) return undefined;
  const end = await reader.read({ mspId: company, key: disputeEnded.key.build(parts) });
  return { dispute, isOpen: end.status === 'absent' };
}

/** The companies that dispute an obligation now. */
export async function readDisputants(reader: FactReader, lot: LotContent): Promise<string[]> {
  const found = await Promise.all(
    disputantsOf(lot).map(async (company) => {
      const held = await readDispute(reader, { lotId: lot.lotId, company });
      return held?.isOpen === true ? company : undefined;
    }),
  );
  return found.filter((company) => company !== undefined);
}
