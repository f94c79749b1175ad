import type { Fact, Sealed } from '../fact/define-fact';
import { verdictOf, verdictOfEntries, type Judge } from '../fact/judge';
import { foundOrAbsent, type FactReader } from '../fact/reader';
import { custodyEndKey, custodyKey, shipmentConsigned, shipmentGranted, shipmentMilestones } from './facts';
import type { ShipmentsConsigned } from './consignment';
import { readConsignment } from './consignment-life';
import { readShipment } from './life';
import type { ShipmentMilestones } from './milestone';
import { wasParty } from './parties';

const consignmentHolds: Judge = async (reader, { fact, digest }) => {
  const shipmentId = shipmentConsigned.key.parse(fact.key)?.shipment ?? '';
  const found = foundOrAbsent(await readConsignment(reader, shipmentId));
  return verdictOf(found?.sealed.digest === digest);
};

const consignmentsHold: Judge<Fact<string, ShipmentsConsigned>> = async (reader, { fact, digest }) => {
  const holds: boolean[] = [];
  for (const { shipmentId } of fact.body.consignments) {
    const found = foundOrAbsent(await readConsignment(reader, shipmentId));
    holds.push(found?.sealed.digest === digest);
  }
  return verdictOfEntries(holds);
};

const grantHolds: Judge = async (reader, { fact }) => {
  const shipmentId = shipmentGranted.key.parse(fact.key)?.shipment ?? '';
  return verdictOf(foundOrAbsent(await readConsignment(reader, shipmentId)) !== undefined);
};

const custodyHolds: Judge = async (reader: FactReader, { fact, digest }: Sealed) => {
  const shipmentId = (custodyKey.parse(fact.key) ?? custodyEndKey.parse(fact.key))?.shipment ?? '';
  const life = foundOrAbsent(await readShipment(reader, shipmentId, digest));
  return verdictOf(life?.links.some((link) => link.digest === digest) === true);
};

const milestonesHold: Judge<Fact<string, ShipmentMilestones>> = async (reader, { fact }) => {
  const company = shipmentMilestones.key.parse(fact.key)?.company ?? '';
  const holds: boolean[] = [];
  for (const { shipmentId, custody } of fact.body.milestones) {
    const life = foundOrAbsent(await readShipment(reader, shipmentId, custody));
    holds.push(life !== undefined && wasParty(life, { company, custody }));
  }
  return verdictOfEntries(holds);
};

/** How each fact of a shipment is judged. */
export const SHIPMENT_JUDGES = {
  'shipment.consigned': consignmentHolds,
  'shipment.consignments': consignmentsHold,
  'shipment.milestones': milestonesHold,
  'shipment.granted': grantHolds,
  'custody.offered': custodyHolds,
  'custody.withdrawn': custodyHolds,
  'custody.accepted': custodyHolds,
  'shipment.delivered': custodyHolds,
  'shipment.amended': custodyHolds,
  'shipment.cancelled': custodyHolds,
};
