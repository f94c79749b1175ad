import type { PropertySubject } from './play';
import { forge, prepareProducts, someCall } from './product-commands';
import { findViolations } from './product-invariants';

/** Products: made, linked, marked, recalled, contradicted, and forged. */
export const PRODUCTS: PropertySubject = { prepare: prepareProducts, someCall, forge, findViolations };
