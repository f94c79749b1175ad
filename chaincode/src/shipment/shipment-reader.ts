import { buildKey, isLate, ownerOf, type Handover, type Shipment, type ShipmentRecord } from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits.js';
import { ContractError } from '../errors.js';
import { findFact, foundOrAbsent, type Found } from '../kernel/entries.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { receiptOf, sourceOf } from '../kernel/receipt.js';
import { consigned, isCustodyRefusal, moveCustody, type CustodyState } from './custody-states.js';
import { findTransport } from './transport-reader.js';

/** A shipment whose consignment holds, and what the facts of its custody that hold say by now. */
export interface HeldShipment {
  readonly shipmentId: string;
  readonly consignor: string;
  readonly consignment: HeldFact<'shipment.consigned'>;
  readonly custody: CustodyState;
  /** Every offer that holds, in order: also those that its company could not make. */
  readonly handovers: readonly Handover[];
  readonly delivery: HeldFact<'shipment.delivered'> | undefined;
}

/** The shipment of that id, or why its consignment does not hold. */
export async function findShipment(ledger: Ledger, shipmentId: string): Promise<Found<HeldShipment>> {
  const key = buildKey('shipment', { shipment: shipmentId });
  const consignment = await findFact(ledger, { type: 'shipment.consigned', key });
  if (consignment === undefined || 'rejected' in consignment) return consignment;
  const consignor = ownerOf(shipmentId);
  const { consignee } = consignment.found.fact.body;
  const start = consigned({ consignor, consignee });
  const { custody, handovers } = await readHandovers(ledger, { shipmentId, start });
  const delivery = await ledger.facts.held(
    'shipment.delivered',
    buildKey('delivery', { shipment: shipmentId }),
  );
  const shipment = { shipmentId, consignor, consignment: consignment.found, handovers };
  const delivered =
    delivery === undefined
      ? custody
      : moveCustody(custody, { kind: 'delivered', by: delivery.fact.body.consignee });
  return isCustodyRefusal(delivered)
    ? { found: { ...shipment, custody, delivery: undefined } }
    : { found: { ...shipment, custody: delivered, delivery } };
}

/** @throws ContractError `UNKNOWN_SHIPMENT` naming the field that names it */
export async function demandShipment(
  ledger: Ledger,
  named: { readonly shipmentId: string; readonly field: string },
): Promise<HeldShipment> {
  const { shipmentId, field } = named;
  const shipment = foundOrAbsent(await findShipment(ledger, shipmentId));
  if (shipment === undefined) throw new ContractError({ code: 'UNKNOWN_SHIPMENT', field });
  return shipment;
}

/** What a query answers: lateness follows from the transports that it rides on. */
export async function toShipmentRecord(ledger: Ledger, shipment: HeldShipment): Promise<ShipmentRecord> {
  const { shipmentId, consignor, consignment, custody, handovers, delivery } = shipment;
  const { body } = consignment.fact;
  const delayMinutes = await worstDelay(ledger, body);
  return {
    shipmentId,
    consignor,
    shipment: body,
    status: custody.status,
    custodian: custody.custodian,
    ...(custody.offer === undefined ? {} : { offeredTo: custody.offer.to }),
    offers: handovers.length,
    late: isLate(delayMinutes),
    ...(delayMinutes === undefined ? {} : { delayMinutes }),
    consignedAt: consignment.fact.at,
    ...(delivery === undefined ? {} : { deliveredAt: delivery.fact.body.at }),
    ...sourceOf(consignment),
  };
}

async function worstDelay(ledger: Ledger, shipment: Shipment): Promise<number | undefined> {
  const transports = await Promise.all(shipment.legs.map((id) => findTransport(ledger, id)));
  const delays = transports
    .map((transport) => foundOrAbsent(transport)?.state.delayMinutes)
    .filter((delay) => delay !== undefined);
  return delays.length === 0 ? undefined : Math.max(...delays);
}

/** Offers are numbered from 1. One by a company that was not the custodian moves nothing, but its number is used up. */
async function readHandovers(
  ledger: Ledger,
  chain: { readonly shipmentId: string; readonly start: CustodyState },
): Promise<{ custody: CustodyState; handovers: Handover[] }> {
  let custody = chain.start;
  const handovers: Handover[] = [];
  for (let number = 1; number <= CHAINCODE_LIMITS.offersMax; number += 1) {
    const key = buildKey('offer', { shipment: chain.shipmentId, number });
    const offer = await ledger.facts.held('custody.offered', key);
    if (offer === undefined) break;
    const { from, to } = offer.fact.body;
    const offered = moveCustody(custody, { kind: 'offered', by: from, number, to });
    const handover = { sequence: number, from, to, offeredAt: offer.fact.at, ...sourceOf(offer) };
    if (isCustodyRefusal(offered)) {
      handovers.push({ ...handover, status: 'void' });
      continue;
    }
    const end = await readEnd(ledger, { shipmentId: chain.shipmentId, number, offer, custody: offered });
    custody = end.custody;
    handovers.push({ ...handover, ...end.outcome });
  }
  return { custody, handovers };
}

async function readEnd(
  ledger: Ledger,
  open: {
    readonly shipmentId: string;
    readonly number: number;
    readonly offer: HeldFact<'custody.offered'>;
    readonly custody: CustodyState;
  },
): Promise<{ custody: CustodyState; outcome: Pick<Handover, 'status' | 'endedAt'> }> {
  const { number, offer, custody } = open;
  const parts = { shipment: open.shipmentId, number };
  const [accepted, withdrawn] = await Promise.all([
    ledger.facts.held('custody.accepted', buildKey('offerAccepted', parts)),
    ledger.facts.held('custody.withdrawn', buildKey('offerWithdrawn', parts)),
  ]);
  const isMeant = (end: HeldFact<'custody.accepted' | 'custody.withdrawn'> | undefined) =>
    end?.fact.body.offer === offer.digest && end.fact.body.from === offer.fact.body.from;
  if (accepted !== undefined && isMeant(accepted)) {
    const next = moveCustody(custody, { kind: 'accepted', by: accepted.fact.body.to, number });
    if (!isCustodyRefusal(next)) {
      return { custody: next, outcome: { status: 'accepted', endedAt: receiptOf(accepted).at } };
    }
  }
  if (withdrawn !== undefined && isMeant(withdrawn)) {
    const next = moveCustody(custody, { kind: 'withdrawn', by: withdrawn.fact.body.from, number });
    if (!isCustodyRefusal(next)) {
      return { custody: next, outcome: { status: 'withdrawn', endedAt: receiptOf(withdrawn).at } };
    }
  }
  return { custody, outcome: { status: 'open' } };
}
