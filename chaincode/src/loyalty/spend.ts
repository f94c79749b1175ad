import {
  checkOrderSignature,
  claimMinor,
  holderOf,
  isExpired,
  loyaltySpent,
  ownerOf,
  readTermsOf,
  redemptionToBytes,
  spendOutputs,
  sumAmounts,
  transferToBytes,
  vouchersByRule,
  type Claim,
  type FactReceipt,
  type HolderOrder,
  type LotLife,
  type LotsSpent,
  type MoneyValue,
  type PointTransfer,
  type Redemption,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { HeldFact } from '../kernel/facts';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { toPlain } from '../kernel/plain';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listClaim } from './claims';
import { listLots } from './lot-lists';
import { demandLot } from './lot-record';
import { demandTerms } from './terms';

type HeldSpend = HeldFact<'loyalty.spent'>;

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
  const { valueMin, ...order } = request;
  ledger.caller.demand('loyalty');
  const known = await repeatedSpend(ledger, { ...order, kind: 'redemption', valueMin, creditor: partner });
  if (known !== undefined) return receiptOf(known);
  const claim = await demandClaim(ledger, request);
  checkOrderSignature(order, redemptionToBytes({ ...ledger.scope, ...order, partner, valueMin }));
  const held = await spendLots(ledger, order, { kind: 'redemption', claim, valueMin });
  const debtor = ownerOf(order.programme);
  const { digest, fact } = held;
  listClaim(ledger.lists, {
    claimId: `${debtor}/${order.ref}`,
    debtor,
    creditor: partner,
    at: fact.at,
    digest,
  });
  return receiptOf(held);
}

/** What the terms in force give the calling partner. @throws ContractError `NOT_A_PARTNER`, `VALUE_TOO_LOW` */
async function demandClaim(ledger: Ledger, { programme, amount, valueMin }: Redemption): Promise<Claim> {
  const { mspId: creditor } = ledger.caller;
  const { terms, sealed } = await demandTerms(ledger, programme);
  if (!terms.partners.includes(creditor)) {
    throw new ContractError({ code: 'NOT_A_PARTNER', field: 'programme' });
  }
  const { currency } = terms.pointValue;
  const minor = claimMinor(amount, terms.pointValue);
  if (valueMin.currency !== currency || minor < valueMin.minor) {
    const details = { currency, minor: minor.toString() };
    throw new ContractError({ code: 'VALUE_TOO_LOW', field: 'valueMin', details });
  }
  return { creditor, currency, minor, terms: sealed.digest };
}

/** What a spend is for. */
type Purpose = Pick<LotsSpent, 'kind' | 'to' | 'claim' | 'valueMin'>;

/** What a repeated request has in common with the first: a holder signs anew with each attempt, and terms change. */
type Asked = Omit<HolderOrder, 'signature'> &
  Pick<LotsSpent, 'kind' | 'to'> & {
    readonly valueMin?: MoneyValue | undefined;
    readonly creditor?: string | undefined;
  };

async function repeatedSpend(ledger: Ledger, request: Asked): Promise<HeldSpend | undefined> {
  const { ref } = request;
  const mspId = ownerOf(request.programme);
  const isSame = (body: LotsSpent) =>
    isSameContent(asked({ ...toPlain(body), creditor: body.claim?.creditor }), asked(request));
  return await ledger.facts.repeated({
    type: loyaltySpent.type,
    mspId,
    key: loyaltySpent.key.build({ company: mspId, ref }),
    isSame,
    code: 'REF_REUSED',
    field: 'ref',
  });
}

function asked(request: Asked): Asked {
  const { programme, ref, inputs, origins, amount, holderKey, kind, to, valueMin, creditor } = request;
  const towards = to === undefined ? { valueMin, creditor } : { to };
  return { programme, ref, inputs, origins, amount, holderKey, kind, ...towards };
}

async function spendLots(ledger: Ledger, order: HolderOrder, purpose: Purpose): Promise<HeldSpend> {
  const { programme, ref, amount, holderKey, signature, origins } = order;
  const issuer = ownerOf(programme);
  const holder = holderOf({ programme, publicKey: holderKey });
  const inputs = await Promise.all(
    order.inputs.map((lotId, index) =>
      demandSpendable(ledger, { lotId, origin: origins[index] ?? '', programme, holder, index }),
    ),
  );
  if (sumAmounts(inputs.map((lot) => lot.amount)) < amount) {
    throw new ContractError({ code: 'INSUFFICIENT_POINTS', field: 'amount' });
  }
  const outputs = spendOutputs({ inputs, amount, to: purpose.to });
  const ordered = { programme, ref, inputs: order.inputs, origins, amount, holderKey, signature };
  const vouchers = await vouchersOf(ledger, inputs, purpose.claim?.creditor);
  const { type } = loyaltySpent;
  const key = loyaltySpent.key.build({ company: issuer, ref });
  const held = await ledger.append({ type, key, ref, body: { ...ordered, ...purpose, outputs }, vouchers });
  listLots(ledger.lists, held);
  return held;
}

/** The companies that the rules of all terms demand under which the inputs were booked. */
async function vouchersOf(
  ledger: Ledger,
  inputs: readonly LotLife[],
  partner: string | undefined,
): Promise<readonly string[]> {
  const [first] = inputs;
  if (first === undefined) throw new ContractError({ code: 'INTERNAL' });
  const issuer = ownerOf(first.programme);
  const terms = await readTermsOf(ledger.facts, first.programme, inputs);
  if (terms === undefined) throw new ContractError({ code: 'INTERNAL' });
  const base = partner === undefined ? [issuer] : [issuer, partner];
  return terms.flatMap(({ rule }) => vouchersByRule(rule, { self: issuer, issuer, partner }, base));
}

async function demandSpendable(
  ledger: Ledger,
  input: {
    readonly lotId: string;
    readonly origin: string;
    readonly programme: string;
    readonly holder: string;
    readonly index: number;
  },
): Promise<LotLife> {
  const { lotId, programme, holder, index } = input;
  const field = `inputs[${index}]`;
  const lot = await demandLot(ledger, { lotId, field });
  if (lot.programme !== programme || lot.holder !== holder) {
    throw new ContractError({ code: 'LOT_OF_OTHER', field });
  }
  if (lot.maker.digest !== input.origin) {
    throw new ContractError({ code: 'UNKNOWN_LOT', field: `origins[${index}]` });
  }
  if (lot.isSpent) throw new ContractError({ code: 'LOT_SPENT', field });
  if (isExpired(lot, ledger.nowMs)) throw new ContractError({ code: 'LOT_EXPIRED', field });
  return lot;
}
