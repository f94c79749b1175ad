import { recordAnchored, type FactReceipt, type RecordAnchoring } from '@kontti/model';
import { demandCallerRegistered, demandCompany } from '../company/companies';
import type { Ledger } from '../kernel/ledger';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listAnchoring } from './record-lists';

/** The calling company states what it keeps elsewhere. */
export async function anchor(ledger: Ledger, request: RecordAnchoring): Promise<FactReceipt> {
  const { caller, facts, lists } = ledger;
  const { ref, anchors } = request;
  caller.demand('operator');
  const { mspId: company } = caller;
  const { type } = recordAnchored;
  const key = recordAnchored.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (body) => isSameContent(body, { anchors }),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  await demandCallerRegistered(ledger);
  await Promise.all(
    anchors.map(async ({ counterparty: mspId }, index) => {
      if (mspId !== undefined) {
        await demandCompany(ledger, { mspId, field: `anchors[${index}].counterparty` });
      }
    }),
  );
  const governed = await ledger.governBy('record', { self: company });
  const held = await ledger.append({ type, key, ref, body: { anchors }, ...governed });
  listAnchoring(lists, { company, ref, anchors, at: held.fact.at, digest: held.digest });
  return receiptOf(held);
}
