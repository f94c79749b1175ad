import { forge, someCall } from './lot-commands';
import { prepareLots } from './lot-stage';
import { findViolations } from './lot-invariants';
import type { PropertySubject } from './play';

/** Lots: issued, moved, dealt, and forged. */
export const LOTS: PropertySubject = { prepare: prepareLots, someCall, forge, findViolations };
