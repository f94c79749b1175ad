import { ownerOf } from '@kontti/model';
import type { Handover } from '@kontti/model';

/** One offer of custody and what became of it. */
export type Link = Pick<Handover, 'sequence' | 'from' | 'to' | 'status' | 'digest'>;

/** The offers of a shipment in order. What is known may be ahead of the fact that is judged, never behind the block before it. */
export interface CustodyChain {
  readonly shipmentId: string;
  readonly links: readonly Link[];
}

/** A fact of custody, as far as the chain has to know it. */
export type CustodyMove =
  | {
      readonly kind: 'offered';
      readonly sequence: number;
      readonly from: string;
      readonly to: string;
      readonly digest: string;
    }
  | {
      readonly kind: 'accepted' | 'withdrawn';
      readonly sequence: number;
      readonly from: string;
      readonly to: string | undefined;
      /** Digest of the offer that the fact ends. */
      readonly offer: string;
    };

/** The company that has the shipment after all links. */
export function custodianOf(chain: CustodyChain): string {
  return chain.links.findLast(({ status }) => status === 'accepted')?.to ?? ownerOf(chain.shipmentId);
}

/** Whether a move follows from the chain, and the chain with the move in it. A move that is in it already changes nothing. */
export function followChain(
  chain: CustodyChain,
  move: CustodyMove,
): { readonly follows: boolean; readonly chain: CustodyChain } {
  return move.kind === 'offered' ? followOffer(chain, move) : followEnd(chain, move);
}

function followOffer(
  chain: CustodyChain,
  move: Extract<CustodyMove, { kind: 'offered' }>,
): ReturnType<typeof followChain> {
  const { sequence, from, to, digest } = move;
  const known = chain.links.find((link) => link.sequence === sequence);
  if (known !== undefined) {
    return { follows: known.status !== 'void' && known.digest === digest, chain };
  }
  if (sequence !== chain.links.length + 1) {
    return { follows: false, chain };
  }
  const isFree = chain.links.every(({ status }) => status !== 'open');
  const follows = isFree && custodianOf(chain) === from;
  // A void offer moves nothing, but its number is used up.
  const link: Link = { sequence, from, to, digest, status: follows ? 'open' : 'void' };
  return { follows, chain: { ...chain, links: [...chain.links, link] } };
}

function followEnd(
  chain: CustodyChain,
  move: Exclude<CustodyMove, { kind: 'offered' }>,
): ReturnType<typeof followChain> {
  const { kind, sequence } = move;
  const offer = chain.links.find((link) => link.sequence === sequence);
  const follows =
    offer !== undefined &&
    (offer.status === 'open' || offer.status === kind) &&
    offer.digest === move.offer &&
    offer.from === move.from &&
    (move.to === undefined || offer.to === move.to);
  if (!follows) {
    return { follows, chain };
  }
  const links = chain.links.map((link) => (link === offer ? { ...link, status: kind } : link));
  return { follows, chain: { ...chain, links } };
}
