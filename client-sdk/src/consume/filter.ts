import type { DomainEventType, KonttiEvent } from '../events/domain-event';

/** Which events a handler gets; an event has to meet each condition that is given. */
export interface EventFilter {
  /** Types of events: `custody.accepted`. */
  readonly types?: readonly DomainEventType[];
  /** MSP ids of companies, one of which vouches for the event or is named in it. */
  readonly companies?: readonly string[];
  /** Ids of assets, one of which the event is about: `Org1MSP/S-1`. */
  readonly assets?: readonly string[];
}

/** True for an event that a handler gets. */
export function isWanted(event: KonttiEvent, { types, companies, assets }: EventFilter): boolean {
  return (
    (types === undefined || types.includes(event.type)) &&
    (companies === undefined ||
      companies.some((company) => event.vouchers.includes(company) || names(event.body, company))) &&
    (assets === undefined || assets.some((asset) => isKeyOf(event.key, asset) || names(event.body, asset)))
  );
}

/** Keys consist of a kind, ids and numbers: `custody/Org1MSP/S-1/1/Org1MSP`. */
function isKeyOf(key: string, asset: string): boolean {
  return `${key}/`.includes(`/${asset}/`);
}

/** True where a text within a body is this one. */
function names(body: unknown, text: string): boolean {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body) || body instanceof Date) {
    return body === text;
  }
  return Object.values(body).some((member) => names(member, text));
}
