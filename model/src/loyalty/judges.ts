import { alwaysHolds } from '../fact/judge.js';

/** How each fact of a loyalty programme is judged. */
export const LOYALTY_JUDGES = {
  'loyalty.terms': alwaysHolds,
  'loyalty.lots': alwaysHolds,
  'loyalty.spent': alwaysHolds,
  'loyalty.settlementProposed': alwaysHolds,
  'loyalty.settled': alwaysHolds,
};
