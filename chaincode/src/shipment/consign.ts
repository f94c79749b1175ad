import {
  foundOrAbsent,
  readPlan,
  shipmentConsigned,
  shipmentConsignments,
  titleAddress,
  type Consignment,
  type ConsignmentList,
  type FactReceipt,
  type Shipment,
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
  await demandConsignable(ledger, request, '');
  const parties = { self: consignor, consignor, consignee: shipment.consignee, custodian: consignor };
  const governed = await ledger.governBy('shipment', parties);
  const held = await ledger.append({ type, key, body: shipment, ...governed });
  listShipment(ledger.lists, { shipmentId, consignor, shipment, at: held.fact.at, digest: held.digest });
  return receiptOf(held);
}

/** The calling company hands several shipments to the chain in one fact: all of them or none. */
export async function consignAll(ledger: Ledger, request: ConsignmentList): Promise<FactReceipt> {
  const { caller, facts, lists } = ledger;
  const { ref, consignments } = request;
  caller.demand('operator');
  const { mspId: consignor } = caller;
  const { type } = shipmentConsignments;
  const key = shipmentConsignments.key.build({ company: consignor, ref });
  const known = await facts.repeated({
    type,
    mspId: consignor,
    key,
    isSame: (body) => isSameContent(body, { consignments }),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  await Promise.all(
    consignments.map(async (consignment, index) => {
      const path = `consignments[${index}].`;
      const { shipmentId } = consignment;
      demandOwner(caller, { id: shipmentId, field: `${path}shipmentId` });
      const address = { mspId: consignor, key: shipmentConsigned.key.build({ shipment: shipmentId }) };
      if ((await ledger.state.getSealHash(address)) !== undefined) {
        throw new ContractError({ code: 'ALREADY_EXISTS', field: `${path}shipmentId` });
      }
      await demandConsignable(ledger, consignment, path);
    }),
  );
  // One rule governs all of them, and may demand another company for each.
  const governed = await Promise.all(
    consignments.map(({ consignee }) =>
      ledger.governBy('shipment', { self: consignor, consignor, consignee, custodian: consignor }),
    ),
  );
  const vouchers = [...new Set(governed.flatMap((each) => each.vouchers))];
  const held = await ledger.append({
    type,
    key,
    ref,
    body: { consignments },
    rule: governed[0]?.rule,
    vouchers,
  });
  const { digest, fact } = held;
  for (const { shipmentId, ...shipment } of consignments) {
    listShipment(lists, { shipmentId, consignor, shipment, at: fact.at, digest });
  }
  return receiptOf(held);
}

/** @throws ContractError `UNKNOWN_COMPANY`, `UNKNOWN_PLACE`, `UNKNOWN_TRANSPORT`, `ALREADY_EXISTS` for a title without the flag */
async function demandConsignable(ledger: Ledger, consignment: Consignment, path: string): Promise<void> {
  const { shipmentId, consignee, origin, destination, legs, againstTitle } = consignment;
  await demandCompany(ledger, { mspId: consignee, field: `${path}consignee` });
  await demandPlace(ledger, { code: origin, field: `${path}origin` });
  await demandPlace(ledger, { code: destination, field: `${path}destination` });
  await demandLegs(ledger, { legs, field: `${path}legs` });
  if (againstTitle === true) return;
  if ((await ledger.state.getSealHash(titleAddress(shipmentId))) === undefined) return;
  throw new ContractError({ code: 'ALREADY_EXISTS', field: `${path}againstTitle` });
}

/** @throws ContractError `UNKNOWN_TRANSPORT` */
export async function demandLegs(
  ledger: Ledger,
  named: { readonly legs: Shipment['legs']; readonly field: string },
): Promise<void> {
  await Promise.all(
    named.legs.map(async (transportId, index) => {
      if (foundOrAbsent(await readPlan(ledger.facts, transportId)) !== undefined) return;
      throw new ContractError({ code: 'UNKNOWN_TRANSPORT', field: `${named.field}[${index}]` });
    }),
  );
}
