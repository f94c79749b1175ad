import {
  LIMITS,
  custodyAccepted,
  custodyEndKey,
  custodyHead,
  custodyKey,
  custodyOffered,
  custodyWithdrawn,
  isCustodyRefusal,
  moveCustody,
  ofType,
  shipmentParties,
  type CustodyAcceptance,
  type CustodyEvent,
  type CustodyOffer,
  type CustodyRecord,
  type CustodyWithdrawal,
  type FactReceipt,
  type Handover,
  type ShipmentLife,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { receiptOf } from '../kernel/receipt';
import { listCustodian } from './shipment-lists';
import { demandShipment } from './shipment-record';

/** The custodian offers the shipment to another company. */
export async function offerCustody(ledger: Ledger, request: CustodyOffer): Promise<FactReceipt> {
  const { shipmentId, sequence, to } = request;
  const { caller } = ledger;
  caller.demand('operator');
  const shipment = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const key = custodyKey.build({ shipment: shipmentId, number: sequence, custodian: caller.mspId });
  const known = shipment.handovers.find((handover) => handover.fact === key && handover.to === to);
  if (known !== undefined) return receiptOf(await demandRecorded(ledger, key));
  demandMove(shipment, {
    event: { kind: 'offered', by: caller.mspId, number: sequence, to },
    field: to === caller.mspId ? 'to' : 'shipmentId',
  });
  const expected = shipment.nextNumber;
  if (sequence !== expected) {
    throw new ContractError({ code: 'SEQUENCE', field: 'sequence', details: { expected } });
  }
  // The last number is left for the delivery.
  if (sequence >= LIMITS.custodyMovesMax) {
    const details = { max: LIMITS.custodyMovesMax - 1 };
    throw new ContractError({ code: 'SERIES_TOO_LONG', field: 'sequence', details });
  }
  await demandCompany(ledger, { mspId: to, field: 'to' });
  const body = { from: caller.mspId, to, previous: custodyHead(shipment) };
  const vouchers = vouchersOfMove(ledger, shipment);
  return receiptOf(await ledger.append({ type: custodyOffered.type, key, body, vouchers }));
}

/** The custodian takes an open offer back. */
export async function withdrawOffer(ledger: Ledger, request: CustodyWithdrawal): Promise<FactReceipt> {
  const { shipment, offer } = await findOffer(ledger, request);
  const { mspId: by } = ledger.caller;
  const key = endKeyOf(request, offer);
  if (offer.status === 'withdrawn' && offer.from === by) return receiptOf(await demandRecorded(ledger, key));
  demandMove(shipment, { event: { kind: 'withdrawn', by, number: request.sequence }, field: 'sequence' });
  const body = { from: by, offer: offer.digest ?? '' };
  const vouchers = vouchersOfMove(ledger, shipment);
  return receiptOf(await ledger.append({ type: custodyWithdrawn.type, key, body, vouchers }));
}

/** The company to which it was offered takes the shipment: both companies' peers have to agree. */
export async function acceptCustody(ledger: Ledger, request: CustodyAcceptance): Promise<FactReceipt> {
  const { shipment, offer } = await findOffer(ledger, request);
  const { mspId: by } = ledger.caller;
  const key = endKeyOf(request, offer);
  if (offer.status === 'accepted' && offer.to === by) return receiptOf(await demandRecorded(ledger, key));
  demandMove(shipment, { event: { kind: 'accepted', by, number: request.sequence }, field: 'sequence' });
  const body = { from: offer.from, to: by, offer: offer.digest ?? '' };
  const vouchers = vouchersOfMove(ledger, shipment);
  const held = await ledger.append({ type: custodyAccepted.type, key, body, vouchers });
  const { shipmentId, sealed, consignor } = shipment;
  const isListed = [consignor, shipment.shipment.consignee, ...shipment.links.map((link) => link.custodian)];
  if (!isListed.includes(by)) {
    listCustodian(ledger.lists, { shipmentId, at: sealed.fact.at, custodian: by, digest: held.digest });
  }
  return receiptOf(held);
}

/** The way of a shipment through its custodians. */
export async function getCustody(ledger: Ledger, shipmentId: string): Promise<CustodyRecord> {
  const { consignor, custody, handovers } = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const { custodian, status } = custody;
  return { shipmentId, consignor, custodian, status, handovers: [...handovers] };
}

/** @throws ContractError `STATE`, `NOT_A_PARTY` unless the event can happen to the shipment */
export function demandMove(
  shipment: ShipmentLife,
  move: { readonly event: CustodyEvent; readonly field: string },
): void {
  const next = moveCustody(shipment.custody, move.event);
  if (!isCustodyRefusal(next)) return;
  const { status, custodian } = shipment.custody;
  throw new ContractError({ code: next, field: move.field, details: { status, custodian } });
}

/** The companies that vouch for a move under the consignor's rule: its placeholders mean the companies before the move. */
export function vouchersOfMove(ledger: Ledger, shipment: ShipmentLife): readonly string[] {
  return ledger.vouchersBy(shipment.rule, shipmentParties(shipment, shipment.custody.custodian));
}

function endKeyOf({ shipmentId, sequence }: CustodyWithdrawal, { from }: Handover): string {
  return custodyEndKey.build({ shipment: shipmentId, number: sequence, custodian: from });
}

async function findOffer(
  ledger: Ledger,
  request: CustodyWithdrawal,
): Promise<{ shipment: ShipmentLife; offer: Handover }> {
  const { shipmentId, sequence } = request;
  ledger.caller.demand('operator');
  const shipment = await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
  const offer = shipment.handovers.find(
    (handover) => handover.sequence === sequence && handover.status !== 'void',
  );
  if (offer === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'sequence' });
  return { shipment, offer };
}

/** The fact of a move that the shipment's life has already. */
async function demandRecorded(ledger: Ledger, key: string) {
  const mspId = (custodyKey.parse(key) ?? custodyEndKey.parse(key))?.custodian ?? '';
  const reading = await ledger.facts.read({ mspId, key });
  const recorded =
    ofType(reading, custodyOffered) ?? ofType(reading, custodyAccepted) ?? ofType(reading, custodyWithdrawn);
  if (recorded === undefined) throw new ContractError({ code: 'STATE', field: 'sequence' });
  return recorded;
}
