import {
  LIMITS,
  amendedBy,
  contentHead,
  custodyHead,
  custodyKey,
  hasNoTitle,
  refuseAmendment,
  shipmentAmended,
  shipmentCancelled,
  titleAddress,
  type Amendment,
  type Cancellation,
  type FactReceipt,
  type ShipmentLife,
} from '@kontti/model';
import { demandPlace } from '../company/places';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandLegs } from './consign';
import { demandMove, vouchersOfMove } from './custody';
import { relistShipment } from './shipment-lists';
import { demandShipment } from './shipment-record';

/** The consignor says what takes the place of what it consigned; once custody has moved, custodian and consignee vouch too. */
export async function amend(ledger: Ledger, request: Amendment): Promise<FactReceipt> {
  const { shipmentId, sequence, reason, changes, waivesTitle } = request;
  const { caller } = ledger;
  const shipment = await demandOwnShipment(ledger, shipmentId);
  const { custodian } = shipment.custody;
  const known = shipment.amendments.find(
    ({ fact }) =>
      custodyKey.parse(fact.key)?.number === sequence && isSameContent(askedOf(fact.body), askedOf(request)),
  );
  if (known !== undefined) return receiptOf(known);
  const refusal = refuseAmendment(shipment, { changes, waivesTitle });
  if (refusal !== undefined) throw new ContractError(refusal);
  const expected = shipment.nextNumber;
  if (sequence !== expected) {
    throw new ContractError({ code: 'SEQUENCE', field: 'sequence', details: { expected } });
  }
  // The last number is left for the delivery.
  demandNumber(sequence, LIMITS.custodyMovesMax - 1);
  if (waivesTitle === true) await demandNoTitle(ledger, shipment);
  const { legs = [], origin, destination } = changes;
  await demandLegs(ledger, { legs, field: 'changes.legs' });
  for (const [name, code] of Object.entries({ origin, destination })) {
    if (code !== undefined) await demandPlace(ledger, { code, field: `changes.${name}` });
  }
  const key = custodyKey.build({ shipment: shipmentId, number: sequence, custodian });
  const body = {
    ...{ consignor: caller.mspId, previous: custodyHead(shipment), corrects: contentHead(shipment) },
    ...{ reason, changes, ...(waivesTitle === true ? { waivesTitle } : {}) },
  };
  const vouchers = [...vouchersOfMove(ledger, shipment), ...amendedBy(shipment)];
  const { type } = shipmentAmended;
  const held = await ledger.append({ type, key, body, vouchers });
  relistShipment(ledger.lists, shipment, { legs, digest: held.digest });
  return receiptOf(held);
}

/** The consignor takes a shipment back that no other company has had. */
export async function cancel(ledger: Ledger, request: Cancellation): Promise<FactReceipt> {
  const { shipmentId, reason, surrender } = request;
  const shipment = await demandOwnShipment(ledger, shipmentId);
  const { consignor, cancellation, current, nextNumber: number } = shipment;
  if (cancellation !== undefined) {
    const { body } = cancellation.fact;
    if (body.reason === reason && body.surrender === surrender) return receiptOf(cancellation);
    throw new ContractError({ code: 'STATE', field: 'shipmentId', details: { status: 'cancelled' } });
  }
  demandMove(shipment, { event: { kind: 'cancelled', by: consignor }, field: 'shipmentId' });
  demandNumber(number, LIMITS.custodyMovesMax);
  // Where there is no title yet, the cancellation takes its place for ever.
  const waivesTitle = current.againstTitle === true && surrender === undefined;
  if (waivesTitle) await demandNoTitle(ledger, shipment);
  else await demandTitleEnded(ledger, shipment, surrender);
  const key = custodyKey.build({ shipment: shipmentId, number, custodian: consignor });
  const body = {
    ...{ consignor, previous: custodyHead(shipment), corrects: contentHead(shipment), reason },
    ...(waivesTitle ? { waivesTitle } : {}),
    ...(surrender === undefined ? {} : { surrender }),
  };
  const vouchers = vouchersOfMove(ledger, shipment);
  return receiptOf(await ledger.append({ type: shipmentCancelled.type, key, body, vouchers }));
}

/** @throws ContractError `TITLE_NOT_SURRENDERED` while somebody may hold the title */
export async function demandTitleEnded(
  ledger: Ledger,
  { shipmentId, links }: ShipmentLife,
  surrender: string | undefined,
): Promise<void> {
  if (await hasNoTitle(ledger.facts, { shipmentId, links, surrender })) return;
  throw new ContractError({ code: 'TITLE_NOT_SURRENDERED', field: 'surrender' });
}

async function demandOwnShipment(ledger: Ledger, shipmentId: string): Promise<ShipmentLife> {
  const { caller } = ledger;
  caller.demand('operator');
  demandOwner(caller, { id: shipmentId, field: 'shipmentId' });
  return await demandShipment(ledger, { shipmentId, field: 'shipmentId' });
}

/** A title that is there cannot be given up: it can be surrendered. Neither can one that can never be. */
async function demandNoTitle(ledger: Ledger, { shipmentId, links }: ShipmentLife): Promise<void> {
  if ((await ledger.state.getSealHash(titleAddress(shipmentId))) === undefined) return;
  const isOwn = await hasNoTitle(ledger.facts, { shipmentId, links, surrender: undefined });
  if (isOwn) throw new ContractError({ code: 'STATE', field: 'waivesTitle' });
  throw new ContractError({ code: 'TITLE_NOT_SURRENDERED', field: 'shipmentId' });
}

/** @throws ContractError `SERIES_TOO_LONG` */
export function demandNumber(number: number, max: number): void {
  if (number <= max) return;
  throw new ContractError({ code: 'SERIES_TOO_LONG', field: 'shipmentId', details: { max } });
}

function askedOf({
  reason,
  changes,
  waivesTitle = false,
}: Pick<Amendment, 'reason' | 'changes' | 'waivesTitle'>): object {
  return { reason, changes, waivesTitle };
}
