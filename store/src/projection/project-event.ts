import type { KonttiEvent, ProvenEvent } from '@kontti/client-sdk';
import type { Sql } from '../sql/database';
import {
  bookPoints,
  closeDeal,
  issueLot,
  moveLots,
  setLotClass,
  setTerms,
  settleClaims,
  spendPoints,
} from './lot';
import { assetIdsOf } from './asset-ids';
import { eraseRecord, publishRecord } from './private-record';
import { insertRow, insertRows } from './projected-row';
import { answerRecall, linkItems, makeItems, markItems, recallItems } from './product';
import { keepEvent } from './retention';
import {
  amendShipmentRow,
  cancelShipmentRow,
  consignListed,
  consignShipment,
  deliverShipment,
  moveShipment,
} from './shipment';
import { planTransport, updateTransportRow } from './transport';

/** Writes what an event says. */
type Writer<T extends KonttiEvent['type']> = (sql: Sql, event: ProvenEvent<T>) => Promise<void>;

/** By type of event; what is not here is in the table `event` alone. */
const WRITERS: { readonly [T in KonttiEvent['type']]?: Writer<T> } = {
  'company.registered': async (sql, { vouchers: [msp_id], body: { name, gln, jurisdiction }, ledgerTime }) =>
    insertRow(sql, 'company', { msp_id, name, gln, jurisdiction, registered_at: ledgerTime }),
  'company.places': async (sql, { vouchers: [company], body: { code, name, latitudeE6, longitudeE6 } }) =>
    insertRow(sql, 'place', { company, code, name, latitude_e6: latitudeE6, longitude_e6: longitudeE6 }),
  'transport.planned': planTransport,
  'transport.updated': updateTransportRow,
  'shipment.consigned': consignShipment,
  'shipment.consignments': consignListed,
  'shipment.amended': amendShipmentRow,
  'shipment.cancelled': cancelShipmentRow,
  'shipment.milestones': async (sql, { key, index, body, vouchers: [reported_by], ledgerTime }) => {
    const { shipmentId: shipment_id, kind, classifier, at, place } = body;
    const reported = { reported_by, reported_at: ledgerTime };
    await insertRow(sql, 'milestone', {
      ...{ fact_key: key, entry: index, shipment_id, kind, classifier, at, place },
      ...reported,
    });
  },
  'custody.offered': async (sql, { key, body: { from, to } }) => {
    await moveShipment(sql, key, (number) => ({ kind: 'offered', by: from, number, to }));
  },
  'custody.withdrawn': async (sql, { key, body: { from } }) => {
    await moveShipment(sql, key, (number) => ({ kind: 'withdrawn', by: from, number }));
  },
  'custody.accepted': async (sql, { key, body: { to } }) => {
    await moveShipment(sql, key, (number) => ({ kind: 'accepted', by: to, number }));
  },
  'shipment.delivered': deliverShipment,
  'reading.submitted': async (sql, { body }) => {
    const { deviceId, firstSequence, count, shipmentId, siteId, agreementId, container } = body;
    const { from, to, digest } = body;
    await insertRow(sql, 'reading_batch', {
      ...{ device_id: deviceId, first_sequence: firstSequence, readings: count },
      ...{ shipment_id: shipmentId, site_id: siteId, agreement_id: agreementId },
      ...{ container, from_time: from, to_time: to, digest },
    });
  },
  'reading.excursion': async (sql, { body }) => {
    const { deviceId, firstSequence, shipmentId, siteId, conditions, excursions } = body;
    await insertRow(sql, 'excursion', {
      ...{
        device_id: deviceId,
        first_sequence: firstSequence,
        shipment_id: shipmentId,
        site_id: siteId,
        conditions,
        excursions,
      },
    });
  },
  'loyalty.terms': setTerms,
  'loyalty.lots': bookPoints,
  'loyalty.spent': spendPoints,
  'loyalty.settled': settleClaims,
  'lot.class': setLotClass,
  'lot.issued': issueLot,
  'lot.moved': moveLots,
  'deal.closed': closeDeal,
  'product.made': makeItems,
  'product.linked': linkItems,
  'product.marked': markItems,
  'product.recalled': recallItems,
  'product.answered': answerRecall,
  'record.published': publishRecord,
  'record.erased': eraseRecord,
};

/** Writes an event into the tables; of one whose time was forgotten, what follows from it alone. */
export async function projectEvent(event: KonttiEvent, sql: Sql): Promise<void> {
  const { block, tx, position, id, type, key, digest, ref, vouchers, ledgerTime, body } = event;
  const index = Number(position.slice(position.lastIndexOf('.') + 1));
  const isKept = await keepEvent(sql, {
    ...{ block: Number(block), tx, event: index, position, event_id: id, type, fact_key: key, digest, ref },
    ...{ vouchers, ledger_time: ledgerTime, body: toJson(body) },
  });
  if (isKept) {
    const named = assetIdsOf(event).map((asset) => ({ asset, block: Number(block), tx, event: index }));
    await insertRows(sql, 'asset_event', named);
  }
  const write = WRITERS[type] as Writer<typeof type> | undefined;
  await write?.(sql, event as never);
}

/** Bytes, of batches, are on the ledger: the table `reading_batch` has their digest. */
function toJson(body: unknown): string {
  return JSON.stringify(body, (_, value: unknown) => {
    if (typeof value === 'bigint') {
      return value.toString();
    }
    return ArrayBuffer.isView(value) ? undefined : value;
  });
}
