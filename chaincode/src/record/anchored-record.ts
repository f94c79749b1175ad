import {
  foundOrAbsent,
  readAcknowledged,
  readRecord,
  type AnchoredRecord,
  type HeldRecord,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { toPlain } from '../kernel/plain';
import { sourceOf } from '../kernel/receipt';

/** The record of that id. @throws ContractError `UNKNOWN_RECORD` */
export async function getRecord(ledger: Ledger, recordId: string): Promise<AnchoredRecord> {
  const record = foundOrAbsent(await readRecord(ledger.facts, recordId));
  if (record === undefined) throw new ContractError({ code: 'UNKNOWN_RECORD', field: 'recordId' });
  return await toAnchoredRecord(ledger, record);
}

/** What a query answers: what the counterparty said follows from its own facts. */
export async function toAnchoredRecord(ledger: Ledger, held: HeldRecord): Promise<AnchoredRecord> {
  const { recordId, company, anchor, sealed, receipt, answer } = await readAcknowledged(ledger.facts, held);
  const latest = answer ?? receipt;
  const reason = latest?.entry.reason;
  return {
    ...toPlain(anchor),
    recordId,
    company,
    status: latest?.entry.as ?? 'anchored',
    ...(reason === undefined ? {} : { reason }),
    anchoredAt: sealed.fact.at,
    ...(receipt === undefined ? {} : { receivedAt: receipt.sealed.fact.at }),
    ...(answer === undefined ? {} : { answeredAt: answer.sealed.fact.at }),
    ...sourceOf(sealed),
  };
}
