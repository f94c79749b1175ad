import {
  LIMITS,
  nextEntry,
  transportUpdated,
  type FactReceipt,
  type TransportLife,
  type TransportState,
  type TransportUpdate,
  type TransportUpdateEntry,
  type TransportUpdating,
  type TransportsUpdated,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandTransport } from './transport-record';

/** New estimates and actual times of transports that the calling company operates. */
export async function updateTransports(ledger: Ledger, request: TransportUpdating): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, updates } = request;
  caller.demand('operator');
  updates.forEach(({ transportId }, index) => {
    demandOwner(caller, { id: transportId, field: `updates[${index}].transportId` });
  });
  const { type } = transportUpdated;
  const key = transportUpdated.key.build({ company: caller.mspId, ref });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (body) => isSameContent(askedFor(body), updates),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const transports = await demandTransports(ledger, updates);
  const entries = follow(transports, updates);
  const parties = { self: caller.mspId, operator: caller.mspId };
  const vouchers = [...transports.values()].flatMap(({ rule }) => ledger.vouchersBy(rule, parties));
  const held = await ledger.append({ type, key, ref, body: { updates: entries }, vouchers });
  entries.forEach(({ isNewDelay }, index) => {
    if (isNewDelay === true) {
      ledger.events.add({ type: 'transport.delayed', key, digest: held.digest, index });
    }
  });
  return receiptOf(held);
}

/** What the request behind a fact asked for: the contract derived the rest. */
function askedFor(body: TransportsUpdated): TransportUpdate[] {
  return body.updates.map(({ transportId, sequence, kind, departure, arrival }) => ({
    transportId,
    sequence,
    kind,
    ...(departure === undefined ? {} : { departure }),
    ...(arrival === undefined ? {} : { arrival }),
  }));
}

async function demandTransports(
  ledger: Ledger,
  updates: readonly TransportUpdate[],
): Promise<Map<string, TransportLife>> {
  const transports = new Map<string, TransportLife>();
  await Promise.all(
    updates.map(async ({ transportId }, index) => {
      const field = `updates[${index}].transportId`;
      transports.set(transportId, await demandTransport(ledger, { transportId, field }));
    }),
  );
  return transports;
}

/** Lets each update follow what the ledger, and the updates before it in the same request, say of its transport. */
function follow(
  transports: ReadonlyMap<string, TransportLife>,
  updates: readonly TransportUpdate[],
): TransportUpdateEntry[] {
  const states = new Map<string, TransportState>();
  return updates.map((update, index) => {
    const { transportId, sequence } = update;
    const field = `updates[${index}]`;
    const transport = transports.get(transportId);
    if (transport === undefined) throw new ContractError({ code: 'INTERNAL' });
    if (sequence > LIMITS.updatesMax) {
      const details = { max: LIMITS.updatesMax };
      throw new ContractError({ code: 'SERIES_TOO_LONG', field: `${field}.sequence`, details });
    }
    const known = states.get(transportId);
    const state = known ?? transport.head.state;
    const previous = known === undefined ? transport.head.digest : undefined;
    const next = nextEntry(transport.plan, { state, previous }, update);
    if ('code' in next) {
      throw new ContractError({
        code: next.code,
        field: `${field}.${next.field}`,
        details: { expectedSequence: state.sequence + 1, status: state.status },
      });
    }
    states.set(transportId, next.state);
    return next.entry;
  });
}
