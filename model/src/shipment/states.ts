import type { ShipmentStatus } from './shipment-record';

/** Who has a shipment, and what may happen to it next. */
export interface CustodyState {
  /** What state it is in. */
  readonly status: ShipmentStatus;
  /** MSP id of the company that receives the goods. */
  readonly consignee: string;
  /** MSP id of the company that has custody. */
  readonly custodian: string;
  /** To whom it is offered, and under which number. */
  readonly offer?: { readonly number: number; readonly to: string };
  /** True once custody was accepted by another company. */
  readonly hasMoved: boolean;
}

/** What happens to custody, and which company it happens by: that company's seal is demanded, an acceptance needs both. */
export type CustodyEvent =
  | { readonly kind: 'offered'; readonly by: string; readonly number: number; readonly to: string }
  | { readonly kind: 'withdrawn'; readonly by: string; readonly number: number }
  | { readonly kind: 'accepted'; readonly by: string; readonly number: number }
  | { readonly kind: 'delivered' | 'amended' | 'cancelled'; readonly by: string };

/** Why an event cannot happen. */
export type CustodyRefusal = 'STATE' | 'NOT_A_PARTY' | 'UNDER_WAY';

/** The state of a shipment that its consignor has just handed to the chain. */
export function consigned(shipment: {
  readonly consignor: string;
  readonly consignee: string;
}): CustodyState {
  const { consignor, consignee } = shipment;
  return { status: 'consigned', consignee, custodian: consignor, hasMoved: false };
}

/**
 * The state after an event, or why it cannot happen:
 * `consigned | inTransit` –offered by the custodian→ `offered` –accepted by the company that it was offered to→ `inTransit`;
 * `offered` –withdrawn by the custodian→ as before; `consigned | inTransit` –delivered by the consignee, who is the custodian→ `delivered`;
 * `consigned | inTransit` –amended by the consignor, in the custodian's seals→ as before; `consigned` –cancelled by the consignor→ `cancelled`.
 */
export function moveCustody(state: CustodyState, event: CustodyEvent): CustodyState | CustodyRefusal {
  const { status, consignee, custodian, offer, hasMoved } = state;
  const resting = { status: hasMoved ? 'inTransit' : 'consigned', consignee, custodian, hasMoved } as const;
  const isResting = status === resting.status;
  switch (event.kind) {
    case 'offered':
      if (event.by !== custodian || event.to === custodian) return 'NOT_A_PARTY';
      if (!isResting) return 'STATE';
      return { ...resting, status: 'offered', offer: { number: event.number, to: event.to } };
    case 'withdrawn':
      if (event.by !== custodian) return 'NOT_A_PARTY';
      return offer?.number === event.number ? resting : 'STATE';
    case 'accepted':
      if (offer?.number !== event.number) return 'STATE';
      if (event.by !== offer.to) return 'NOT_A_PARTY';
      return { status: 'inTransit', consignee, custodian: event.by, hasMoved: true };
    case 'delivered':
      if (event.by !== consignee || event.by !== custodian) return 'NOT_A_PARTY';
      return isResting ? { ...resting, status: 'delivered' } : 'STATE';
    case 'amended':
      return isResting ? resting : 'STATE';
    case 'cancelled':
      if (hasMoved) return 'UNDER_WAY';
      if (event.by !== custodian) return 'NOT_A_PARTY';
      return isResting ? { ...resting, status: 'cancelled' } : 'STATE';
  }
}

/** True for a refusal of {@link moveCustody}. */
export function isCustodyRefusal(outcome: CustodyState | CustodyRefusal): outcome is CustodyRefusal {
  return typeof outcome === 'string';
}
