import { isVouched, readGoverningRule, type HeldRule } from '../company/life';
import type { Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { ofType, type FactReader, type Found } from '../fact/reader';
import type { Shipment } from './consignment';
import { shipmentConsigned, shipmentConsignments } from './facts';

/** What a shipment's consignment says, and the rule that governs it. */
export interface HeldConsignment {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  readonly shipmentId: string;
  /** MSP id of the company that consigned the goods. */
  readonly consignor: string;
  /** What was consigned, before any amendment. */
  readonly shipment: Shipment;
  /** The fact that consigned it, alone or with others. */
  readonly sealed: Sealed;
  /** The rule that was in force; `undefined` where there was none. */
  readonly rule: HeldRule | undefined;
}

/** Who the placeholders of a rule mean before a move of custody. */
export function shipmentParties(
  consignment: Pick<HeldConsignment, 'consignor' | 'shipment'>,
  custodian: string,
): { self: string; consignor: string; consignee: string; custodian: string } {
  const { consignor, shipment } = consignment;
  return { self: consignor, consignor, consignee: shipment.consignee, custodian };
}

/** The consignment of a shipment, or why it does not hold. What it says never changes. */
export async function readConsignment(
  reader: FactReader,
  shipmentId: string,
): Promise<Found<HeldConsignment>> {
  const consignor = ownerOf(shipmentId);
  const key = shipmentConsigned.key.build({ shipment: shipmentId });
  const reading = await reader.read({ mspId: consignor, key });
  if (reading.status === 'absent') return undefined;
  if (reading.status !== 'sealed') return { rejected: { key, reason: reading.status } };
  const { sealed } = reading;
  const shipment = shipmentIn(sealed, shipmentId);
  if (shipment === undefined) return { rejected: { key, reason: 'void' } };
  const scope = { owner: consignor, assetType: 'shipment' } as const;
  const governing = await readGoverningRule(reader, { rule: sealed.fact.rule, scope });
  const parties = shipmentParties({ consignor, shipment }, consignor);
  if (governing === undefined || !isVouched(governing.rule, parties, sealed.fact)) {
    return { rejected: { key, reason: 'void' } };
  }
  return { found: { shipmentId, consignor, shipment, sealed, rule: governing.rule } };
}

/** What a sealed fact consigned under that id, alone or as one of several. */
function shipmentIn(sealed: Sealed, shipmentId: string): Shipment | undefined {
  const reading = { status: 'sealed', sealed } as const;
  const list = ofType(reading, shipmentConsignments)?.fact.body.consignments;
  const listed = list?.find((consignment) => consignment.shipmentId === shipmentId);
  if (listed === undefined) return ofType(reading, shipmentConsigned)?.fact.body;
  const { shipmentId: _, ...shipment } = listed;
  return shipment;
}
