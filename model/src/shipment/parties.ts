import { ownerOf } from '../fact/key-form';
import { foundOrAbsent, sealedAt, sealedWith, type FactReader } from '../fact/reader';
import { shipmentGranted } from './facts';
import type { HeldConsignment } from './consignment-life';
import { readShipment } from './life';
import type { CustodyLink, ShipmentLife } from './shipment-life';

/** The companies that a consignment itself makes parties: consignor, consignee and the operators of its legs. */
export function partiesOfConsignment({
  consignor,
  shipment,
}: Pick<HeldConsignment, 'consignor' | 'shipment'>): string[] {
  const { consignee, legs } = shipment;
  return [...new Set([consignor, consignee, ...legs.map(ownerOf)])];
}

/** The companies that a fact of custody makes parties: who has custody after it, and the operators of legs that it names. */
export function partiesOfLink({ custodian, operators = [] }: CustodyLink): string[] {
  return [custodian, ...operators];
}

/**
 * True when a company was a party by the time of a fact of custody: by the consignment, by an amendment, or as it had custody until
 * then. Who is a party once is one for good.
 */
export function wasParty(
  life: Pick<ShipmentLife, 'consignor' | 'shipment' | 'links'>,
  at: { readonly company: string; readonly custody: string },
): boolean {
  const index = life.links.findIndex(({ digest }) => digest === at.custody);
  if (index < 0) return false;
  const linked = life.links.slice(0, index + 1).flatMap(partiesOfLink);
  return [...partiesOfConsignment(life), ...linked].includes(at.company);
}

/**
 * True when a company may attach readings to a shipment: as a party by the consignment, or by the fact with the digest `under`, which
 * is the consignor's grant, or a fact of custody that holds and makes the company a party.
 */
export async function mayAttach(
  reader: FactReader,
  consignment: HeldConsignment,
  attached: { readonly company: string; readonly under: string | undefined },
): Promise<boolean> {
  const { company, under } = attached;
  if (under === undefined) return partiesOfConsignment(consignment).includes(company);
  const grant = await sealedWith(reader, shipmentGranted, under);
  if (grant !== undefined) {
    return (
      grant.fact.key === shipmentGranted.key.build({ shipment: consignment.shipmentId, grantee: company })
    );
  }
  const life = foundOrAbsent(await readShipment(reader, consignment.shipmentId, under));
  const link = life?.links.find(({ digest }) => digest === under);
  return link !== undefined && partiesOfLink(link).includes(company);
}

/** The digest of the consignor's grant for a company, where there is one. */
export async function readGrant(
  reader: FactReader,
  grant: { readonly shipmentId: string; readonly company: string },
): Promise<string | undefined> {
  const { shipmentId: shipment, company: grantee } = grant;
  const address = { mspId: ownerOf(shipment), key: shipmentGranted.key.build({ shipment, grantee }) };
  return (await sealedAt(reader, shipmentGranted, address))?.digest;
}
