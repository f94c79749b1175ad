import type { FactEventBodies } from '@kontti/model';

/** A lot of points with its id, its programme and how it came about. */
export type LotIssued = FactEventBodies['loyalty.lots'];
