import { buildKey } from '@kontti/model';
import type { Ledger } from '../kernel/ledger.js';
import type { CustodyState } from './custody-states.js';

/** Writes the view of a shipment under its consignor's rule: so that rule governs every move of custody. */
export async function writeShipmentView(
  ledger: Ledger,
  view: {
    readonly shipmentId: string;
    readonly consignor: string;
    readonly custody: CustodyState;
    readonly offers: number;
  },
): Promise<void> {
  const { shipmentId, consignor, custody, offers } = view;
  const { status, consignee, custodian } = custody;
  await ledger.views.write({
    key: buildKey('shipmentView', { shipment: shipmentId }),
    scope: { owner: consignor, assetType: 'shipment' },
    parties: { consignor, consignee, custodian },
    content: { status, custodian, offers },
  });
}
