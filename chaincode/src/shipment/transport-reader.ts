import {
  buildKey,
  ownerOf,
  type TransportPlan,
  type TransportRecord,
  type TransportUpdateEntry,
} from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits.js';
import { ContractError } from '../errors.js';
import { findEntry, foundOrAbsent, type Found, type HeldEntry } from '../kernel/entries.js';
import type { Ledger } from '../kernel/ledger.js';
import { sourceOf } from '../kernel/receipt.js';
import { PLANNED, isUpdateRefusal, updateTransport, type TransportState } from './transport-states.js';

/** A transport whose plan holds, and what its updates that hold say by now. */
export interface HeldTransport {
  readonly plan: HeldEntry<'transport.planned', TransportPlan>;
  readonly state: TransportState;
}

/** The transport of that id, or why its plan does not hold. */
export async function findTransport(ledger: Ledger, transportId: string): Promise<Found<HeldTransport>> {
  const plan = await findPlan(ledger, transportId);
  if (plan === undefined || 'rejected' in plan) return plan;
  return { found: { plan: plan.found, state: await readUpdates(ledger, plan.found.entry) } };
}

/** The plan alone: what it says never changes. */
export async function findPlan(
  ledger: Ledger,
  transportId: string,
): Promise<Found<HeldEntry<'transport.planned', TransportPlan>>> {
  return await findEntry(ledger, {
    type: 'transport.planned',
    pointer: buildKey('transport', { transport: transportId }),
    entries: (body) => body.transports,
    isMeant: (entry) => entry.transportId === transportId,
  });
}

/** @throws ContractError `UNKNOWN_TRANSPORT` naming the field that names it */
export async function demandTransport(
  ledger: Ledger,
  named: { readonly transportId: string; readonly field: string },
): Promise<HeldTransport> {
  const { transportId, field } = named;
  const transport = foundOrAbsent(await findTransport(ledger, transportId));
  if (transport === undefined) throw new ContractError({ code: 'UNKNOWN_TRANSPORT', field });
  return transport;
}

/** What a query answers. */
export function toTransportRecord({ plan, state }: HeldTransport): TransportRecord {
  return { ...state, plan: plan.entry, operator: ownerOf(plan.entry.transportId), ...sourceOf(plan.held) };
}

/** Updates are numbered by their operator; one that contradicts those before it is passed over. */
async function readUpdates(ledger: Ledger, plan: TransportPlan): Promise<TransportState> {
  let state = PLANNED;
  for (let number = 1; number <= CHAINCODE_LIMITS.updatesMax; number += 1) {
    const update = await findUpdate(ledger, { transportId: plan.transportId, number });
    if (update === undefined) return state;
    const next = updateTransport(plan, state, update);
    state = isUpdateRefusal(next) ? { ...state, sequence: number } : next;
  }
  return state;
}

async function findUpdate(
  ledger: Ledger,
  named: { readonly transportId: string; readonly number: number },
): Promise<TransportUpdateEntry | undefined> {
  const { transportId, number } = named;
  const found = await findEntry(ledger, {
    type: 'transport.updated',
    pointer: buildKey('update', { transport: transportId, number }),
    entries: (body) => body.updates,
    isMeant: (entry) => entry.transportId === transportId && entry.sequence === number,
  });
  return foundOrAbsent(found)?.entry;
}
