import type { Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { leadsTo } from '../fact/leads-to';
import type { FactReader } from '../fact/reader';
import { LIMITS } from '../limits';
import { GOODS_FIELDS, amendShipment, type ShipmentCancelled, type ShipmentChanges } from './amendment';
import { titleAddress } from './facts';
import { contentHead, type HeldAmendment, type ShipmentLife } from './shipment-life';
import { isCustodyRefusal, moveCustody, type CustodyRefusal, type CustodyState } from './states';
import { hasNoTitle } from './title';

/** Why a shipment cannot be amended so, and which field of the request says so. */
export interface AmendmentRefusal {
  readonly code: CustodyRefusal | 'SERIES_TOO_LONG' | 'TITLE_NOT_SURRENDERED';
  readonly field: string;
}

/**
 * Why the changes are not allowed, by what was before. What was consigned and taken over changes only while the consignor alone has had it,
 * and never while somebody may hold a title to it.
 */
export function refuseAmendment(
  life: Pick<ShipmentLife, 'custody' | 'current' | 'amendments' | 'consignor'>,
  { changes, waivesTitle }: { readonly changes: ShipmentChanges; readonly waivesTitle: boolean | undefined },
): AmendmentRefusal | undefined {
  const { custody, current, amendments, consignor } = life;
  const moved = moveCustody(custody, { kind: 'amended', by: consignor });
  if (isCustodyRefusal(moved)) return { code: moved, field: 'shipmentId' };
  if (amendments.length >= LIMITS.amendmentsMax) return { code: 'SERIES_TOO_LONG', field: 'shipmentId' };
  const goods = GOODS_FIELDS.find((name) => changes[name] !== undefined);
  if (goods === undefined) return undefined;
  const field = `changes.${goods}`;
  if (custody.hasMoved) return { code: 'UNDER_WAY', field };
  const hasTitle = current.againstTitle === true && waivesTitle !== true;
  return hasTitle ? { code: 'TITLE_NOT_SURRENDERED', field } : undefined;
}

/** The companies whose seals an amendment demands: the consignor's, and once custody has moved those of who has the goods and who gets them. */
export function amendedBy({ custody, consignor }: Pick<ShipmentLife, 'custody' | 'consignor'>): string[] {
  const { hasMoved, custodian, consignee } = custody;
  return hasMoved ? [...new Set([consignor, custodian, consignee])] : [consignor];
}

/** The life after an amendment; `undefined` when it does not hold. */
export async function followAmendment(
  reader: FactReader,
  life: ShipmentLife,
  amendment: HeldAmendment,
): Promise<ShipmentLife | undefined> {
  const { fact, digest } = amendment;
  const { corrects, changes, waivesTitle } = fact.body;
  const isMeant =
    corrects === contentHead(life) && refuseAmendment(life, { changes, waivesTitle }) === undefined;
  if (!isMeant || !amendedBy(life).every((mspId) => fact.vouchers.includes(mspId))) return undefined;
  const place = titleAddress(life.shipmentId);
  if (waivesTitle === true && !(await leadsTo(reader, place, digest))) return undefined;
  const { againstTitle: _, ...untitled } = life.current;
  const { custodian } = life.custody;
  const operators = changes.legs && [...new Set(changes.legs.map(ownerOf))];
  return {
    ...life,
    current: amendShipment(waivesTitle === true ? untitled : life.current, changes),
    amendments: [...life.amendments, amendment],
    links: [...life.links, { digest, custodian, ...(operators === undefined ? {} : { operators }) }],
  };
}

/** The life after a cancellation; `undefined` when it does not hold. */
export async function followCancellation(
  reader: FactReader,
  life: ShipmentLife,
  cancellation: Sealed<Fact<'shipment.cancelled', ShipmentCancelled>>,
): Promise<ShipmentLife | undefined> {
  const { fact, digest } = cancellation;
  const { corrects, surrender } = fact.body;
  const custody: CustodyState | CustodyRefusal = moveCustody(life.custody, {
    kind: 'cancelled',
    by: life.consignor,
  });
  if (isCustodyRefusal(custody) || corrects !== contentHead(life)) return undefined;
  const { shipmentId, custody: before } = life;
  const links = [...life.links, { digest, custodian: before.custodian }];
  if (!(await hasNoTitle(reader, { shipmentId, links, surrender }))) return undefined;
  return { ...life, custody, links, cancellation };
}
