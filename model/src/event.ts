import { FACT_DEFINITIONS } from './subjects';
import type { FactEventBodies, FactType } from './registry/registry';
import { LIMITS } from './limits';
import type { TransportDelayed } from './transport/delay';
import { Field, OptionalField, listOf } from './validation/field';
import { digest, ledgerKey } from './validation/identifiers';
import { integer, oneOf } from './validation/rule';

/** The one name under which the chaincode sets its events. */
export const EVENT_NAME = 'kontti';

/** What happens besides facts: a delay became known, readings were outside conditions. */
export const DERIVED_EVENT_TYPES = ['transport.delayed', 'reading.excursion'] as const;

/** The type of a domain event: that of the fact that was written, or one of {@link DERIVED_EVENT_TYPES}. */
export type EventType = FactType | (typeof DERIVED_EVENT_TYPES)[number];

/** What each type of event says that follows from one fact alone. */
export interface EventBodiesOfFacts extends FactEventBodies {
  /** A new delay of a transport, which an update made known. */
  'transport.delayed': TransportDelayed;
}

/** Every type of event. */
export const EVENT_TYPES: readonly EventType[] = [
  ...FACT_DEFINITIONS.map(({ type }) => type),
  ...DERIVED_EVENT_TYPES,
];

/** Points to what happened: the key of a fact that the same transaction wrote, and its digest. */
export class DomainEvent {
  @Field(oneOf(EVENT_TYPES)) type!: EventType;
  @Field(ledgerKey) key!: string;
  @Field(digest) digest!: string;
  /** Which entry of a bulk fact is meant; absent when all of them are. */
  @OptionalField(integer(0, LIMITS.placesMax - 1)) index?: number;
}

/** The payload of the one event that a transaction can set. A hint, until it is checked against facts and seals. */
export class EventEnvelope {
  @Field(integer(1, 1)) v!: 1;
  @Field(listOf(() => DomainEvent, { min: 1, max: LIMITS.eventsMax })) events!: DomainEvent[];
}
