import { COMPANY_JUDGES } from './company/judges';
import type { Sealed } from './fact/define-fact';
import type { Judge, Verdict } from './fact/judge';
import type { FactReader } from './fact/reader';
import type { FactType } from './registry/registry';
import { LOYALTY_JUDGES } from './loyalty/judges';
import { READING_JUDGES } from './reading/judges';
import { SHIPMENT_JUDGES } from './shipment/judges';
import { TRANSPORT_JUDGES } from './transport/judges';

const judges = {
  ...COMPANY_JUDGES,
  ...TRANSPORT_JUDGES,
  ...SHIPMENT_JUDGES,
  ...READING_JUDGES,
  ...LOYALTY_JUDGES,
} as unknown as Readonly<Record<FactType, Judge>>;

/**
 * Whether a sealed fact holds after what held before it. Contracts, readers, event streams and histories all ask here, so they
 * cannot disagree.
 */
export async function judge(reader: FactReader, sealed: Sealed): Promise<Verdict> {
  return await judges[sealed.fact.type as FactType](reader, sealed);
}
