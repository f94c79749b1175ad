import { isVouched, readGoverningRule, type HeldRule } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { ofType, toFound, type FactReader, type Found } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import { isLate } from './delay';
import { transportKey, transportPlanned, transportUpdated, updateKey } from './facts';
import type { TransportPlan, TransportsPlanned } from './plan';
import { PLANNED, isUpdateRefusal, updateTransport, type TransportState, type UpdateRefusal } from './states';
import type { TransportUpdate, TransportUpdateEntry } from './update';

/** A transport's plan, and the rule that governs it. */
export interface HeldPlan {
  readonly plan: TransportPlan;
  readonly sealed: Sealed<Fact<'transport.planned', TransportsPlanned>>;
  /** The rule that was in force; `undefined` where there was none. */
  readonly rule: HeldRule | undefined;
}

/** What is known after a number of updates, and the digest of the last fact that the next update has to follow. */
export interface TransportHead {
  readonly state: TransportState;
  /** SHA-256 of that fact's bytes, in hex. */
  readonly digest: string;
}

/** A transport: its plan, and what those of its updates that hold make known. */
export interface TransportLife extends HeldPlan {
  readonly head: TransportHead;
  /** Numbers of the updates that hold, by the digest of their fact. */
  readonly updates: ReadonlyMap<string, ReadonlySet<number>>;
}

/** The plan of a transport, or why it does not hold. */
export async function readPlan(reader: FactReader, transport: string): Promise<Found<HeldPlan>> {
  const operator = ownerOf(transport);
  const key = transportKey.build({ transport });
  const found = toFound(await reader.read({ mspId: operator, key }), transportPlanned, key);
  if (found === undefined || 'rejected' in found) return found;
  const sealed = found.found;
  const plan = sealed.fact.body.transports.find(({ transportId }) => transportId === transport);
  const scope = { owner: operator, assetType: 'transport' } as const;
  const governing = await readGoverningRule(reader, { rule: sealed.fact.rule, scope });
  const parties = { self: operator, operator };
  if (plan === undefined || governing === undefined || !isVouched(governing.rule, parties, sealed.fact)) {
    return { rejected: { key, reason: 'void' } };
  }
  return { found: { plan, sealed, rule: governing.rule } };
}

/**
 * The transport of that id, or why its plan does not hold. Updates that contradict those before them are passed over; those behind
 * `last` are not read.
 */
export async function readTransport(
  reader: FactReader,
  transport: string,
  last: number = LIMITS.updatesMax,
): Promise<Found<TransportLife>> {
  const planned = await readPlan(reader, transport);
  if (planned === undefined || 'rejected' in planned) return planned;
  const held = planned.found;
  const operator = ownerOf(transport);
  const parties = { self: operator, operator };
  let head: TransportHead = { state: PLANNED, digest: held.sealed.digest };
  const updates = new Map<string, Set<number>>();
  const address = (number: number): Address => ({
    mspId: operator,
    key: updateKey.build({ transport, number }),
  });
  for await (const { number, reading } of walkSeries(reader, { first: 1, max: last, address })) {
    const sealed = ofType(reading, transportUpdated);
    const entry = sealed?.fact.body.updates.find(
      (update) => update.transportId === transport && update.sequence === number,
    );
    const next =
      sealed !== undefined && entry !== undefined && isVouched(held.rule, parties, sealed.fact)
        ? followEntry(held.plan, head, { entry, digest: sealed.digest })
        : undefined;
    if (next === undefined || sealed === undefined) {
      head = { ...head, state: { ...head.state, sequence: number } };
    } else {
      head = next;
      updates.set(sealed.digest, (updates.get(sealed.digest) ?? new Set()).add(number));
    }
  }
  return { found: { ...held, head, updates } };
}

/** The entry that an update becomes after a head, and the state after it; or why it cannot follow. */
export function nextEntry(
  plan: TransportPlan,
  before: { readonly state: TransportState; readonly previous: string | undefined },
  update: TransportUpdate,
): { readonly entry: TransportUpdateEntry; readonly state: TransportState } | UpdateRefusal {
  const state = updateTransport(plan, before.state, update);
  if (isUpdateRefusal(state)) return state;
  const { transportId, sequence, kind, departure, arrival } = update;
  const { delayMinutes } = state;
  const isNewDelay = isLate(delayMinutes) && delayMinutes !== before.state.delayMinutes;
  const entry: TransportUpdateEntry = {
    transportId,
    sequence,
    kind,
    ...(departure === undefined ? {} : { departure }),
    ...(arrival === undefined ? {} : { arrival }),
    ...(delayMinutes === undefined ? {} : { delayMinutes }),
    ...(isNewDelay ? { isNewDelay } : {}),
    ...(before.previous === undefined ? {} : { previous: before.previous }),
  };
  return { entry, state };
}

/** The head after an entry that is exactly what an honest contract would have recorded there; else `undefined`. */
function followEntry(
  plan: TransportPlan,
  head: TransportHead,
  recorded: { readonly entry: TransportUpdateEntry; readonly digest: string },
): TransportHead | undefined {
  const { entry, digest } = recorded;
  const previous = head.digest === digest ? undefined : head.digest;
  const next = nextEntry(plan, { state: head.state, previous }, entry);
  if ('code' in next) return undefined;
  const isSame =
    next.entry.delayMinutes === entry.delayMinutes &&
    next.entry.isNewDelay === entry.isNewDelay &&
    next.entry.previous === entry.previous;
  return isSame ? { state: next.state, digest } : undefined;
}
