import { buildKey, type FactReceipt, type TransportPlanning, type TransportsPlanned } from '@kontti/model';
import { demandPlace } from '../company/places.js';
import { ContractError } from '../errors.js';
import { foundOrAbsent } from '../kernel/entries.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandDistinct, demandOwner } from '../kernel/ownership.js';
import { receiptOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { listTransport } from './transport-lists.js';
import { findPlan } from './transport-reader.js';
import { PLANNED } from './transport-states.js';

/** Legs that the calling company is going to operate. */
export async function planTransports(ledger: Ledger, request: TransportPlanning): Promise<FactReceipt> {
  const { caller } = ledger;
  const { ref, transports } = request;
  caller.demand('operator');
  transports.forEach(({ transportId }, index) => {
    demandOwner(caller, { id: transportId, field: `transports[${index}].transportId` });
  });
  const type = 'transport.planned';
  const key = buildKey('transports', { mspId: caller.mspId, ref });
  const isSame = (body: TransportsPlanned) => isSameContent(body, { transports });
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'REF_REUSED', field: 'ref' });
  if (known !== undefined) return receiptOf(known);
  demandDistinct(
    transports.map(({ transportId }) => transportId),
    (index) => `transports[${index}].transportId`,
  );
  await Promise.all(transports.map((plan, index) => demandPlannable(ledger, plan, `transports[${index}]`)));
  // A rule governs updates from the first on only if a view stands by then. Without one the first update makes the view.
  const rule = await ledger.rules.latest({ owner: caller.mspId, assetType: 'transport' });
  const held = await ledger.append({ type, key, ref, body: { transports } });
  transports.forEach((plan, index) => {
    const pointer = buildKey('transport', { transport: plan.transportId });
    ledger.pointers.write({ key: pointer, fact: held.fact, index });
    listTransport(ledger.indexes, plan, caller.mspId);
  });
  if (rule !== undefined) {
    for (const { transportId } of transports) {
      await writeTransportView(ledger, { transportId, operator: caller.mspId, content: { ...PLANNED } });
    }
  }
  return receiptOf(held);
}

/** Writes the view of a transport under its operator's rule. */
export async function writeTransportView(
  ledger: Ledger,
  view: {
    readonly transportId: string;
    readonly operator: string;
    readonly content: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { transportId, operator, content } = view;
  await ledger.views.write({
    key: buildKey('transportView', { transport: transportId }),
    scope: { owner: operator, assetType: 'transport' },
    parties: { operator },
    content,
  });
}

async function demandPlannable(
  ledger: Ledger,
  plan: TransportPlanning['transports'][number],
  field: string,
): Promise<void> {
  await demandPlace(ledger, { code: plan.from, field: `${field}.from` });
  await demandPlace(ledger, { code: plan.to, field: `${field}.to` });
  if (foundOrAbsent(await findPlan(ledger, plan.transportId)) !== undefined) {
    throw new ContractError({ code: 'ALREADY_EXISTS', field: `${field}.transportId` });
  }
}
