import { ModelError } from '../errors';
import { defineFact } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { Shipment } from './consignment';
import { CustodyAccepted, CustodyOffered, CustodyWithdrawn } from './custody';
import { ShipmentDelivered } from './delivery';
import { ShipmentGranted } from './grant';
import { ShipmentMilestones } from './milestone';

/**
 * Key of a move of custody, in the seals of the company that has custody by then: an offer or the delivery. Each number is used
 * once, so no later fact can take the place of an earlier one.
 */
export const custodyKey = keyForm('custody/{shipment}/{number}/{custodian}');

/** Key of how an offer ended, in the seals of the company that offered: accepted or withdrawn, once. */
export const custodyEndKey = keyForm('custody/{shipment}/{number}/{custodian}/end');

/** Goods that a company hands to the chain. */
export const shipmentConsigned = defineFact({
  type: 'shipment.consigned',
  version: 1,
  key: keyForm('shipment/{shipment}'),
  body: Shipment,
  firstVoucher: ({ shipment }) => ownerOf(shipment),
  governedBy: 'shipment',
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** What happened, is estimated or planned to happen to shipments, as one company reports it. */
export const shipmentMilestones = defineFact({
  type: 'shipment.milestones',
  version: 1,
  key: keyForm('milestones/{company}/{ref}'),
  body: ShipmentMilestones,
  firstVoucher: ({ company }) => company,
  events: ({ body }) => body.milestones.map((milestone, index) => ({ index, body: milestone })),
  assets: ({ body }) => body.milestones.map(({ shipmentId }) => `shipment/${shipmentId}`),
});

/** That the consignor lets another company attach readings. */
export const shipmentGranted = defineFact({
  type: 'shipment.granted',
  version: 1,
  key: keyForm('grant/{shipment}/{grantee}'),
  body: ShipmentGranted,
  firstVoucher: ({ shipment }) => ownerOf(shipment),
  check: ({ parts, body }) => demandEqual(parts.grantee, body.company, 'company'),
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** That the custodian offers a shipment to another company. */
export const custodyOffered = defineFact({
  type: 'custody.offered',
  version: 1,
  key: custodyKey,
  body: CustodyOffered,
  firstVoucher: ({ custodian }) => custodian,
  check: ({ parts, body }) => demandEqual(parts.custodian, body.from, 'from'),
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** That the custodian takes an offer back. */
export const custodyWithdrawn = defineFact({
  type: 'custody.withdrawn',
  version: 1,
  key: custodyEndKey,
  body: CustodyWithdrawn,
  firstVoucher: ({ custodian }) => custodian,
  check: ({ parts, body }) => demandEqual(parts.custodian, body.from, 'from'),
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** That custody went from one company to another; both vouch. */
export const custodyAccepted = defineFact({
  type: 'custody.accepted',
  version: 1,
  key: custodyEndKey,
  body: CustodyAccepted,
  firstVoucher: ({ custodian }) => custodian,
  otherVouchers: ({ body }) => [body.to],
  check: ({ parts, body }) => demandEqual(parts.custodian, body.from, 'from'),
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** That the consignee, who has custody, has received the shipment. */
export const shipmentDelivered = defineFact({
  type: 'shipment.delivered',
  version: 1,
  key: custodyKey,
  body: ShipmentDelivered,
  firstVoucher: ({ custodian }) => custodian,
  check: ({ parts, body }) => demandEqual(parts.custodian, body.consignee, 'consignee'),
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** Facts of shipments. */
export const SHIPMENT_FACTS = [
  shipmentConsigned,
  shipmentMilestones,
  shipmentGranted,
  custodyOffered,
  custodyWithdrawn,
  custodyAccepted,
  shipmentDelivered,
] as const;

function demandEqual(inKey: string, inBody: string, name: string): void {
  if (inKey === inBody) return;
  throw new ModelError({ code: 'FACT_KEY', field: `body.${name}`, rule: 'as in the key' });
}
