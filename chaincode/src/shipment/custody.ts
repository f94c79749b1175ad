import {
  buildKey,
  type CustodyAcceptance,
  type CustodyOffer,
  type CustodyRecord,
  type CustodyWithdrawal,
  type FactReceipt,
} from '@kontti/model';
import { demandCompany } from '../company/companies.js';
import { CHAINCODE_LIMITS } from '../limits.js';
import { ContractError } from '../errors.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { receiptOf } from '../kernel/receipt.js';
import { isCustodyRefusal, moveCustody, type CustodyEvent, type CustodyState } from './custody-states.js';
import { listCustodian } from './shipment-lists.js';
import { demandShipment, type HeldShipment } from './shipment-reader.js';
import { writeShipmentView } from './shipment-view.js';

/** The custodian offers the shipment to another company. */
export async function offerCustody(ledger: Ledger, request: CustodyOffer): Promise<FactReceipt> {
  const { shipmentId, sequence, to } = request;
  const { caller } = ledger;
  caller.demand('operator');
  const shipment = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const type = 'custody.offered';
  const key = buildKey('offer', { shipment: shipmentId, number: sequence });
  const known = await ledger.facts.repeated({
    type,
    key,
    isSame: (body) => body.from === caller.mspId && body.to === to,
    code: 'SEQUENCE',
    field: 'sequence',
  });
  if (known !== undefined) return receiptOf(known);
  const event: CustodyEvent = { kind: 'offered', by: caller.mspId, number: sequence, to };
  const custody = demandMove(shipment, { event, field: to === caller.mspId ? 'to' : 'shipmentId' });
  const expected = shipment.handovers.length + 1;
  if (sequence !== expected) {
    throw new ContractError({ code: 'SEQUENCE', field: 'sequence', details: { expected } });
  }
  if (sequence > CHAINCODE_LIMITS.offersMax) {
    const details = { max: CHAINCODE_LIMITS.offersMax };
    throw new ContractError({ code: 'SERIES_TOO_LONG', field: 'sequence', details });
  }
  await demandCompany(ledger, { mspId: to, field: 'to' });
  await writeShipmentView(ledger, { ...shipment, custody, offers: sequence });
  return receiptOf(await ledger.append({ type, key, body: { from: caller.mspId, to } }));
}

/** The custodian takes an open offer back. */
export async function withdrawOffer(ledger: Ledger, request: CustodyWithdrawal): Promise<FactReceipt> {
  const { shipment, offer } = await findOffer(ledger, request);
  const { mspId: by } = ledger.caller;
  const type = 'custody.withdrawn';
  const key = buildKey('offerWithdrawn', { shipment: request.shipmentId, number: request.sequence });
  const known = await ledger.facts.repeated({
    type,
    key,
    isSame: (body) => body.from === by && body.offer === offer.digest,
    code: 'STATE',
    field: 'sequence',
  });
  if (known !== undefined) return receiptOf(known);
  const event: CustodyEvent = { kind: 'withdrawn', by, number: request.sequence };
  const custody = demandMove(shipment, { event, field: 'sequence' });
  await writeShipmentView(ledger, { ...shipment, custody, offers: shipment.handovers.length });
  return receiptOf(await ledger.append({ type, key, body: { from: by, offer: offer.digest } }));
}

/** The company to which it was offered takes the shipment: both companies' peers have to agree. */
export async function acceptCustody(ledger: Ledger, request: CustodyAcceptance): Promise<FactReceipt> {
  const { shipment, offer } = await findOffer(ledger, request);
  const { mspId: by } = ledger.caller;
  const { from, to } = offer.fact.body;
  const type = 'custody.accepted';
  const key = buildKey('offerAccepted', { shipment: request.shipmentId, number: request.sequence });
  const known = await ledger.facts.repeated({
    type,
    key,
    isSame: (body) => by === to && body.offer === offer.digest,
    code: 'STATE',
    field: 'sequence',
  });
  if (known !== undefined) return receiptOf(known);
  const event: CustodyEvent = { kind: 'accepted', by, number: request.sequence };
  const custody = demandMove(shipment, { event, field: 'sequence' });
  await writeShipmentView(ledger, { ...shipment, custody, offers: shipment.handovers.length });
  const { shipmentId, consignment } = shipment;
  listCustodian(ledger.indexes, { shipmentId, at: consignment.fact.at, custodian: to });
  return receiptOf(await ledger.append({ type, key, body: { from, to, offer: offer.digest } }));
}

/** The way of a shipment through its custodians. */
export async function getCustody(ledger: Ledger, shipmentId: string): Promise<CustodyRecord> {
  const { consignor, custody, handovers } = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const { custodian, status } = custody;
  return { shipmentId, consignor, custodian, status, handovers: [...handovers] };
}

/**
 * The state of a shipment's custody after an event.
 * @throws ContractError `STATE`, `NOT_A_PARTY`
 */
export function demandMove(
  shipment: HeldShipment,
  move: { readonly event: CustodyEvent; readonly field: string },
): CustodyState {
  const next = moveCustody(shipment.custody, move.event);
  if (!isCustodyRefusal(next)) return next;
  const { status, custodian } = shipment.custody;
  throw new ContractError({ code: next, field: move.field, details: { status, custodian } });
}

async function findOffer(
  ledger: Ledger,
  request: CustodyWithdrawal,
): Promise<{ shipment: HeldShipment; offer: HeldFact<'custody.offered'> }> {
  const { shipmentId, sequence } = request;
  ledger.caller.demand('operator');
  const shipment = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const key = buildKey('offer', { shipment: shipmentId, number: sequence });
  const offer = await ledger.facts.held('custody.offered', key);
  if (offer === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'sequence' });
  return { shipment, offer };
}
