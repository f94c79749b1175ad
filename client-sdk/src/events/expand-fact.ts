import type { AnyFact } from '@kontti/model';
import { toDated } from '../times';
import type { DomainEventType } from './domain-event';
import type { ProvenFact } from './proof';

/** An event before it has its place in the ledger. `body` fits `type`. */
export interface EventContent {
  readonly type: DomainEventType;
  readonly key: string;
  readonly digest: string;
  readonly index: number | undefined;
  readonly vouchers: readonly string[];
  readonly ref: string | undefined;
  readonly ledgerTimeMs: number;
  readonly body: unknown;
}

interface Entry {
  readonly type: DomainEventType;
  readonly index?: number;
  readonly body: unknown;
}

/** The events that a proven fact means: one, or one for each entry of its list, and one more for each entry with a new delay. */
export function expandFact({ fact, digest }: ProvenFact, newDelays: ReadonlySet<number>): EventContent[] {
  return factToEntries(fact, newDelays).map(({ type, index, body }) => ({
    type,
    key: fact.key,
    digest,
    index,
    vouchers: fact.vouchers,
    ref: fact.ref,
    ledgerTimeMs: fact.at,
    body: toDated(body),
  }));
}

function factToEntries(fact: AnyFact, newDelays: ReadonlySet<number>): Entry[] {
  switch (fact.type) {
    case 'company.places':
      return toEntries(fact.type, fact.body.places);
    case 'transport.planned':
      return toEntries(fact.type, fact.body.transports);
    case 'shipment.milestones':
      return toEntries(fact.type, fact.body.milestones);
    case 'transport.updated':
      return fact.body.updates.flatMap((update, index) => {
        const { transportId, sequence, kind, delayMinutes } = update;
        const updated: Entry = { type: fact.type, index, body: update };
        return newDelays.has(index)
          ? [
              updated,
              { type: 'transport.delayed', index, body: { transportId, sequence, kind, delayMinutes } },
            ]
          : [updated];
      });
    case 'loyalty.lots': {
      const { programme, origin, lots } = fact.body;
      const place = fact.key.slice('lots/'.length);
      return toEntries(
        fact.type,
        lots.map((lot, index) => ({ ...toDated(lot), lotId: `${place}/${index}`, programme, origin })),
      );
    }
    case 'company.registered':
    case 'company.rule':
    case 'device.registered':
    case 'device.revoked':
    case 'shipment.consigned':
    case 'custody.offered':
    case 'custody.withdrawn':
    case 'custody.accepted':
    case 'shipment.delivered':
    case 'loyalty.terms':
    case 'loyalty.spent':
    case 'loyalty.settlementProposed':
    case 'loyalty.settled':
      return [{ type: fact.type, body: fact.body }];
  }
}

function toEntries(type: DomainEventType, bodies: readonly unknown[]): Entry[] {
  return bodies.map((body, index) => ({ type, index, body }));
}
