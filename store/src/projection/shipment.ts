import { consigned, isCustodyRefusal, moveCustody } from '@kontti/model';
import type { CustodyEvent, CustodyState } from '@kontti/model';
import type { ProvenEvent } from '@kontti/client-sdk';
import type { Sql, SqlRow } from '../sql/database';
import { copyToLegs, refreshLateness } from './lateness';
import { findRow, insertRow, updateRow } from './projected-row';

/** A shipment that was handed to the chain, its legs and its units. */
export async function consignShipment(sql: Sql, event: ProvenEvent<'shipment.consigned'>): Promise<void> {
  const shipmentId = event.key.slice('shipment/'.length);
  await insertShipment(sql, event, { ...event.body, shipmentId });
}

/** One of several shipments that were handed to the chain at once. */
export async function consignListed(sql: Sql, event: ProvenEvent<'shipment.consignments'>): Promise<void> {
  await insertShipment(sql, event, event.body);
}

async function insertShipment(
  sql: Sql,
  { ledgerTime, vouchers }: Pick<ProvenEvent<'shipment.consigned'>, 'ledgerTime' | 'vouchers'>,
  consignment: ProvenEvent<'shipment.consignments'>['body'],
): Promise<void> {
  const { shipmentId: shipment_id } = consignment;
  const consignor = shipment_id.slice(0, shipment_id.indexOf('/'));
  if (!vouchers.includes(consignor)) {
    throw new Error(`${consignor} does not vouch for ${shipment_id}`);
  }
  const { consignee, container, uld, origin, destination, conditions, legs, ssccs } = consignment;
  const { status, custodian, hasMoved } = consigned({ consignor, consignee });
  await insertRow(sql, 'shipment', {
    ...{ shipment_id, consignor, consignee, container, uld, origin, destination, conditions },
    ...{ consigned_at: ledgerTime, status, custodian, has_moved: hasMoved, moves: 0, late_minutes: 0 },
  });
  await insertUnits(sql, shipment_id, { legs, ssccs });
}

async function insertUnits(
  sql: Sql,
  shipment_id: string,
  { legs = [], ssccs = [] }: { readonly legs?: readonly string[]; readonly ssccs?: readonly string[] },
): Promise<void> {
  for (const [leg, transport_id] of legs.entries()) {
    await insertRow(sql, 'shipment_leg', { shipment_id, leg, transport_id });
  }
  await refreshLateness(sql, { shipmentId: shipment_id });
  for (const sscc of ssccs) {
    await insertRow(sql, 'shipment_sscc', { shipment_id, sscc });
  }
}

/** What takes the place of what was consigned. */
export async function amendShipmentRow(sql: Sql, event: ProvenEvent<'shipment.amended'>): Promise<void> {
  const { key, body, ledgerTime } = event;
  const { consignor, changes, reason } = body;
  const shipment_id = await moveShipment(sql, key, () => ({ kind: 'amended', by: consignor }));
  const { legs, ssccs, origin, destination } = changes;
  await updateRow(sql, 'shipment', {
    where: { shipment_id },
    set: {
      ...{ amended_at: ledgerTime, reason },
      ...(origin !== undefined && { origin }),
      ...(destination !== undefined && { destination }),
    },
  });
  if (legs !== undefined) {
    await sql.run('DELETE FROM shipment_leg WHERE shipment_id = ?', [shipment_id]);
  }
  if (ssccs !== undefined) {
    await sql.run('DELETE FROM shipment_sscc WHERE shipment_id = ?', [shipment_id]);
  }
  await insertUnits(sql, shipment_id, { ...(legs && { legs }), ...(ssccs && { ssccs }) });
}

/** A shipment that its consignor took back. */
export async function cancelShipmentRow(sql: Sql, event: ProvenEvent<'shipment.cancelled'>): Promise<void> {
  const { key, body, ledgerTime } = event;
  const shipment_id = await moveShipment(sql, key, () => ({ kind: 'cancelled', by: body.consignor }));
  await updateRow(sql, 'shipment', {
    where: { shipment_id },
    set: { cancelled_at: ledgerTime, reason: body.reason },
  });
}

/** What the model's reducer makes of a move of custody, whose number its key has. Returns the shipment's id. */
export async function moveShipment(
  sql: Sql,
  key: string,
  toEvent: (number: number) => CustodyEvent,
): Promise<string> {
  const [, shipmentId = '', number = ''] = /^custody\/([^/]+\/[^/]+)\/(\d+)\//.exec(key) ?? [];
  const row = await findRow(sql, 'shipment', ['shipment_id', shipmentId]);
  if (row === undefined) {
    throw new Error(`no shipment ${shipmentId}`);
  }
  const next = moveCustody(stateBefore(row, Number(number)), toEvent(Number(number)));
  if (isCustodyRefusal(next)) {
    throw new Error(`${key} does not follow: ${next}`);
  }
  const { status, custodian, hasMoved, offer } = next;
  await updateRow(sql, 'shipment', {
    where: { shipment_id: shipmentId },
    set: {
      ...{ status, custodian, has_moved: hasMoved, moves: Number(number) },
      ...{ offered_to: offer?.to, offer_number: offer?.number },
    },
  });
  await copyToLegs(sql, { shipmentId });
  return shipmentId;
}

/** A shipment that its consignee received. */
export async function deliverShipment(sql: Sql, event: ProvenEvent<'shipment.delivered'>): Promise<void> {
  const { key, body } = event;
  const shipmentId = await moveShipment(sql, key, () => ({ kind: 'delivered', by: body.consignee }));
  await updateRow(sql, 'shipment', {
    where: { shipment_id: shipmentId },
    set: { delivered_at: body.at, delivered_place: body.place },
  });
}

/**
 * The custody before the move of that number. An offer whose end does not hold is over for every reader, though no event says so: that
 * shows once its company makes another move.
 */
function stateBefore(row: SqlRow, number: number): CustodyState {
  const state = rowToState(row);
  const { offer, custodian } = state;
  if (offer === undefined || offer.number === number) {
    return state;
  }
  const withdrawn = moveCustody(state, { kind: 'withdrawn', by: custodian, number: offer.number });
  return isCustodyRefusal(withdrawn) ? state : withdrawn;
}

function rowToState(row: SqlRow): CustodyState {
  const to = row['offered_to'];
  return {
    status: row['status'] as CustodyState['status'],
    consignee: String(row['consignee']),
    custodian: String(row['custodian']),
    hasMoved: Number(row['has_moved']) === 1,
    ...(typeof to === 'string' && { offer: { number: Number(row['offer_number']), to } }),
  };
}
