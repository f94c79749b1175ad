import {
  buildKey,
  checkOrderSignature,
  claimMinor,
  holderOf,
  ownerOf,
  redemptionToBytes,
  spendOutputs,
  sumAmounts,
  transferToBytes,
  type FactReceipt,
  type HolderOrder,
  type LotsSpent,
  type PointTransfer,
  type Redemption,
} from '@kontti/model';
import { ContractError } from '../errors.js';
import { foundOrAbsent } from '../kernel/entries.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandOwner } from '../kernel/ownership.js';
import { toPlain } from '../kernel/plain.js';
import { receiptOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { listClaim } from './claims.js';
import { listLot } from './lot-lists.js';
import { findLot, type HeldLot } from './lot-reader.js';
import { spendLot } from './loyalty-states.js';
import { demandTerms } from './terms.js';

/** The issuer moves points of a holder, who signed for it, to another holder. */
export async function transfer(ledger: Ledger, request: PointTransfer): Promise<FactReceipt> {
  const { to, ...order } = request;
  ledger.caller.demand('loyalty');
  demandOwner(ledger.caller, { id: order.programme, field: 'programme' });
  const known = await repeatedSpend(ledger, { ...order, kind: 'transfer', to });
  if (known !== undefined) return receiptOf(known);
  checkOrderSignature(order, transferToBytes({ ...ledger.scope, ...order, to }));
  return receiptOf(await spendLots(ledger, order, { kind: 'transfer', to }));
}

/** The calling partner takes points of a holder, who signed for it, and gets a claim on the issuer. */
export async function redeem(ledger: Ledger, request: Redemption): Promise<FactReceipt> {
  const { mspId: partner } = ledger.caller;
  ledger.caller.demand('loyalty');
  const known = await repeatedSpend(ledger, { ...toPlain(request), kind: 'redemption', creditor: partner });
  if (known !== undefined) return receiptOf(known);
  const { terms } = await demandTerms(ledger, request.programme);
  if (!terms.partners.includes(partner))
    throw new ContractError({ code: 'NOT_A_PARTNER', field: 'programme' });
  const { currency } = terms.pointValue;
  const minor = claimMinor(request.amount, terms.pointValue);
  const claim = { creditor: partner, currency, minor };
  checkOrderSignature(request, redemptionToBytes({ ...ledger.scope, ...toPlain(request), partner }));
  const held = await spendLots(ledger, request, { kind: 'redemption', claim });
  const debtor = ownerOf(request.programme);
  listClaim(ledger.indexes, {
    claimId: `${debtor}/${request.ref}`,
    debtor,
    creditor: partner,
    at: ledger.nowMs,
  });
  return receiptOf(held);
}

type Purpose = Pick<LotsSpent, 'kind' | 'to' | 'claim'>;

/** What a repeated request has in common with the first: a holder signs anew with each attempt, and terms change. */
type Asked = Omit<HolderOrder, 'signature'> &
  Pick<LotsSpent, 'kind' | 'to'> & { readonly creditor?: string | undefined };

async function repeatedSpend(ledger: Ledger, request: Asked): Promise<HeldFact<'loyalty.spent'> | undefined> {
  const key = buildKey('spend', { mspId: ownerOf(request.programme), ref: request.ref });
  const isSame = (body: LotsSpent) =>
    isSameContent(asked({ ...toPlain(body), creditor: body.claim?.creditor }), asked(request));
  return await ledger.facts.repeated({
    type: 'loyalty.spent',
    key,
    isSame,
    code: 'REF_REUSED',
    field: 'ref',
  });
}

function asked({ programme, ref, inputs, amount, holderKey, kind, to, creditor }: Asked): Asked {
  return { programme, ref, inputs, amount, holderKey, kind, ...(to === undefined ? {} : { to }), creditor };
}

async function spendLots(
  ledger: Ledger,
  order: HolderOrder,
  purpose: Purpose,
): Promise<HeldFact<'loyalty.spent'>> {
  const { programme, ref, amount, holderKey, signature } = order;
  const issuer = ownerOf(programme);
  const holder = holderOf({ programme, publicKey: holderKey });
  const inputs = await Promise.all(
    order.inputs.map((lotId, index) =>
      demandSpendable(ledger, { lotId, programme, holder, field: `inputs[${index}]` }),
    ),
  );
  if (sumAmounts(inputs.map((lot) => lot.amount)) < amount) {
    throw new ContractError({ code: 'INSUFFICIENT_POINTS', field: 'amount' });
  }
  const outputs = spendOutputs({ inputs, amount, to: purpose.to });
  const body = { programme, ref, inputs: order.inputs, amount, holderKey, signature, ...purpose, outputs };
  const key = buildKey('spend', { mspId: issuer, ref });
  const held = await ledger.append({ type: 'loyalty.spent', key, ref, body });
  const partner = purpose.claim?.creditor;
  const parties = partner === undefined ? [issuer] : [issuer, partner];
  for (const { lotId } of inputs) {
    const mark = buildKey('spent', { lot: lotId });
    ledger.facts.mark({ key: mark, mspIds: [issuer], digest: held.digest, parties });
    await ledger.views.write({
      key: buildKey('lot', { lot: lotId }),
      scope: { owner: issuer, assetType: 'loyalty' },
      parties: { issuer, partner },
      content: { spentBy: `${issuer}/${ref}` },
    });
  }
  outputs.forEach((output, index) => {
    listLot(ledger.indexes, { programme, holder: output.holder, lotId: `${issuer}/${ref}/s${index}` });
  });
  return held;
}

async function demandSpendable(
  ledger: Ledger,
  input: {
    readonly lotId: string;
    readonly programme: string;
    readonly holder: string;
    readonly field: string;
  },
): Promise<HeldLot> {
  const { lotId, programme, holder, field } = input;
  const lot = foundOrAbsent(await findLot(ledger, lotId));
  if (lot === undefined) throw new ContractError({ code: 'UNKNOWN_LOT', field });
  if (lot.programme !== programme || lot.holder !== holder) {
    throw new ContractError({ code: 'LOT_OF_OTHER', field });
  }
  const { isSpent, expiresAt } = lot;
  const spent = spendLot({ status: isSpent ? 'spent' : 'unspent', expiresAt }, ledger.nowMs);
  if (typeof spent === 'string') throw new ContractError({ code: spent, field });
  return lot;
}
