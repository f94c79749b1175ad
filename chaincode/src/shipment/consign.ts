import { buildKey, type Consignment, type FactReceipt, type Shipment } from '@kontti/model';
import { demandCompany } from '../company/companies.js';
import { demandPlace } from '../company/places.js';
import { ContractError } from '../errors.js';
import { foundOrAbsent } from '../kernel/entries.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandOwner } from '../kernel/ownership.js';
import { receiptOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { consigned } from './custody-states.js';
import { writeShipmentView } from './shipment-view.js';
import { listShipment } from './shipment-lists.js';
import { findPlan } from './transport-reader.js';

/** The calling company hands goods to the chain, as their consignor and first custodian. */
export async function consign(ledger: Ledger, request: Consignment): Promise<FactReceipt> {
  const { caller } = ledger;
  const { shipmentId, ...shipment } = request;
  caller.demand('operator');
  demandOwner(caller, { id: shipmentId, field: 'shipmentId' });
  const type = 'shipment.consigned';
  const key = buildKey('shipment', { shipment: shipmentId });
  const isSame = (body: Shipment) => isSameContent(body, shipment);
  const code = 'ALREADY_EXISTS';
  const known = await ledger.facts.repeated({ type, key, isSame, code, field: 'shipmentId' });
  if (known !== undefined) return receiptOf(known);
  await demandCompany(ledger, { mspId: shipment.consignee, field: 'consignee' });
  await demandPlace(ledger, { code: shipment.origin, field: 'origin' });
  await demandPlace(ledger, { code: shipment.destination, field: 'destination' });
  await Promise.all(
    shipment.legs.map(async (transportId, index) => {
      if (foundOrAbsent(await findPlan(ledger, transportId)) !== undefined) return;
      throw new ContractError({ code: 'UNKNOWN_TRANSPORT', field: `legs[${index}]` });
    }),
  );
  const { mspId: consignor } = caller;
  const custody = consigned({ consignor, consignee: shipment.consignee });
  await writeShipmentView(ledger, { shipmentId, consignor, custody, offers: 0 });
  listShipment(ledger.indexes, { shipmentId, at: ledger.nowMs, consignor, shipment });
  return receiptOf(await ledger.append({ type, key, body: shipment }));
}
