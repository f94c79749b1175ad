import { isVouched, readGoverningRule, type HeldRule } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { isOpen, ofType, toFound, type FactReader, type Found, type FactReading } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import type { Shipment } from './consignment';
import type { Handover } from './custody-record';
import {
  custodyAccepted,
  custodyEndKey,
  custodyKey,
  custodyOffered,
  custodyWithdrawn,
  shipmentConsigned,
  shipmentDelivered,
} from './facts';
import { consigned, isCustodyRefusal, moveCustody, type CustodyEvent, type CustodyState } from './states';
import type { CustodyOffered } from './custody';
import type { ShipmentDelivered } from './delivery';

/** What a shipment's consignment says, and the rule that governs it. */
export interface HeldConsignment {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  readonly shipmentId: string;
  /** MSP id of the company that consigned the goods. */
  readonly consignor: string;
  readonly sealed: Sealed<Fact<'shipment.consigned', Shipment>>;
  /** The rule that was in force; `undefined` where there was none. */
  readonly rule: HeldRule | undefined;
}

/** A fact of custody that holds, and the company that has custody after it. */
export interface CustodyLink {
  /** SHA-256 of that fact's bytes, in hex. */
  readonly digest: string;
  /** MSP id of the company that has custody. */
  readonly custodian: string;
}

/** A shipment: its consignment, and what the facts of its custody that hold make known. */
export interface ShipmentLife extends HeldConsignment {
  readonly custody: CustodyState;
  /** Number of the next move of custody. */
  readonly nextNumber: number;
  /** The facts of custody that hold, in order; the first is the consignment. */
  readonly links: readonly CustodyLink[];
  readonly handovers: readonly Handover[];
  readonly delivery: Sealed<Fact<'shipment.delivered', ShipmentDelivered>> | undefined;
}

/** The digest that the next fact of custody names: that of the last one that holds. */
export function custodyHead({ links }: Pick<ShipmentLife, 'links'>): string {
  return links.at(-1)?.digest ?? '';
}

/** Who the placeholders of a rule mean before a move of custody. */
export function shipmentParties(
  consignment: Pick<HeldConsignment, 'consignor' | 'sealed'>,
  custodian: string,
): { self: string; consignor: string; consignee: string; custodian: string } {
  const { consignor, sealed } = consignment;
  return { self: consignor, consignor, consignee: sealed.fact.body.consignee, custodian };
}

/** The consignment of a shipment, or why it does not hold. What it says never changes. */
export async function readConsignment(
  reader: FactReader,
  shipmentId: string,
): Promise<Found<HeldConsignment>> {
  const consignor = ownerOf(shipmentId);
  const key = shipmentConsigned.key.build({ shipment: shipmentId });
  const found = toFound(await reader.read({ mspId: consignor, key }), shipmentConsigned, key);
  if (found === undefined || 'rejected' in found) return found;
  const sealed = found.found;
  const scope = { owner: consignor, assetType: 'shipment' } as const;
  const governing = await readGoverningRule(reader, { rule: sealed.fact.rule, scope });
  const parties = shipmentParties({ consignor, sealed }, consignor);
  if (governing === undefined || !isVouched(governing.rule, parties, sealed.fact)) {
    return { rejected: { key, reason: 'void' } };
  }
  return { found: { shipmentId, consignor, sealed, rule: governing.rule } };
}

/**
 * The shipment of that id, or why its consignment does not hold. Once the fact of custody with the digest `until` is found, what came
 * after it is not read.
 */
export async function readShipment(
  reader: FactReader,
  shipmentId: string,
  until?: string,
): Promise<Found<ShipmentLife>> {
  const consignment = await readConsignment(reader, shipmentId);
  if (consignment === undefined || 'rejected' in consignment) return consignment;
  return { found: await readCustody(reader, consignment.found, until) };
}

/** Each number is read in the seals of the company that has custody by then: what others sealed there is never looked at. */
async function readCustody(
  reader: FactReader,
  consignment: HeldConsignment,
  until: string | undefined,
): Promise<ShipmentLife> {
  const { shipmentId, consignor, sealed } = consignment;
  const { consignee } = sealed.fact.body;
  let life: ShipmentLife = {
    ...consignment,
    custody: consigned({ consignor, consignee }),
    nextNumber: 1,
    links: [{ digest: sealed.digest, custodian: consignor }],
    handovers: [],
    delivery: undefined,
  };
  const address = (number: number): Address => {
    const { custodian } = life.custody;
    return { mspId: custodian, key: custodyKey.build({ shipment: shipmentId, number, custodian }) };
  };
  if (isOver(life, until)) return life;
  const series = { first: 1, max: LIMITS.custodyMovesMax, address };
  for await (const { number, reading } of walkSeries(reader, series)) {
    life = await followMove(reader, life, { number, reading, until });
    if (isOver(life, until)) break;
  }
  return life;
}

/** True when nothing can follow, or when what is looked for was found. */
function isOver({ custody, links }: ShipmentLife, until: string | undefined): boolean {
  if (custody.status === 'offered' || custody.status === 'delivered') return true;
  return until !== undefined && links.at(-1)?.digest === until;
}

/** The life after the move under a number; one that does not hold uses the number up. */
async function followMove(
  reader: FactReader,
  life: ShipmentLife,
  move: { readonly number: number; readonly reading: FactReading; readonly until: string | undefined },
): Promise<ShipmentLife> {
  const { number, reading } = move;
  const { custodian } = life.custody;
  const isNext = (fact: Fact<string, { readonly previous: string }>): boolean =>
    fact.body.previous === custodyHead(life) && isVouched(life.rule, shipmentParties(life, custodian), fact);
  const nextNumber = number + 1;
  const delivery = ofType(reading, shipmentDelivered);
  if (delivery !== undefined && isNext(delivery.fact)) {
    const custody = moveCustody(life.custody, { kind: 'delivered', by: delivery.fact.body.consignee });
    if (!isCustodyRefusal(custody)) {
      const links = [...life.links, { digest: delivery.digest, custodian }];
      return { ...life, custody, nextNumber, links, delivery };
    }
  }
  const offer = ofType(reading, custodyOffered);
  if (offer !== undefined && isNext(offer.fact)) {
    const { from, to } = offer.fact.body;
    const custody = moveCustody(life.custody, { kind: 'offered', by: from, number, to });
    if (!isCustodyRefusal(custody)) {
      const links = [...life.links, { digest: offer.digest, custodian }];
      const open = { ...life, custody, nextNumber, links };
      return offer.digest === move.until ? open : await readOfferEnd(reader, open, offer);
    }
  }
  const handover: Handover = { sequence: number, from: custodian, status: 'void' };
  return { ...life, nextNumber, handovers: [...life.handovers, handover] };
}

/**
 * The life after an offer and what ended it. An end that does not hold takes the offer back: it can never be accepted. While the end
 * is open, so is the offer.
 */
async function readOfferEnd(
  reader: FactReader,
  open: ShipmentLife,
  offer: Sealed<Fact<'custody.offered', CustodyOffered>>,
): Promise<ShipmentLife> {
  const { from, to } = offer.fact.body;
  const number = custodyKey.parse(offer.fact.key)?.number ?? 0;
  const key = custodyEndKey.build({ shipment: open.shipmentId, number, custodian: from });
  const { at: offeredAt, key: fact } = offer.fact;
  const handover = { sequence: number, from, to, offeredAt, fact, digest: offer.digest };
  const end = { mspId: from, key };
  const reading = await reader.read(end);
  if (reading.status === 'absent' || (isOpen(reading) && !(await reader.close(end)))) {
    return { ...open, handovers: [...open.handovers, { ...handover, status: 'open' }] };
  }
  const accepted = ofType(reading, custodyAccepted);
  const withdrawn = ofType(reading, custodyWithdrawn);
  const ended = accepted ?? withdrawn;
  const isMeant =
    ended?.fact.body.offer === offer.digest &&
    isVouched(open.rule, shipmentParties(open, from), ended.fact) &&
    (accepted === undefined || accepted.fact.body.to === to);
  const event: CustodyEvent =
    accepted !== undefined && isMeant
      ? { kind: 'accepted', by: to, number }
      : { kind: 'withdrawn', by: from, number };
  const custody = moveCustody(open.custody, event);
  if (isCustodyRefusal(custody)) return open;
  const link = {
    digest: ended !== undefined && isMeant ? ended.digest : offer.digest,
    custodian: custody.custodian,
  };
  return {
    ...open,
    custody,
    links: ended !== undefined && isMeant ? [...open.links, link] : open.links,
    handovers: [
      ...open.handovers,
      Object.assign({}, handover, {
        status: event.kind === 'accepted' ? ('accepted' as const) : ('withdrawn' as const),
        ...(ended !== undefined && isMeant ? { endedAt: ended.fact.at } : {}),
      }),
    ],
  };
}
