import {
  disputeEnded,
  lotDisputed,
  readDispute,
  readDisputants,
  refuseDispute,
  type FactReceipt,
  type LotContent,
  type LotDisputing,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { receiptOf } from '../kernel/receipt';
import { demandClassLot } from './lot-lists';

/** Debtor or creditor disputes an obligation that is there: no company nets it until the dispute ends. */
export async function disputeLot(ledger: Ledger, request: LotDisputing): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { lotId, reason } = request;
  caller.demand('trade');
  const { mspId: company } = caller;
  const { type } = lotDisputed;
  const key = lotDisputed.key.build({ lot: lotId, company });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (body) => body.reason === reason,
    code: 'CONTENT_DIFFERS',
    field: 'reason',
  });
  if (known !== undefined) return receiptOf(known);
  const lot = await demandClassLot(ledger, { lotId, field: 'lotId' });
  const code = refuseDispute(lot, { company, at: ledger.nowMs });
  if (code !== undefined) throw new ContractError({ code, field: 'lotId' });
  if (lot.isSpent) throw new ContractError({ code: 'LOT_SPENT', field: 'lotId', details: { lot: lotId } });
  return receiptOf(await ledger.append({ type, key, body: { origin: lot.maker.digest, reason } }));
}

/** The calling company takes its dispute back. */
export async function withdrawDispute(ledger: Ledger, lotId: string): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  caller.demand('trade');
  const { mspId: company } = caller;
  const { type } = disputeEnded;
  const key = disputeEnded.key.build({ lot: lotId, company });
  const at = { type, mspId: company, key };
  const known = await facts.repeated({ ...at, isSame: () => true, code: 'STATE', field: 'lotId' });
  if (known !== undefined) return receiptOf(known);
  const held = await readDispute(facts, { lotId, company });
  if (held === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'lotId' });
  return receiptOf(await ledger.append({ type, key, body: { dispute: held.dispute.digest } }));
}

/**
 * No company disputes the obligation now. No reader asks the same: a netting has the seals of debtor and creditor, whose own peers refuse
 * it while they dispute.
 * @throws ContractError `LOT_DISPUTED`
 */
export async function demandUndisputed(ledger: Ledger, lot: LotContent, field: string): Promise<void> {
  const [company] = await readDisputants(ledger.facts, lot);
  if (company === undefined) return;
  throw new ContractError({ code: 'LOT_DISPUTED', field, details: { company } });
}
