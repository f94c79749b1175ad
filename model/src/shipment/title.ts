import type { FactReader } from '../fact/reader';
import { surrendersTitle } from '../lot/surrender';
import { titleAddress } from './facts';

/** A shipment at its end, and what its end names. */
export interface EndedShipment {
  readonly shipmentId: string;
  /** The facts of its custody that hold, the last one at its end. */
  readonly links: readonly { readonly digest: string }[];
  /** Digest of the move that surrendered the title. */
  readonly surrender: string | undefined;
}

/**
 * Whether nobody has a title to a shipment any more: its one title was surrendered by the move that is named, or a fact of the
 * shipment itself has the only place where a title could be sealed. Both are for ever, so it does not matter how far a reader is ahead.
 */
export async function hasNoTitle(reader: FactReader, ended: EndedShipment): Promise<boolean> {
  const { shipmentId, links, surrender } = ended;
  if (surrender !== undefined) {
    return await surrendersTitle(reader, { digest: surrender, shipment: shipmentId });
  }
  const sealed = await reader.read(titleAddress(shipmentId));
  return sealed.status === 'sealed' && links.some(({ digest }) => digest === sealed.sealed.digest);
}
