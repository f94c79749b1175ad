import { ownerOf, parseKey } from '@kontti/model';
import type { AnyFact, CustodyRecord } from '@kontti/model';
import type { Dated } from '../times';
import type { ProvenFact, UnprovenFact } from './proof';
import type { ReadingRegistry } from './reading-registry';

/** Asks the own peer how custody of a shipment went; `undefined` when the shipment's consignment does not hold. */
export type FindCustody = (shipmentId: string) => Promise<Dated<CustodyRecord> | undefined>;

/**
 * Whether facts of custody follow from the facts before them: a company can seal alone that it offers what it never had. What was true
 * before the fact decides, so that it does not matter whether the own peer's state has the fact yet.
 */
export async function judgeCustody(
  facts: readonly ProvenFact[],
  court: { readonly findCustody: FindCustody; readonly registry: Pick<ReadingRegistry, 'findConsignee'> },
): Promise<{ readonly proven: ProvenFact[]; readonly unproven: UnprovenFact[] }> {
  const proven: ProvenFact[] = [];
  const unproven: UnprovenFact[] = [];
  for (const each of facts) {
    const follows = await followsFromChain(each, court);
    if (follows) {
      proven.push(each);
    } else {
      unproven.push({ key: each.fact.key, reason: 'void' });
    }
  }
  return { proven, unproven };
}

async function followsFromChain(
  { fact, digest }: ProvenFact,
  court: { readonly findCustody: FindCustody; readonly registry: Pick<ReadingRegistry, 'findConsignee'> },
): Promise<boolean> {
  const place = factToPlace(fact);
  if (place === undefined) {
    return true;
  }
  const record = await court.findCustody(place.shipmentId);
  if (record === undefined) {
    return false;
  }
  if (fact.type === 'custody.offered') {
    return isOfferOfCustodian(record, { from: fact.body.from, sequence: place.number, digest });
  }
  if (fact.type === 'custody.accepted' || fact.type === 'custody.withdrawn') {
    return endsOffer(record, { fact, sequence: place.number });
  }
  if (fact.type === 'shipment.delivered') {
    const consignee = await court.registry.findConsignee(place.shipmentId);
    return record.custodian === consignee && fact.body.consignee === consignee;
  }
  return true;
}

function factToPlace(fact: AnyFact): { readonly shipmentId: string; readonly number: number } | undefined {
  const parsed = parseKey(fact.key);
  if (parsed?.kind === 'offer' || parsed?.kind === 'offerAccepted' || parsed?.kind === 'offerWithdrawn') {
    return { shipmentId: parsed.parts.shipment, number: parsed.parts.number };
  }
  return parsed?.kind === 'delivery' ? { shipmentId: parsed.parts.shipment, number: 0 } : undefined;
}

function isOfferOfCustodian(
  record: Dated<CustodyRecord>,
  offer: { readonly from: string; readonly sequence: number; readonly digest: string },
): boolean {
  const known = record.handovers.find(({ sequence }) => sequence === offer.sequence);
  if (known !== undefined) {
    return known.status !== 'void' && known.digest === offer.digest;
  }
  const earlier = record.handovers.filter(({ sequence }) => sequence < offer.sequence);
  const isFree = earlier.every(({ status }) => status !== 'open');
  const custodian = earlier.findLast(({ status }) => status === 'accepted')?.to ?? ownerOf(record.shipmentId);
  return isFree && earlier.length === offer.sequence - 1 && custodian === offer.from;
}

type Ending = Extract<AnyFact, { type: 'custody.accepted' | 'custody.withdrawn' }>;

function endsOffer(
  record: Dated<CustodyRecord>,
  ending: { readonly fact: Ending; readonly sequence: number },
): boolean {
  const { fact, sequence } = ending;
  const offer = record.handovers.find((handover) => handover.sequence === sequence);
  const expected = fact.type === 'custody.accepted' ? 'accepted' : 'withdrawn';
  return (
    offer !== undefined &&
    (offer.status === 'open' || offer.status === expected) &&
    offer.digest === fact.body.offer &&
    offer.from === fact.body.from &&
    (fact.type === 'custody.withdrawn' || fact.body.to === offer.to)
  );
}
