import {
  foundOrAbsent,
  readPlan,
  shipmentConsigned,
  type Consignment,
  type FactReceipt,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { demandPlace } from '../company/places';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listShipment } from './shipment-lists';

/** The calling company hands goods to the chain, as their consignor and first custodian. */
export async function consign(ledger: Ledger, request: Consignment): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { shipmentId, ...shipment } = request;
  caller.demand('operator');
  demandOwner(caller, { id: shipmentId, field: 'shipmentId' });
  const { type } = shipmentConsigned;
  const key = shipmentConsigned.key.build({ shipment: shipmentId });
  const { mspId: consignor } = caller;
  const known = await facts.repeated({
    type,
    mspId: consignor,
    key,
    isSame: (body) => isSameContent(body, shipment),
    code: 'ALREADY_EXISTS',
    field: 'shipmentId',
  });
  if (known !== undefined) return receiptOf(known);
  const { consignee } = shipment;
  await demandCompany(ledger, { mspId: consignee, field: 'consignee' });
  await demandPlace(ledger, { code: shipment.origin, field: 'origin' });
  await demandPlace(ledger, { code: shipment.destination, field: 'destination' });
  await Promise.all(
    shipment.legs.map(async (transportId, index) => {
      if (foundOrAbsent(await readPlan(facts, transportId)) !== undefined) return;
      throw new ContractError({ code: 'UNKNOWN_TRANSPORT', field: `legs[${index}]` });
    }),
  );
  const parties = { self: consignor, consignor, consignee, custodian: consignor };
  const governed = await ledger.governBy('shipment', parties);
  const held = await ledger.append({ type, key, body: shipment, ...governed });
  listShipment(ledger.lists, { shipmentId, consignor, shipment, at: held.fact.at, digest: held.digest });
  return receiptOf(held);
}
