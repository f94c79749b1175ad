import { COMPANY_JUDGES } from './company/judges.js';
import type { Sealed } from './fact/define-fact.js';
import type { Judge, Verdict } from './fact/judge.js';
import type { FactReader } from './fact/reader.js';
import type { FactType } from './registry/registry.js';
import { LOYALTY_JUDGES } from './loyalty/judges.js';
import { READING_JUDGES } from './reading/judges.js';
import { SHIPMENT_JUDGES } from './shipment/judges.js';
import { TRANSPORT_JUDGES } from './transport/judges.js';

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
