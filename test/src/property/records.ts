import type { PropertySubject } from './play';
import { forge, prepareRecords, someCall } from './record-commands';
import { findViolations } from './record-invariants';

/** Records: anchored, acknowledged, kept in private, published, purged, erased, and forged. */
export const RECORDS: PropertySubject = { prepare: prepareRecords, someCall, forge, findViolations };
