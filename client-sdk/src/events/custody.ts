import { parseKey } from '@kontti/model';
import type { AnyFact } from '@kontti/model';
import { BoundedCache } from '../bounded-cache';
import { SHIPMENTS_CACHED_MAX } from '../limits';
import { custodianOf, followChain } from './custody-chain';
import type { CustodyChain, CustodyMove } from './custody-chain';
import type { ProvenFact, UnprovenFact } from './proof';
import type { ReadingRegistry } from './reading-registry';

/** Asks the own peer how custody of a shipment went; `undefined` when the shipment's consignment does not hold. */
export type FindCustody = (shipmentId: string) => Promise<CustodyChain | undefined>;

/** Tells facts of custody that follow from those before them from facts that a company sealed about what it never had. */
export interface CustodyTracker {
  judge(
    facts: readonly ProvenFact[],
  ): Promise<{ readonly proven: ProvenFact[]; readonly unproven: UnprovenFact[] }>;
}

/** What a `CustodyTracker` asks where its stream did not show it. */
export interface CustodySource {
  readonly findCustody: FindCustody;
  readonly registry: Pick<ReadingRegistry, 'findConsignee'>;
}

/** Makes a tracker for one stream. It follows each chain from the consignment on, or from what the own peer knows by then. */
export function createCustodyTracker(source: CustodySource): CustodyTracker {
  const chains = new BoundedCache<CustodyChain>({ entriesMax: SHIPMENTS_CACHED_MAX });

  const findChain = async (shipmentId: string): Promise<CustodyChain | undefined> =>
    chains.get(shipmentId) ?? (await source.findCustody(shipmentId));

  const follows = async ({ fact, digest }: ProvenFact): Promise<boolean> => {
    const parsed = parseKey(fact.key);
    if (parsed?.kind === 'shipment') {
      const shipmentId = parsed.parts.shipment;
      chains.set(shipmentId, { shipmentId, links: [] });
      return true;
    }
    if (parsed?.kind === 'delivery') {
      const chain = await findChain(parsed.parts.shipment);
      const consignee = await source.registry.findConsignee(parsed.parts.shipment);
      return (
        fact.type === 'shipment.delivered' &&
        fact.body.consignee === consignee &&
        chain !== undefined &&
        custodianOf(chain) === consignee
      );
    }
    if (parsed?.kind !== 'offer' && parsed?.kind !== 'offerAccepted' && parsed?.kind !== 'offerWithdrawn') {
      return true;
    }
    const move = factToMove(fact, { sequence: parsed.parts.number, digest });
    const chain = await findChain(parsed.parts.shipment);
    if (chain === undefined || move === undefined) {
      return false;
    }
    const followed = followChain(chain, move);
    chains.set(chain.shipmentId, followed.chain);
    return followed.follows;
  };

  return {
    async judge(facts) {
      const proven: ProvenFact[] = [];
      const unproven: UnprovenFact[] = [];
      for (const each of facts) {
        if (await follows(each)) {
          proven.push(each);
        } else {
          unproven.push({ key: each.fact.key, reason: 'void' });
        }
      }
      return { proven, unproven };
    },
  };
}

function factToMove(
  fact: AnyFact,
  place: { readonly sequence: number; readonly digest: string },
): CustodyMove | undefined {
  const { sequence, digest } = place;
  if (fact.type === 'custody.offered') {
    return { kind: 'offered', sequence, digest, from: fact.body.from, to: fact.body.to };
  }
  if (fact.type === 'custody.accepted') {
    const { from, to, offer } = fact.body;
    return { kind: 'accepted', sequence, from, to, offer };
  }
  if (fact.type === 'custody.withdrawn') {
    const { from, offer } = fact.body;
    return { kind: 'withdrawn', sequence, from, to: undefined, offer };
  }
  return undefined;
}
