import {
  acknowledgedKey,
  foundOrAbsent,
  readRecord,
  recordAcknowledged,
  refuseAcknowledgement,
  stageOf,
  type Acknowledgement,
  type AcknowledgementEntry,
  type FactReceipt,
  type RecordAcknowledging,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { toPlain } from '../kernel/plain';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';

/** The calling company, which is the counterparty of each record, says what it makes of them. */
export async function acknowledge(ledger: Ledger, request: RecordAcknowledging): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, acknowledgements } = request;
  caller.demand('operator');
  const { type } = recordAcknowledged;
  const key = recordAcknowledged.key.build({ company: caller.mspId, ref });
  const known = await facts.repeated({
    type,
    mspId: caller.mspId,
    key,
    isSame: (body) => isSameContent(body.acknowledgements.map(toAsked), acknowledgements),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const entries = await Promise.all(
    acknowledgements.map((each, index) => toEntry(ledger, each, `acknowledgements[${index}]`)),
  );
  return receiptOf(await ledger.append({ type, key, ref, body: { acknowledgements: entries } }));
}

function toAsked({ recordId, content, as, reason }: AcknowledgementEntry): Acknowledgement {
  return { recordId, content, as, ...(reason === undefined ? {} : { reason }) };
}

async function toEntry(ledger: Ledger, asked: Acknowledgement, path: string): Promise<AcknowledgementEntry> {
  const { mspId: company } = ledger.caller;
  const { recordId, content, as } = asked;
  const record = foundOrAbsent(await readRecord(ledger.facts, recordId));
  const refusal = refuseAcknowledgement(record, { company, content });
  if (record === undefined || refusal !== undefined) {
    const field = `${path}.${refusal === 'CONTENT_DIFFERS' ? 'content' : 'recordId'}`;
    throw new ContractError({ code: refusal ?? 'UNKNOWN_RECORD', field });
  }
  const key = acknowledgedKey.build({ record: recordId, company, stage: stageOf(as) });
  if ((await ledger.state.getSealHash({ mspId: company, key })) !== undefined) {
    throw new ContractError({ code: 'STATE', field: `${path}.as`, details: { key } });
  }
  return { ...toPlain(asked), anchored: record.sealed.digest };
}
