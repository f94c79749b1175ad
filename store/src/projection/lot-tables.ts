import { number, text } from './projected-table';
import type { ProjectedTable } from './projected-table';

/** Tables about points, lots and what companies owe for them. Quantities are integers of 64 bits. */
export const LOT_TABLES: readonly ProjectedTable[] = [
  {
    name: 'programme',
    columns: { programme: text, version: number, terms: text, in_force_from: text, digest: text },
    key: ['programme', 'version'],
    indexes: [],
  },
  {
    name: 'lot_class',
    columns: { class_id: text, version: number, definition: text, in_force_from: text, digest: text },
    key: ['class_id', 'version'],
    indexes: [],
  },
  {
    name: 'lot',
    columns: {
      ...{ lot_id: text, kind: text, class_id: text, holder: text, quantity: number, expires_at: 'TEXT' },
      ...{ due_at: 'TEXT', shipment_id: 'TEXT', subject: 'TEXT', pledged_to: 'TEXT', secures: 'TEXT' },
      ...{ made_by: text, made_at: text, spent_by: 'TEXT', spent_at: 'TEXT' },
    },
    key: ['lot_id'],
    indexes: [
      ['holder', 'spent_by'],
      ['class_id', 'spent_by'],
    ],
  },
  {
    name: 'claim',
    columns: {
      ...{ claim_id: text, programme: text, debtor: text, creditor: text, currency: text, minor: number },
      ...{ claimed_at: text, settled_by: 'TEXT', settled_at: 'TEXT' },
    },
    key: ['claim_id'],
    indexes: [
      ['creditor', 'settled_by'],
      ['debtor', 'settled_by'],
    ],
  },
];
