import {
  custodyHead,
  shipmentMilestones,
  wasParty,
  readShipment,
  sealedAt,
  type FactReceipt,
  type Milestone,
  type MilestoneEntry,
  type MilestoneQuery,
  type MilestoneRecord,
  type MilestoneReporting,
  type Page,
} from '@kontti/model';
import { demandPlace } from '../company/places';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import type { List } from '../kernel/list-entries';
import { toPlain } from '../kernel/plain';
import { receiptOf, sourceOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandShipment } from './shipment-record';

/** A party of each shipment reports what happens, is estimated or planned to happen to it. */
export async function reportMilestones(ledger: Ledger, request: MilestoneReporting): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, milestones } = request;
  caller.demand('operator');
  const { type } = shipmentMilestones;
  const key = shipmentMilestones.key.build({ company: caller.mspId, ref });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (body) => isSameContent(body.milestones.map(toMilestone), milestones),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const entries = await Promise.all(
    milestones.map((milestone, index) => toEntry(ledger, milestone, `milestones[${index}]`)),
  );
  const held = await ledger.append({ type, key, ref, body: { milestones: entries } });
  milestones.forEach(({ shipmentId, at }, index) => {
    const id = `${caller.mspId}/${ref}/${index}`;
    ledger.lists.add(milestoneList(shipmentId), { id, at, digest: held.digest });
  });
  return receiptOf(held);
}

/** The milestones of one shipment, by event time. */
export async function queryMilestones(ledger: Ledger, query: MilestoneQuery): Promise<Page<MilestoneRecord>> {
  const { shipmentId, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: milestoneList(shipmentId),
    pageSize,
    bookmark,
    show: async (id) => {
      const [reporter = '', ref = '', index = '', ...rest] = id.split('/');
      if (rest.length > 0 || !/^(?:0|[1-9][0-9]{0,2})$/.test(index)) return undefined;
      const key = shipmentMilestones.key.build({ company: reporter, ref });
      const sealed = await sealedAt(ledger.facts, shipmentMilestones, { mspId: reporter, key });
      const entry = sealed?.fact.body.milestones[Number(index)];
      if (sealed === undefined || entry?.shipmentId !== shipmentId) return undefined;
      if (!(await holds(ledger, entry, reporter))) return { rejected: { key, reason: 'void' } };
      const record = {
        ...toPlain(toMilestone(entry)),
        reporter,
        reportedAt: sealed.fact.at,
        ...sourceOf(sealed),
      };
      return { record, entry: { at: entry.at, digest: sealed.digest } };
    },
  });
}

function milestoneList(shipmentId: string): List {
  return { kind: 'milestone', value: shipmentId, order: 'time' };
}

async function holds(ledger: Ledger, entry: MilestoneEntry, company: string): Promise<boolean> {
  const life = await readShipment(ledger.facts, entry.shipmentId);
  return life !== undefined && 'found' in life && wasParty(life.found, { company, custody: entry.custody });
}

function toMilestone({
  custody: _custody,
  ...milestone
}: Milestone & { readonly custody?: string }): Milestone {
  return milestone;
}

async function toEntry(ledger: Ledger, milestone: Milestone, field: string): Promise<MilestoneEntry> {
  const { shipmentId, place } = milestone;
  const { mspId: company } = ledger.caller;
  const shipment = await demandShipment(ledger, { shipmentId, field: `${field}.shipmentId` });
  const custody = custodyHead(shipment);
  if (!wasParty(shipment, { company, custody })) {
    throw new ContractError({ code: 'NOT_A_PARTY', field: `${field}.shipmentId` });
  }
  await demandPlace(ledger, { code: place, field: `${field}.place` });
  return { ...toPlain(toMilestone(milestone)), custody };
}
