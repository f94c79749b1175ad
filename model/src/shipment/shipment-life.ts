import type { Fact, Sealed } from '../fact/define-fact';
import type { ShipmentAmended, ShipmentCancelled } from './amendment';
import type { Shipment } from './consignment';
import type { HeldConsignment } from './consignment-life';
import type { Handover } from './custody-record';
import type { ShipmentDelivered } from './delivery';
import type { CustodyState } from './states';

/** A fact of custody that holds, and what is so after it. */
export interface CustodyLink {
  /** SHA-256 of that fact's bytes, in hex. */
  readonly digest: string;
  /** MSP id of the company that has custody. */
  readonly custodian: string;
  /** MSP ids of the operators of the legs that an amendment names. */
  readonly operators?: readonly string[];
}

/** An amendment that holds. */
export type HeldAmendment = Sealed<Fact<'shipment.amended', ShipmentAmended>>;

/** A shipment: its consignment, and what the facts of its custody that hold make known. */
export interface ShipmentLife extends HeldConsignment {
  /** What was consigned, after its amendments. */
  readonly current: Shipment;
  readonly custody: CustodyState;
  /** Number of the next move. */
  readonly nextNumber: number;
  /** The facts of custody that hold, in order; the first is the consignment. */
  readonly links: readonly CustodyLink[];
  readonly handovers: readonly Handover[];
  readonly amendments: readonly HeldAmendment[];
  readonly delivery: Sealed<Fact<'shipment.delivered', ShipmentDelivered>> | undefined;
  readonly cancellation: Sealed<Fact<'shipment.cancelled', ShipmentCancelled>> | undefined;
}

/** The digest that the next fact of custody names: that of the last one that holds. */
export function custodyHead({ links }: Pick<ShipmentLife, 'links'>): string {
  return links.at(-1)?.digest ?? '';
}

/** The digest that the next amendment or the cancellation corrects: that of the fact that said last what the shipment is. */
export function contentHead({ amendments, sealed }: Pick<ShipmentLife, 'amendments' | 'sealed'>): string {
  return amendments.at(-1)?.digest ?? sealed.digest;
}
