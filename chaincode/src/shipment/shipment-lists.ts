import {
  readShipment,
  type Page,
  type Shipment,
  type ShipmentLife,
  type ShipmentQuery,
  type ShipmentRecord,
} from '@kontti/model';
import { listByTime, type List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import type { Ledger } from '../kernel/ledger';
import { toShipmentRecord } from './shipment-record';

/** All lists of shipments are ordered by the ledger time of the consignment. */
function shipmentList(kind: string, value?: string): List {
  return listByTime(`shipment/${kind}`, value);
}

/** A shipment to list: its id, the ledger time of its consignment, and the digest of the fact that lists it. */
export interface ListedShipment {
  readonly shipmentId: string;
  readonly at: number;
  readonly digest: string;
}

/** Lists a shipment that was consigned. */
export function listShipment(
  lists: Lists,
  listed: ListedShipment & { readonly consignor: string; readonly shipment: Shipment },
): void {
  const { shipmentId: id, at, digest, consignor, shipment } = listed;
  const { consignee, container, legs } = shipment;
  const all = [
    shipmentList('time'),
    ...[...new Set([consignor, consignee])].map((company) => shipmentList('company', company)),
    ...(container === undefined ? [] : [shipmentList('container', container)]),
    ...legs.map((transport) => shipmentList('transport', transport)),
  ];
  for (const list of all) lists.add(list, { id, at, digest });
}

/** Lists a shipment under a company that got custody of it for the first time. */
export function listCustodian(lists: Lists, listed: ListedShipment & { readonly custodian: string }): void {
  const { shipmentId: id, at, digest, custodian } = listed;
  lists.add(shipmentList('company', custodian), { id, at, digest });
}

/** Shipments that match, by the time of their consignment. */
export async function queryShipments(ledger: Ledger, query: ShipmentQuery): Promise<Page<ShipmentRecord>> {
  const { from, to, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: chooseList(query),
    from,
    to,
    pageSize,
    bookmark,
    show: async (id) => {
      const shipment = await readShipment(ledger.facts, id);
      if (shipment === undefined || 'rejected' in shipment) return shipment;
      const record = await toShipmentRecord(ledger, shipment.found);
      const digest = digestOfEntry(shipment.found, query);
      return isMatch(record, query) ? { record, entry: { at: record.consignedAt, digest } } : undefined;
    },
  });
}

/** The fact that listed the shipment in the chosen list: its consignment, or the acceptance by which the company first got custody. */
function digestOfEntry({ consignor, sealed, links }: ShipmentLife, query: ShipmentQuery): string {
  const { company } = query;
  const isByCompany = chooseList(query).kind === 'shipment/company';
  if (!isByCompany || company === consignor || company === sealed.fact.body.consignee) return sealed.digest;
  return links.find(({ custodian }) => custodian === company)?.digest ?? sealed.digest;
}

function isMatch(record: ShipmentRecord, query: ShipmentQuery): boolean {
  const { company, container, place, transport, status, late } = query;
  const { shipment, consignor, custodian } = record;
  return (
    (company === undefined || [consignor, shipment.consignee, custodian].includes(company)) &&
    (container === undefined || shipment.container === container) &&
    (place === undefined || shipment.origin === place || shipment.destination === place) &&
    (transport === undefined || shipment.legs.includes(transport)) &&
    (status === undefined || record.status === status) &&
    (late === undefined || record.late === late)
  );
}

/** The list that is likely to be shortest. */
function chooseList({ container, transport, company }: ShipmentQuery): List {
  if (container !== undefined) return shipmentList('container', container);
  if (transport !== undefined) return shipmentList('transport', transport);
  return company === undefined ? shipmentList('time') : shipmentList('company', company);
}
