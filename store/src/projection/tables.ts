import { LOT_TABLES } from './lot-tables';
import { PRIVATE_RECORD_TABLES } from './private-record';
import { PRODUCT_TABLES } from './product-tables';
import { number, text } from './projected-table';
import type { ProjectedTable } from './projected-table';

/** Every table. Times are ISO 8601 in UTC, lists and bodies are JSON, on every database. */
export const PROJECTED_TABLES: readonly ProjectedTable[] = [
  {
    name: 'event',
    columns: {
      ...{
        block: number,
        tx: number,
        event: number,
        position: text,
        event_id: text,
        type: text,
        fact_key: text,
      },
      ...{ digest: text, ref: text, vouchers: text, ledger_time: text, body: text },
    },
    key: ['block', 'tx', 'event'],
    indexes: [['type'], ['fact_key']],
  },
  {
    name: 'asset_event',
    columns: { asset: text, block: number, tx: number, event: number },
    key: ['asset', 'block', 'tx', 'event'],
    indexes: [],
  },
  {
    name: 'company',
    columns: { msp_id: text, name: text, gln: text, jurisdiction: text, registered_at: text },
    key: ['msp_id'],
    indexes: [],
  },
  {
    name: 'place',
    columns: { company: text, code: text, name: text, latitude_e6: 'BIGINT', longitude_e6: 'BIGINT' },
    key: ['company', 'code'],
    indexes: [['code']],
  },
  {
    name: 'transport',
    columns: {
      ...{ transport_id: text, operator: text, mode: text, number: text, from_place: text, to_place: text },
      ...{ departure_planned: text, arrival_planned: text, distance_meters: number },
      ...{ status: text, updates: number, departure: 'TEXT', arrival: 'TEXT', delay_minutes: 'BIGINT' },
    },
    key: ['transport_id'],
    indexes: [['delay_minutes'], ['departure_planned']],
  },
  {
    name: 'shipment',
    columns: {
      ...{ shipment_id: text, consignor: text, consignee: text, container: 'TEXT', uld: 'TEXT' },
      ...{ origin: text, destination: text, conditions: 'TEXT', consigned_at: text },
      ...{ status: text, custodian: text, offered_to: 'TEXT', offer_number: 'BIGINT', has_moved: number },
      ...{ moves: number, delivered_at: 'TEXT', delivered_place: 'TEXT', late_minutes: number },
      ...{ amended_at: 'TEXT', cancelled_at: 'TEXT', reason: 'TEXT' },
    },
    key: ['shipment_id'],
    indexes: [
      ['container'],
      // All that `findShipments` reads, in its order.
      ...[['consignor'], ['consignee'], ['custodian'], ['origin'], ['destination'], []].map((by) => [
        ...by,
        ...['status', 'late_minutes', 'shipment_id'],
      ]),
    ],
  },
  {
    name: 'shipment_leg',
    columns: { shipment_id: text, leg: number, transport_id: text, status: 'TEXT', late_minutes: 'BIGINT' },
    key: ['shipment_id', 'leg'],
    // All that `findShipments` reads, in its order.
    indexes: [['transport_id', 'status', 'late_minutes', 'shipment_id']],
  },
  {
    name: 'shipment_sscc',
    columns: { shipment_id: text, sscc: text },
    key: ['shipment_id', 'sscc'],
    indexes: [['sscc']],
  },
  {
    name: 'milestone',
    columns: {
      ...{ fact_key: text, entry: number, shipment_id: text, kind: text, classifier: text },
      ...{ at: text, place: text, reported_by: text, reported_at: text },
    },
    key: ['fact_key', 'entry'],
    indexes: [['shipment_id'], ['place']],
  },
  {
    name: 'reading_batch',
    columns: {
      ...{ device_id: text, first_sequence: number, readings: number, shipment_id: 'TEXT' },
      ...{ site_id: 'TEXT', agreement_id: 'TEXT', container: 'TEXT' },
      ...{ from_time: text, to_time: text, digest: text },
    },
    key: ['device_id', 'first_sequence'],
    indexes: [['shipment_id'], ['site_id'], ['agreement_id']],
  },
  {
    name: 'excursion',
    columns: {
      device_id: text,
      first_sequence: number,
      shipment_id: 'TEXT',
      site_id: 'TEXT',
      conditions: text,
      excursions: text,
    },
    key: ['device_id', 'first_sequence'],
    indexes: [['shipment_id'], ['site_id']],
  },
  ...LOT_TABLES,
  ...PRODUCT_TABLES,
  ...PRIVATE_RECORD_TABLES,
];
