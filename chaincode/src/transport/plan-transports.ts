import {
  foundOrAbsent,
  readPlan,
  transportPlanned,
  type FactReceipt,
  type TransportPlan,
  type TransportPlanning,
} from '@kontti/model';
import { demandPlace } from '../company/places';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandDistinct, demandOwner } from '../kernel/ownership';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listTransports } from './transport-lists';

/** Legs that the calling company is going to operate. */
export async function planTransports(ledger: Ledger, request: TransportPlanning): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, transports } = request;
  caller.demand('operator');
  transports.forEach(({ transportId }, index) => {
    demandOwner(caller, { id: transportId, field: `transports[${index}].transportId` });
  });
  const { type } = transportPlanned;
  const key = transportPlanned.key.build({ company: caller.mspId, ref });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (body) => isSameContent(body, { transports }),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  demandDistinct(
    transports.map(({ transportId }) => transportId),
    (index) => `transports[${index}].transportId`,
  );
  await Promise.all(transports.map((plan, index) => demandPlannable(ledger, plan, `transports[${index}]`)));
  const governed = await ledger.governBy('transport', { self: caller.mspId, operator: caller.mspId });
  const held = await ledger.append({ type, key, ref, body: { transports }, ...governed });
  listTransports(ledger.lists, held, caller.mspId);
  return receiptOf(held);
}

async function demandPlannable(ledger: Ledger, plan: TransportPlan, field: string): Promise<void> {
  await demandPlace(ledger, { code: plan.from, field: `${field}.from` });
  await demandPlace(ledger, { code: plan.to, field: `${field}.to` });
  if (foundOrAbsent(await readPlan(ledger.facts, plan.transportId)) !== undefined) {
    throw new ContractError({ code: 'ALREADY_EXISTS', field: `${field}.transportId` });
  }
}
