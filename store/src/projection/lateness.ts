import type { Sql } from '../sql/database';

/** The largest delay among the legs of a shipment, in minutes; 0 where none is late or known to be. */
const LATE_MINUTES = `(SELECT COALESCE(MAX(transport.delay_minutes), 0) FROM shipment_leg
  JOIN transport ON transport.transport_id = shipment_leg.transport_id
  WHERE shipment_leg.shipment_id = shipment.shipment_id AND transport.delay_minutes > 0)`;

/** Which shipments may have become late: one, or all that ride on a transport. */
export type Refreshed = { readonly shipmentId: string } | { readonly transportId: string };

/**
 * Writes by how many minutes shipments are late. It is kept with each shipment, since looking through the transports of all of them would
 * take a question as long as there are shipments.
 */
export async function refreshLateness(sql: Sql, refreshed: Refreshed): Promise<void> {
  if ('shipmentId' in refreshed) {
    await sql.run(`UPDATE shipment SET late_minutes = ${LATE_MINUTES} WHERE shipment_id = ?`, [
      refreshed.shipmentId,
    ]);
    return;
  }
  await sql.run(
    `UPDATE shipment SET late_minutes = ${LATE_MINUTES}
      WHERE shipment_id IN (SELECT shipment_id FROM shipment_leg WHERE transport_id = ?)`,
    [refreshed.transportId],
  );
}
