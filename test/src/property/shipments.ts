import type { PropertySubject } from './play';
import { forge, prepareShipments, someCall } from './shipment-commands';
import { findViolations } from './shipment-invariants';

/** Shipments and their titles: consigned, handed over, amended, taken back, delivered, and forged. */
export const SHIPMENTS: PropertySubject = { prepare: prepareShipments, someCall, forge, findViolations };
