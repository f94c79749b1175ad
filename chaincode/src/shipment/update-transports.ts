import {
  buildKey,
  isLate,
  type FactReceipt,
  type TransportUpdate,
  type TransportUpdateEntry,
  type TransportUpdating,
  type TransportsUpdated,
} from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits.js';
import { ContractError } from '../errors.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandOwner } from '../kernel/ownership.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { writeTransportView } from './plan-transports.js';
import { demandTransport, type HeldTransport } from './transport-reader.js';
import { isUpdateRefusal, updateTransport, type TransportState } from './transport-states.js';

/** An update that may follow: what it makes known, and whether it tells of a delay that nobody knew. */
interface Step {
  readonly entry: TransportUpdateEntry;
  readonly isNewDelay: boolean;
}

/** New estimates and actual times of transports that the calling company operates. */
export async function updateTransports(ledger: Ledger, request: TransportUpdating): Promise<FactReceipt> {
  const { caller } = ledger;
  const { ref, updates } = request;
  caller.demand('operator');
  updates.forEach(({ transportId }, index) => {
    demandOwner(caller, { id: transportId, field: `updates[${index}].transportId` });
  });
  const type = 'transport.updated';
  const key = buildKey('updates', { mspId: caller.mspId, ref });
  const isSame = (body: TransportsUpdated) =>
    isSameContent(
      body.updates.map((entry) => ({ ...toPlain(entry), delayMinutes: undefined })),
      updates,
    );
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'REF_REUSED', field: 'ref' });
  if (known !== undefined) return receiptOf(known);
  const { steps, states } = await follow(ledger, updates);
  const held = await ledger.append({ type, key, ref, body: { updates: steps.map(({ entry }) => entry) } });
  steps.forEach(({ entry, isNewDelay }, index) => {
    const pointer = buildKey('update', { transport: entry.transportId, number: entry.sequence });
    ledger.pointers.write({ key: pointer, fact: held.fact, index });
    if (isNewDelay) ledger.events.add({ type: 'transport.delayed', key, digest: held.digest, index });
  });
  for (const [transportId, state] of states) {
    await writeTransportView(ledger, { transportId, operator: caller.mspId, content: { ...state } });
  }
  return receiptOf(held);
}

/** Lets each update follow what the ledger, and the updates before it in the same request, say of its transport. */
async function follow(
  ledger: Ledger,
  updates: readonly TransportUpdate[],
): Promise<{ steps: Step[]; states: ReadonlyMap<string, TransportState> }> {
  const transports = new Map<string, HeldTransport>();
  await Promise.all(
    updates.map(async ({ transportId }, index) => {
      const field = `updates[${index}].transportId`;
      transports.set(transportId, await demandTransport(ledger, { transportId, field }));
    }),
  );
  const states = new Map<string, TransportState>();
  const steps = updates.map((update, index): Step => {
    const { transportId } = update;
    const transport = transports.get(transportId);
    if (transport === undefined) throw new ContractError({ code: 'INTERNAL' });
    const before = states.get(transportId) ?? transport.state;
    const after = demandUpdate(transport, { before, update, field: `updates[${index}]` });
    states.set(transportId, after);
    const { delayMinutes } = after;
    return {
      entry: { ...toPlain(update), ...(delayMinutes === undefined ? {} : { delayMinutes }) },
      isNewDelay: isLate(delayMinutes) && delayMinutes !== before.delayMinutes,
    };
  });
  return { steps, states };
}

function demandUpdate(
  transport: HeldTransport,
  step: { readonly before: TransportState; readonly update: TransportUpdate; readonly field: string },
): TransportState {
  const { before, update, field } = step;
  if (update.sequence > CHAINCODE_LIMITS.updatesMax) {
    const details = { max: CHAINCODE_LIMITS.updatesMax };
    throw new ContractError({ code: 'SERIES_TOO_LONG', field: `${field}.sequence`, details });
  }
  const after = updateTransport(transport.plan.entry, before, update);
  if (!isUpdateRefusal(after)) return after;
  throw new ContractError({
    code: after.code,
    field: `${field}.${after.field}`,
    details: { expectedSequence: before.sequence + 1, status: before.status },
  });
}
