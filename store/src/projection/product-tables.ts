import { number, text } from './projected-table';
import type { ProjectedTable } from './projected-table';

/** Tables about items that were made. */
export const PRODUCT_TABLES: readonly ProjectedTable[] = [
  {
    name: 'item_set',
    columns: {
      ...{ items: text, class_id: text, batch: 'TEXT', place: 'TEXT', made_at: 'TEXT', expires_at: 'TEXT' },
      ...{ recorded_at: text, count: number, first_serial: 'BIGINT', serials: 'TEXT', digest: text },
    },
    key: ['items'],
    indexes: [['class_id', 'batch']],
  },
  {
    name: 'item_link',
    columns: {
      ...{ fact_key: text, entry: number, child: number, kind: text, digest: text },
      ...{ parent_items: text, parent_number: number },
      ...{ child_items: text, child_first: number, child_last: number, span: number },
      ...{ linked_by: text, linked_at: text, ended_by: 'TEXT' },
    },
    key: ['fact_key', 'entry', 'child'],
    indexes: [
      ['child_items', 'span', 'child_first'],
      ['parent_items', 'parent_number'],
    ],
  },
  {
    name: 'item_mark',
    columns: {
      ...{ fact_key: text, entry: number, items: text, first: number, last: number, kind: text },
      ...{ place: 'TEXT', at: 'TEXT', given_to: 'TEXT', reported_by: text, reported_at: text },
    },
    key: ['fact_key', 'entry'],
    indexes: [['items', 'first'], ['kind']],
  },
  {
    name: 'recall',
    columns: {
      ...{ recall_id: text, class_id: text, reason: text, batches: text, recalled_at: text, digest: text },
    },
    key: ['recall_id'],
    indexes: [['class_id']],
  },
  {
    name: 'recall_range',
    columns: { recall_id: text, range: number, items: text, first: number, last: number },
    key: ['recall_id', 'range'],
    indexes: [['items', 'first']],
  },
  {
    name: 'recall_answer',
    columns: {
      ...{ fact_key: text, recall_id: text, company: text, did: text, items: text, reason: 'TEXT' },
      ...{ answered_at: text },
    },
    key: ['fact_key'],
    indexes: [['recall_id']],
  },
];
