import type { Fact } from '../fact/define-fact';
import { verdictOfEntries, type Judge } from '../fact/judge';
import type { ReadingsSubmitted } from './batch-entry';
import { readContext } from './life';

const submissionHolds: Judge<Fact<'reading.submitted', ReadingsSubmitted>> = async (reader, sealed) => {
  const holds: boolean[] = [];
  for (const [index, entry] of sealed.fact.body.batches.entries()) {
    holds.push((await readContext(reader, { entry, index, sealed })) !== undefined);
  }
  return verdictOfEntries(holds);
};

/** How each fact of readings is judged, as far as the facts show; whether the device signed is for the bytes to show. */
export const READING_JUDGES = { 'reading.submitted': submissionHolds };
