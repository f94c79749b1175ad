import { ownerOf } from '../fact/key-form';
import { foundOrAbsent, sealedAt, sealedWith, type FactReader } from '../fact/reader';
import { shipmentGranted } from './facts';
import { readShipment, type HeldConsignment, type ShipmentLife } from './life';

/** The companies that a consignment itself makes parties: consignor, consignee and the operators of its legs. */
export function partiesOfConsignment({
  consignor,
  sealed,
}: Pick<HeldConsignment, 'consignor' | 'sealed'>): string[] {
  const { consignee, legs } = sealed.fact.body;
  return [...new Set([consignor, consignee, ...legs.map(ownerOf)])];
}

/** True when a company was a party by the time of a fact of custody: by the consignment, or as it had custody until then. */
export function wasParty(
  life: Pick<ShipmentLife, 'consignor' | 'sealed' | 'links'>,
  at: { readonly company: string; readonly custody: string },
): boolean {
  const index = life.links.findIndex(({ digest }) => digest === at.custody);
  if (index < 0) return false;
  const custodians = life.links.slice(0, index + 1).map(({ custodian }) => custodian);
  return [...partiesOfConsignment(life), ...custodians].includes(at.company);
}

/**
 * True when a company may attach readings to a shipment: as a party by the consignment, or by the fact with the digest `under`, which
 * is the consignor's grant or a fact of custody that holds, after which the company had custody.
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
  return life?.links.some(({ digest, custodian }) => digest === under && custodian === company) === true;
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
