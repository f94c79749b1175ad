import {
  companyOf,
  isLotRefusal,
  lotIssued,
  ownerOf,
  planIssue,
  titleKey,
  vouchersByRule,
  type FactReceipt,
  type HeldClass,
  type LotIssue,
  type LotIssuing,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandClass } from './class';
import { listClassLots } from './lot-lists';

/** The issuer issues lots under the version of its class that is in force. */
export async function issueLots(ledger: Ledger, request: LotIssuing): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { classId, ref, version, lots } = request;
  caller.demand('trade');
  demandOwner(caller, { id: classId, field: 'classId' });
  const { mspId: issuer } = caller;
  const { type } = lotIssued;
  const key = lotIssued.key.build({ company: issuer, ref });
  const known = await facts.repeated({
    type,
    mspId: issuer,
    key,
    isSame: (body) => body.classId === classId && isAsked(body.lots, lots),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const inForce = await demandClass(ledger, classId);
  if (version !== inForce.version) {
    const details = { expected: inForce.version };
    throw new ContractError({ code: 'SEQUENCE', field: 'version', details });
  }
  const planned = await Promise.all(
    lots.map((lot, index) => demandIssuable(ledger, inForce, { lot, path: `lots[${index}]` })),
  );
  const body = { classId, class: inForce.sealed.digest, lots: planned };
  const vouchers = vouchersByRule(inForce.rule, { self: issuer, issuer }, [issuer]);
  const held = await ledger.append({ type, key, ref, body, vouchers });
  listClassLots(ledger.lists, held);
  return receiptOf(held);
}

/** What the class adds depends on the time of the first request. */
function isAsked(recorded: readonly LotIssue[], lots: readonly LotIssue[]): boolean {
  return (
    recorded.length === lots.length &&
    recorded.every((lot, index) => {
      const { expiresAt } = lots[index] ?? {};
      return isSameContent(expiresAt === undefined ? { ...toPlain(lot), expiresAt } : lot, lots[index]);
    })
  );
}

async function demandIssuable(
  ledger: Ledger,
  { conditions }: HeldClass,
  { lot, path }: { readonly lot: LotIssue; readonly path: string },
): Promise<LotIssue> {
  const planned = planIssue(conditions, { lot, at: ledger.nowMs });
  if (isLotRefusal(planned)) {
    throw new ContractError({ code: planned.code, field: `${path}.${planned.field}` });
  }
  const mspId = companyOf(lot.holder);
  if (mspId !== undefined) await demandCompany(ledger, { mspId, field: `${path}.holder` });
  const { shipment } = lot;
  if (shipment === undefined) return planned;
  demandOwner(ledger.caller, { id: shipment, field: `${path}.shipment` });
  const title = { mspId: ownerOf(shipment), key: titleKey.build({ shipment }) };
  if ((await ledger.state.getSealHash(title)) === undefined) return planned;
  throw new ContractError({ code: 'ALREADY_EXISTS', field: `${path}.shipment` });
}
