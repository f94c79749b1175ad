import {
  buildKey,
  keyOwnerOf,
  ownerOf,
  type FactReceipt,
  type Milestone,
  type MilestoneQuery,
  type MilestoneRecord,
  type MilestoneReporting,
  type Page,
  type ShipmentMilestones,
} from '@kontti/model';
import { demandPlace } from '../company/places.js';
import { ContractError } from '../errors.js';
import { findEntry } from '../kernel/entries.js';
import type { Ledger } from '../kernel/ledger.js';
import type { IndexList } from '../kernel/indexes.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf, sourceOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { demandShipment } from './shipment-reader.js';

/** A party of each shipment reports what happens, is estimated or planned to happen to it. */
export async function reportMilestones(ledger: Ledger, request: MilestoneReporting): Promise<FactReceipt> {
  const { caller } = ledger;
  const { ref, milestones } = request;
  caller.demand('operator');
  const type = 'shipment.milestones';
  const key = buildKey('milestones', { mspId: caller.mspId, ref });
  const isSame = (body: ShipmentMilestones) => isSameContent(body, { milestones });
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'REF_REUSED', field: 'ref' });
  if (known !== undefined) return receiptOf(known);
  await Promise.all(
    milestones.map((milestone, index) => demandReportable(ledger, milestone, `milestones[${index}]`)),
  );
  const held = await ledger.append({ type, key, ref, body: { milestones } });
  milestones.forEach(({ shipmentId, at }, index) => {
    const parts = { shipment: shipmentId, mspId: caller.mspId, ref, number: index };
    ledger.pointers.write({ key: buildKey('milestone', parts), fact: held.fact, index });
    ledger.indexes.add(milestoneList(shipmentId), { id: `${caller.mspId}/${ref}/${index}`, at });
  });
  return receiptOf(held);
}

/** The milestones of one shipment, by event time. */
export async function queryMilestones(ledger: Ledger, query: MilestoneQuery): Promise<Page<MilestoneRecord>> {
  const { shipmentId, pageSize, bookmark } = query;
  return await ledger.indexes.page({
    list: milestoneList(shipmentId),
    pageSize,
    bookmark,
    show: async (id) => {
      const found = await findEntry(ledger, {
        type: 'shipment.milestones',
        pointer: `milestone/${shipmentId}/${id}`,
        entries: (body) => body.milestones,
        isMeant: (entry, { fact }) => entry.shipmentId === shipmentId && keyOwnerOf(fact) === ownerOf(id),
      });
      if (found === undefined || 'rejected' in found) return found;
      const { entry, held } = found.found;
      const reporter = keyOwnerOf(held.fact);
      const record = { ...toPlain(entry), reporter, reportedAt: held.fact.at, ...sourceOf(held) };
      return { record, at: entry.at };
    },
  });
}

function milestoneList(shipmentId: string): IndexList {
  return { kind: 'milestone', value: shipmentId, order: 'time' };
}

async function demandReportable(ledger: Ledger, milestone: Milestone, field: string): Promise<void> {
  const { shipmentId, place } = milestone;
  const { mspId } = ledger.caller;
  const shipment = await demandShipment(ledger, { shipmentId, field: `${field}.shipmentId` });
  const { consignor, custody, consignment } = shipment;
  const operators = consignment.fact.body.legs.map(ownerOf);
  if (![consignor, custody.consignee, custody.custodian, ...operators].includes(mspId)) {
    throw new ContractError({ code: 'NOT_A_PARTY', field: `${field}.shipmentId` });
  }
  await demandPlace(ledger, { code: place, field: `${field}.place` });
}
