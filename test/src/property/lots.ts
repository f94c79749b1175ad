import { forge, prepareLots, someCall } from './lot-commands';
import { findViolations } from './lot-invariants';
import type { PropertySubject } from './play';

/** Lots: issued, moved, dealt, and forged. */
export const LOTS: PropertySubject = { prepare: prepareLots, someCall, forge, findViolations };
