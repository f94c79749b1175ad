import type { Fact } from '../fact/define-fact';
import { verdictOfEntries, type Judge } from '../fact/judge';
import { foundOrAbsent } from '../fact/reader';
import { LIMITS } from '../limits';
import { readPlan, readTransport, type TransportLife } from './life';
import type { TransportsPlanned } from './plan';
import type { TransportsUpdated } from './update';

const planHolds: Judge<Fact<string, TransportsPlanned>> = async (reader, { fact, digest }) => {
  const holds: boolean[] = [];
  for (const { transportId } of fact.body.transports) {
    const held = foundOrAbsent(await readPlan(reader, transportId));
    holds.push(held?.sealed.digest === digest);
  }
  return verdictOfEntries(holds);
};

const updatesHold: Judge<Fact<string, TransportsUpdated>> = async (reader, { fact, digest }) => {
  const lives = new Map<string, TransportLife | undefined>();
  const holds: boolean[] = [];
  const last = Math.min(Math.max(...fact.body.updates.map(({ sequence }) => sequence)), LIMITS.updatesMax);
  for (const { transportId, sequence } of fact.body.updates) {
    if (!lives.has(transportId)) {
      lives.set(transportId, foundOrAbsent(await readTransport(reader, transportId, last)));
    }
    holds.push(lives.get(transportId)?.updates.get(digest)?.has(sequence) === true);
  }
  return verdictOfEntries(holds);
};

/** How each fact of a transport is judged. */
export const TRANSPORT_JUDGES = { 'transport.planned': planHolds, 'transport.updated': updatesHold };
