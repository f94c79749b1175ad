import { EVENT_NAME, LIMITS, canonicalJson, type DomainEvent, type EventEnvelope } from '@kontti/model';
import { ContractError } from '../errors';
import type { LedgerStub } from './stub';

/** Collects what happened: a transaction can set one event, so it is an envelope. */
export class Events {
  readonly #events: DomainEvent[] = [];

  /** @throws ContractError `TOO_MANY` */
  add(event: DomainEvent): void {
    if (this.#events.length >= LIMITS.eventsMax) {
      throw new ContractError({ code: 'TOO_MANY', details: { eventsMax: LIMITS.eventsMax } });
    }
    this.#events.push(event);
  }

  /** Sets the transaction's event, when something happened. */
  flush(stub: LedgerStub): void {
    if (this.#events.length === 0) return;
    const envelope: EventEnvelope = { v: 1, events: this.#events };
    stub.setEvent(EVENT_NAME, Buffer.from(canonicalJson(envelope)));
  }
}
