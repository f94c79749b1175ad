import { ModelError } from '../errors';
import { defineFact, type Address } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { titleKey } from '../lot/keys';
import { ShipmentAmended, ShipmentCancelled } from './amendment';
import { Shipment, ShipmentsConsigned } from './consignment';
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
  markers: ({ parts, body }) => noTitleOf({ againstTitle: body.againstTitle, shipmentId: parts.shipment }),
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** Goods of several shipments that a company hands to the chain at once. */
export const shipmentConsignments = defineFact({
  type: 'shipment.consignments',
  version: 1,
  key: keyForm('consignments/{company}/{ref}'),
  body: ShipmentsConsigned,
  firstVoucher: ({ company }) => company,
  governedBy: 'shipment',
  check: ({ parts, body }) => {
    const index = body.consignments.findIndex(({ shipmentId }) => ownerOf(shipmentId) !== parts.company);
    if (index < 0) return;
    const field = `body.consignments[${index}].shipmentId`;
    throw new ModelError({ code: 'FACT_KEY', field, rule: `owned by ${parts.company}` });
  },
  addresses: ({ body }) =>
    body.consignments.map(({ shipmentId: shipment }) => shipmentConsigned.key.build({ shipment })),
  markers: ({ body }) => body.consignments.flatMap(noTitleOf),
  events: ({ body }) => body.consignments.map((consignment, index) => ({ index, body: consignment })),
  assets: ({ body }) => body.consignments.map(({ shipmentId }) => `shipment/${shipmentId}`),
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

/** What the consignor says instead of what it consigned; the custodian vouches too. */
export const shipmentAmended = defineFact({
  type: 'shipment.amended',
  version: 1,
  key: custodyKey,
  body: ShipmentAmended,
  firstVoucher: ({ custodian }) => custodian,
  otherVouchers: ({ body }) => [body.consignor],
  check: ({ parts, body }) => demandEqual(ownerOf(parts.shipment), body.consignor, 'consignor'),
  markers: ({ parts, body }) => waivedTitleOf(parts.shipment, body),
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** That the consignor, who alone had custody, takes the shipment back. */
export const shipmentCancelled = defineFact({
  type: 'shipment.cancelled',
  version: 1,
  key: custodyKey,
  body: ShipmentCancelled,
  firstVoucher: ({ custodian }) => custodian,
  check: ({ parts, body }) => {
    demandEqual(ownerOf(parts.shipment), body.consignor, 'consignor');
    demandEqual(parts.custodian, body.consignor, 'consignor');
  },
  markers: ({ parts, body }) => waivedTitleOf(parts.shipment, body),
  assets: ({ parts }) => [`shipment/${parts.shipment}`],
});

/** Facts of shipments. */
export const SHIPMENT_FACTS = [
  shipmentConsigned,
  shipmentConsignments,
  shipmentMilestones,
  shipmentGranted,
  custodyOffered,
  custodyWithdrawn,
  custodyAccepted,
  shipmentDelivered,
  shipmentAmended,
  shipmentCancelled,
] as const;

/** Where the title of a shipment is sealed: a shipment that is not delivered against one has none for ever. */
function noTitleOf({
  shipmentId,
  againstTitle,
}: {
  readonly shipmentId: string;
  readonly againstTitle?: boolean | undefined;
}): Address[] {
  return againstTitle === true ? [] : [titleAddress(shipmentId)];
}

function waivedTitleOf(shipmentId: string, { waivesTitle }: { readonly waivesTitle?: boolean }): Address[] {
  return waivesTitle === true ? [titleAddress(shipmentId)] : [];
}

/** Where the consignor seals the one title of a shipment, or that there is none. */
export function titleAddress(shipment: string): Address {
  return { mspId: ownerOf(shipment), key: titleKey.build({ shipment }) };
}

function demandEqual(inKey: string, inBody: string, name: string): void {
  if (inKey === inBody) return;
  throw new ModelError({ code: 'FACT_KEY', field: `body.${name}`, rule: 'as in the key' });
}
