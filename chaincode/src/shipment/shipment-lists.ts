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
interface ListedShipment {
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

/** Lists a shipment under the legs that an amendment names and that nothing named before. */
export function relistShipment(
  lists: Lists,
  { shipmentId: id, sealed, ...life }: ShipmentLife,
  amended: { readonly legs: readonly string[]; readonly digest: string },
): void {
  const { legs, digest } = amended;
  const { at } = sealed.fact;
  const known = contentsOf({ sealed, ...life }).flatMap((content) => content.legs ?? []);
  for (const transport of legs.filter((leg) => !known.includes(leg))) {
    lists.add(shipmentList('transport', transport), { id, at, digest });
  }
}

/** What was said of a shipment's legs, in order, each with the fact that said it. */
function contentsOf({
  sealed,
  shipment,
  amendments,
}: Pick<ShipmentLife, 'sealed' | 'shipment' | 'amendments'>): {
  readonly digest: string;
  readonly legs?: readonly string[] | undefined;
}[] {
  return [
    { digest: sealed.digest, legs: shipment.legs },
    ...amendments.map(({ digest, fact }) => ({ digest, legs: fact.body.changes.legs })),
  ];
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

/**
 * The fact that listed the shipment in the chosen list: its consignment, the amendment that first named the leg, or the acceptance by
 * which the company first got custody.
 */
function digestOfEntry(life: ShipmentLife, query: ShipmentQuery): string {
  const { consignor, sealed, shipment, links } = life;
  const { company, transport = '' } = query;
  const { kind } = chooseList(query);
  if (kind === 'shipment/transport') {
    return contentsOf(life).find(({ legs }) => legs?.includes(transport))?.digest ?? sealed.digest;
  }
  const isParty = company === consignor || company === shipment.consignee;
  if (kind !== 'shipment/company' || isParty) return sealed.digest;
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
