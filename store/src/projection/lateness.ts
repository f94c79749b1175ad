import type { Sql } from '../sql/database';

/** The largest delay among the legs of a shipment, in minutes; 0 where none is late or known to be. */
const LATE_MINUTES = `(SELECT COALESCE(MAX(transport.delay_minutes), 0) FROM shipment_leg
  JOIN transport ON transport.transport_id = shipment_leg.transport_id
  WHERE shipment_leg.shipment_id = shipment.shipment_id AND transport.delay_minutes > 0)`;

/** Which shipments: one, or all that ride on a transport. */
type Refreshed = { readonly shipmentId: string } | { readonly transportId: string };

/**
 * Writes by how many minutes shipments are late. It is kept with each shipment, since looking through the transports of all of them would
 * take a question as long as there are shipments.
 */
export async function refreshLateness(sql: Sql, refreshed: Refreshed): Promise<void> {
  const { which, value } = toCondition(refreshed);
  await sql.run(`UPDATE shipment SET late_minutes = ${LATE_MINUTES} WHERE ${which}`, [value]);
  await copyToLegs(sql, refreshed);
}

/** Writes the state of shipments beside their legs, so that those on one transport are found without a look at each. */
export async function copyToLegs(sql: Sql, refreshed: Refreshed): Promise<void> {
  const { which, value } = toCondition(refreshed);
  const own = (column: string): string =>
    `${column} = (SELECT ${column} FROM shipment WHERE shipment.shipment_id = shipment_leg.shipment_id)`;
  await sql.run(`UPDATE shipment_leg SET ${own('status')}, ${own('late_minutes')} WHERE ${which}`, [value]);
}

function toCondition(refreshed: Refreshed): { readonly which: string; readonly value: string } {
  return 'shipmentId' in refreshed
    ? { which: 'shipment_id = ?', value: refreshed.shipmentId }
    : {
        which: 'shipment_id IN (SELECT shipment_id FROM shipment_leg WHERE transport_id = ?)',
        value: refreshed.transportId,
      };
}
