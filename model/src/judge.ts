import { COMPANY_JUDGES } from './company/judges';
import type { Sealed } from './fact/define-fact';
import type { Judge, Verdict } from './fact/judge';
import type { FactReader } from './fact/reader';
import { eventsOf, type FactType } from './registry/registry';
import { LOT_JUDGES } from './lot/judges';
import { LOYALTY_JUDGES } from './loyalty/judges';
import { PRODUCT_JUDGES } from './product/judges';
import { READING_JUDGES } from './reading/judges';
import { createRecordJudges } from './record/judges';
import type { Judging } from './record/correction-life';
import { SHIPMENT_JUDGES } from './shipment/judges';
import { TRANSPORT_JUDGES } from './transport/judges';

/** What is corrected can be of any subject: how all of them are judged, and which entries a fact has. */
export const JUDGING: Judging = {
  judge: (reader, sealed) => judge(reader, sealed),
  entriesOf: (fact) => new Set(eventsOf(fact).flatMap(({ index }) => index ?? [])),
};

const judges = {
  ...COMPANY_JUDGES,
  ...TRANSPORT_JUDGES,
  ...SHIPMENT_JUDGES,
  ...READING_JUDGES,
  ...LOYALTY_JUDGES,
  ...LOT_JUDGES,
  ...PRODUCT_JUDGES,
  ...createRecordJudges(JUDGING),
} as unknown as Readonly<Record<FactType, Judge>>;

/**
 * Whether a sealed fact holds after what held before it. Contracts, readers, event streams and histories all ask here, so they
 * cannot disagree.
 */
export async function judge(reader: FactReader, sealed: Sealed): Promise<Verdict> {
  return await judges[sealed.fact.type as FactType](reader, sealed);
}
