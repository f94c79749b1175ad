import { isVouched } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { isOpen, ofType, type FactReader, type Found, type FactReading } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import { followAmendment, followCancellation } from './amendment-life';
import { readConsignment, shipmentParties, type HeldConsignment } from './consignment-life';
import type { CustodyOffered } from './custody';
import type { Handover } from './custody-record';
import type { ShipmentDelivered } from './delivery';
import {
  custodyAccepted,
  custodyEndKey,
  custodyKey,
  custodyOffered,
  custodyWithdrawn,
  shipmentAmended,
  shipmentCancelled,
  shipmentDelivered,
} from './facts';
import { custodyHead, type ShipmentLife } from './shipment-life';
import { consigned, isCustodyRefusal, moveCustody, type CustodyEvent } from './states';
import { hasNoTitle } from './title';

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
  const { shipmentId, consignor, sealed, shipment } = consignment;
  const { consignee } = shipment;
  let life: ShipmentLife = {
    ...consignment,
    current: shipment,
    custody: consigned({ consignor, consignee }),
    nextNumber: 1,
    links: [{ digest: sealed.digest, custodian: consignor }],
    handovers: [],
    amendments: [],
    delivery: undefined,
    cancellation: undefined,
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
  if (['offered', 'delivered', 'cancelled'].includes(custody.status)) return true;
  return until !== undefined && links.at(-1)?.digest === until;
}

/** The move under a number, and up to where the life is read. */
interface ReadMove {
  readonly number: number;
  readonly reading: FactReading;
  readonly until: string | undefined;
}

/** The life after the move under a number; one that does not hold uses the number up. */
async function followMove(reader: FactReader, life: ShipmentLife, move: ReadMove): Promise<ShipmentLife> {
  const { number } = move;
  const nextNumber = number + 1;
  const followed = await followHeld(reader, life, move);
  if (followed !== undefined) return { ...followed, nextNumber };
  const handover: Handover = { sequence: number, from: life.custody.custodian, status: 'void' };
  return { ...life, nextNumber, handovers: [...life.handovers, handover] };
}

/** The life after a move that holds. */
async function followHeld(
  reader: FactReader,
  life: ShipmentLife,
  { reading, until, number }: ReadMove,
): Promise<ShipmentLife | undefined> {
  const next = <B extends { readonly previous: string }, F extends Fact<string, B>>(
    sealed: Sealed<F> | undefined,
  ): Sealed<F> | undefined => {
    const parties = shipmentParties(life, life.custody.custodian);
    const isNext = sealed?.fact.body.previous === custodyHead(life);
    return isNext && isVouched(life.rule, parties, sealed.fact) ? sealed : undefined;
  };
  const delivery = next(ofType(reading, shipmentDelivered));
  if (delivery !== undefined) return await followDelivery(reader, life, delivery);
  const amendment = next(ofType(reading, shipmentAmended));
  if (amendment !== undefined) return await followAmendment(reader, life, amendment);
  const cancellation = next(ofType(reading, shipmentCancelled));
  if (cancellation !== undefined) return await followCancellation(reader, life, cancellation);
  const offer = next(ofType(reading, custodyOffered));
  return offer && (await followOffer(reader, life, { offer, until, number }));
}

/** The life after a delivery: by the consignee that has custody, and once nobody has a title any more. */
async function followDelivery(
  reader: FactReader,
  life: ShipmentLife,
  delivery: Sealed<Fact<'shipment.delivered', ShipmentDelivered>>,
): Promise<ShipmentLife | undefined> {
  const { shipmentId, links } = life;
  const { consignee, surrender } = delivery.fact.body;
  const custody = moveCustody(life.custody, { kind: 'delivered', by: consignee });
  if (isCustodyRefusal(custody)) return undefined;
  if (!(await hasNoTitle(reader, { shipmentId, links, surrender }))) return undefined;
  const link = { digest: delivery.digest, custodian: life.custody.custodian };
  return { ...life, custody, links: [...links, link], delivery };
}

async function followOffer(
  reader: FactReader,
  life: ShipmentLife,
  move: {
    readonly offer: Sealed<Fact<'custody.offered', CustodyOffered>>;
    readonly number: number;
    readonly until: string | undefined;
  },
): Promise<ShipmentLife | undefined> {
  const { offer, number, until } = move;
  const { from, to } = offer.fact.body;
  const custody = moveCustody(life.custody, { kind: 'offered', by: from, number, to });
  if (isCustodyRefusal(custody)) return undefined;
  const links = [...life.links, { digest: offer.digest, custodian: life.custody.custodian }];
  const open = { ...life, custody, links };
  return offer.digest === until ? open : await readOfferEnd(reader, open, offer);
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
