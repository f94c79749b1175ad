import type { ClassConstructor } from 'class-transformer';
import { CompanyRegistration } from '../company/registration.js';
import { CompanyRule } from '../company/rule.js';
import { CompanyPlaces } from '../company/place.js';
import { DeviceRegistered, DeviceRevoked } from '../company/device.js';
import { TransportsPlanned } from '../shipment/transport-plan.js';
import { TransportsUpdated } from '../shipment/transport-update.js';
import { Shipment } from '../shipment/consignment.js';
import { ShipmentMilestones } from '../shipment/milestone.js';
import { CustodyAccepted, CustodyOffered, CustodyWithdrawn } from '../shipment/custody.js';
import { ShipmentDelivered } from '../shipment/delivery.js';
import { ProgrammeTerms } from '../loyalty/terms.js';
import { LotsIssued } from '../loyalty/accrual.js';
import { LotsSpent } from '../loyalty/spend.js';
import { Settled, SettlementProposed } from '../loyalty/settlement.js';

/** The body of each fact type. */
export interface FactBodies {
  'company.registered': CompanyRegistration;
  'company.rule': CompanyRule;
  'company.places': CompanyPlaces;
  'device.registered': DeviceRegistered;
  'device.revoked': DeviceRevoked;
  'transport.planned': TransportsPlanned;
  'transport.updated': TransportsUpdated;
  'shipment.consigned': Shipment;
  'shipment.milestones': ShipmentMilestones;
  'custody.offered': CustodyOffered;
  'custody.withdrawn': CustodyWithdrawn;
  'custody.accepted': CustodyAccepted;
  'shipment.delivered': ShipmentDelivered;
  'loyalty.terms': ProgrammeTerms;
  'loyalty.lots': LotsIssued;
  'loyalty.spent': LotsSpent;
  'loyalty.settlementProposed': SettlementProposed;
  'loyalty.settled': Settled;
}

/** A type of fact. */
export type FactType = keyof FactBodies;

/** The class of each fact type's body. */
export const FACT_BODY_CLASSES: { readonly [T in FactType]: ClassConstructor<FactBodies[T]> } = {
  'company.registered': CompanyRegistration,
  'company.rule': CompanyRule,
  'company.places': CompanyPlaces,
  'device.registered': DeviceRegistered,
  'device.revoked': DeviceRevoked,
  'transport.planned': TransportsPlanned,
  'transport.updated': TransportsUpdated,
  'shipment.consigned': Shipment,
  'shipment.milestones': ShipmentMilestones,
  'custody.offered': CustodyOffered,
  'custody.withdrawn': CustodyWithdrawn,
  'custody.accepted': CustodyAccepted,
  'shipment.delivered': ShipmentDelivered,
  'loyalty.terms': ProgrammeTerms,
  'loyalty.lots': LotsIssued,
  'loyalty.spent': LotsSpent,
  'loyalty.settlementProposed': SettlementProposed,
  'loyalty.settled': Settled,
};

/** True for the name of a fact type. */
export function isFactType(value: unknown): value is FactType {
  return typeof value === 'string' && Object.hasOwn(FACT_BODY_CLASSES, value);
}
