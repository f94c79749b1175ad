import type { Page, Shipment, ShipmentQuery, ShipmentRecord } from '@kontti/model';
import type { IndexList, Indexes } from '../kernel/indexes.js';
import type { Ledger } from '../kernel/ledger.js';
import { findShipment, toShipmentRecord } from './shipment-reader.js';

/** All lists of shipments are ordered by the ledger time of the consignment. */
function shipmentList(kind: string, value?: string): IndexList {
  const list = { kind: `shipment/${kind}`, order: 'time' } as const;
  return value === undefined ? list : { ...list, value };
}

/** A shipment to list: its id, and the ledger time of its consignment. */
export interface ListedShipment {
  readonly shipmentId: string;
  readonly at: number;
}

/** Lists a shipment that was consigned. */
export function listShipment(
  indexes: Indexes,
  listed: ListedShipment & { readonly consignor: string; readonly shipment: Shipment },
): void {
  const { shipmentId: id, at, consignor, shipment } = listed;
  const { consignee, container, origin, destination, legs } = shipment;
  const lists = [
    shipmentList('time'),
    ...[...new Set([consignor, consignee])].map((company) => shipmentList('company', company)),
    ...(container === undefined ? [] : [shipmentList('container', container)]),
    ...[...new Set([origin, destination])].map((place) => shipmentList('place', place)),
    ...legs.map((transport) => shipmentList('transport', transport)),
  ];
  for (const list of lists) indexes.add(list, { id, at });
}

/** Lists a shipment under a company that got custody of it. */
export function listCustodian(
  indexes: Indexes,
  listed: ListedShipment & { readonly custodian: string },
): void {
  const { shipmentId: id, at, custodian } = listed;
  indexes.add(shipmentList('company', custodian), { id, at });
}

/** Shipments that match, by the time of their consignment. */
export async function queryShipments(ledger: Ledger, query: ShipmentQuery): Promise<Page<ShipmentRecord>> {
  const { from, to, pageSize, bookmark } = query;
  return await ledger.indexes.page({
    list: chooseList(query),
    from,
    to,
    pageSize,
    bookmark,
    show: async (id) => {
      const shipment = await findShipment(ledger, id);
      if (shipment === undefined || 'rejected' in shipment) return shipment;
      const record = await toShipmentRecord(ledger, shipment.found);
      return isMatch(record, query) ? { record, at: record.consignedAt } : undefined;
    },
  });
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
function chooseList({ container, transport, place, company }: ShipmentQuery): IndexList {
  if (container !== undefined) return shipmentList('container', container);
  if (transport !== undefined) return shipmentList('transport', transport);
  if (place !== undefined) return shipmentList('place', place);
  return company === undefined ? shipmentList('time') : shipmentList('company', company);
}
