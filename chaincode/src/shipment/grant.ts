import {
  foundOrAbsent,
  readConsignment,
  shipmentGranted,
  type FactReceipt,
  type ShipmentGrant,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { receiptOf } from '../kernel/receipt';

/** The consignor lets another company attach readings to a shipment. */
export async function grantAccess(ledger: Ledger, request: ShipmentGrant): Promise<FactReceipt> {
  const { shipmentId, company } = request;
  const { caller, facts } = ledger;
  caller.demand('operator');
  demandOwner(caller, { id: shipmentId, field: 'shipmentId' });
  const consignment = foundOrAbsent(await readConsignment(facts, shipmentId));
  if (consignment === undefined) throw new ContractError({ code: 'UNKNOWN_SHIPMENT', field: 'shipmentId' });
  const { type } = shipmentGranted;
  const key = shipmentGranted.key.build({ shipment: shipmentId, grantee: company });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: () => true,
    code: 'ALREADY_EXISTS',
    field: 'company',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCompany(ledger, { mspId: company, field: 'company' });
  return receiptOf(await ledger.append({ type, key, body: { company } }));
}
