import { isUpdateRefusal, updateTransport } from '@kontti/model';
import type { TransportState } from '@kontti/model';
import type { ProvenEvent } from '@kontti/client-sdk';
import type { Sql, SqlRow } from '../sql/database';
import { refreshLateness } from './lateness';
import { findRow, insertRow, updateRow } from './projected-row';

/** A transport that was planned. */
export async function planTransport(sql: Sql, event: ProvenEvent<'transport.planned'>): Promise<void> {
  const { transportId, mode, number, from, to, departurePlanned, arrivalPlanned, distanceMeters } =
    event.body;
  await insertRow(sql, 'transport', {
    ...{
      transport_id: transportId,
      operator: event.vouchers[0],
      mode,
      number,
      from_place: from,
      to_place: to,
    },
    ...{
      departure_planned: departurePlanned,
      arrival_planned: arrivalPlanned,
      distance_meters: distanceMeters,
    },
    ...{ status: 'planned', updates: 0 },
  });
}

/** What the model's reducer makes of an update. */
export async function updateTransportRow(sql: Sql, event: ProvenEvent<'transport.updated'>): Promise<void> {
  const { transportId, sequence, kind, departure, arrival } = event.body;
  const row = await findRow(sql, 'transport', ['transport_id', transportId]);
  if (row === undefined) {
    throw new Error(`no transport ${transportId}`);
  }
  const plan = { arrivalPlanned: Date.parse(String(row['arrival_planned'])) };
  const state = rowToState(row);
  const known = state.delayMinutes;
  // A number before it that was used up in vain shows no event.
  const next = updateTransport(
    plan,
    { ...state, sequence: sequence - 1 },
    {
      ...{ transportId, sequence, kind },
      ...(departure && { departure: departure.getTime() }),
      ...(arrival && { arrival: arrival.getTime() }),
    },
  );
  if (isUpdateRefusal(next)) {
    throw new Error(`update ${sequence} of ${transportId} does not follow: ${next.code}`);
  }
  const dateOf = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));
  await updateRow(sql, 'transport', {
    where: { transport_id: transportId },
    set: {
      ...{ status: next.status, updates: next.sequence, delay_minutes: next.delayMinutes },
      ...{ departure: dateOf(next.departure), arrival: dateOf(next.arrival) },
    },
  });
  if (next.delayMinutes !== undefined && next.delayMinutes !== known) {
    await refreshLateness(sql, { transportId });
  }
}

function rowToState(row: SqlRow): Omit<TransportState, 'sequence'> {
  const msOf = (value: unknown): number | undefined =>
    typeof value === 'string' ? Date.parse(value) : undefined;
  const [departure, arrival] = [msOf(row['departure']), msOf(row['arrival'])];
  const delay = row['delay_minutes'];
  return {
    status: row['status'] as TransportState['status'],
    ...(departure !== undefined && { departure }),
    ...(arrival !== undefined && { arrival }),
    ...(delay !== null && delay !== undefined && { delayMinutes: Number(delay) }),
  };
}
