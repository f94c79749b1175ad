import {
  LIMITS,
  ModelError,
  companyOf,
  isLotRefusal,
  isOrderedBy,
  keeperOfLot,
  lotMoved,
  moveToBytes,
  ownerOf,
  planMove,
  readClassWith,
  readObligation,
  sumAncestors,
  vouchersByRule,
  type ClassLotLife,
  type ClassLotsMoved,
  type FactReceipt,
  type HeldClass,
  type LotMoving,
  type MoveInput,
  type MovedInput,
  type PlannedMove,
  type WalletOrder,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { toPlain } from '../kernel/plain';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { demandClassLot, listClassLots } from './lot-lists';

/** The calling company moves lots that it keeps, or redeems lots of a wallet that signed for it. */
export async function moveLots(ledger: Ledger, request: LotMoving): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { classId, ref } = request;
  caller.demand('trade');
  const { mspId: company } = caller;
  const { type } = lotMoved;
  const key = lotMoved.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (body) => isSameContent(toAsked(body), toAsked(request)),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const inputs = await Promise.all(
    request.inputs.map((input, index) => demandInput(ledger, { classId, input, field: `inputs[${index}]` })),
  );
  const held = await demandClassOf(ledger, inputs);
  const { planned, vouchers } = await demandPlanned(ledger, request, { held, inputs });
  await demandReceivers(ledger, request);
  demandOrder(ledger, request, planned.orderedBy);
  const { kind, settles, order } = request;
  const { outputs, retired } = planned;
  const body: ClassLotsMoved = {
    classId,
    class: held.sealed.digest,
    kind,
    inputs: inputs.map(toMovedInput),
    outputs: [...outputs],
    retired,
    ...(settles === undefined ? {} : { settles }),
    ...(planned.orderedBy === undefined || order === undefined ? {} : { order }),
  };
  const moved = await ledger.append({ type, key, ref, body, vouchers });
  const made = outputs.map(({ holder }, index) => ({ lotId: `${company}/${ref}/m${index}`, holder }));
  listClassLots(ledger.lists, { classId, lots: made, digest: moved.digest });
  return receiptOf(moved);
}

/** What a repeated request has in common with the first: a wallet signs anew with each attempt. */
function toAsked(move: LotMoving | ClassLotsMoved): object {
  const { classId, kind, inputs, outputs, settles, order } = move;
  return {
    ...{ classId, kind, settles, keys: keysOf(order) },
    inputs: inputs.map(({ lot, origin }) => ({ lot, origin })),
    outputs: outputs.map(({ holder, quantity, pledge }) => ({ holder, quantity, pledge })),
  };
}

function keysOf(order: WalletOrder | undefined): object | undefined {
  return order && { n: order.n, keys: order.keys };
}

function toMovedInput(lot: ClassLotLife): MovedInput {
  const { lotId, maker, holder, quantity, pledge } = lot;
  const pledgee = pledge === undefined ? {} : { pledgee: pledge.to };
  return { lot: lotId, origin: maker.digest, holder, quantity, ...pledgee };
}

/** @throws ContractError `UNKNOWN_LOT`, `LOT_OF_OTHER`, `LOT_SPENT` naming the input */
async function demandInput(
  ledger: Ledger,
  named: { readonly classId: string; readonly input: MoveInput; readonly field: string },
): Promise<ClassLotLife> {
  const { classId, input, field } = named;
  const lot = await demandClassLot(ledger, { lotId: input.lot, field });
  if (lot.classId !== classId) throw new ContractError({ code: 'LOT_OF_OTHER', field });
  if (lot.maker.digest !== input.origin) {
    throw new ContractError({ code: 'UNKNOWN_LOT', field: `${field}.origin` });
  }
  if (lot.isSpent) throw new ContractError({ code: 'LOT_SPENT', field, details: { lot: input.lot } });
  return lot;
}

async function demandClassOf(ledger: Ledger, [first]: readonly ClassLotLife[]): Promise<HeldClass> {
  const held = first && (await readClassWith(ledger.facts, { classId: first.classId, digest: first.class }));
  if (held === undefined) throw new ContractError({ code: 'UNKNOWN_CLASS', field: 'classId' });
  return held;
}

/**
 * What the move makes, and who vouches: who keeps the inputs, whom the issuer's rule demands, and the issuer where too many moves are
 * behind the inputs for a reader to look at all of them.
 */
async function demandPlanned(
  ledger: Ledger,
  request: LotMoving,
  { held, inputs }: { readonly held: HeldClass; readonly inputs: readonly ClassLotLife[] },
): Promise<{ readonly planned: PlannedMove; readonly vouchers: readonly string[] }> {
  const { kind, classId, outputs } = request;
  const { mspId: company } = ledger.caller;
  const issuer = ownerOf(classId);
  const base = [company, ...inputs.map(keeperOfLot)];
  if (sumAncestors(inputs) > LIMITS.ancestorsMax) base.push(issuer);
  const vouchers = vouchersByRule(held.rule, { self: issuer, issuer }, base);
  const settles = await demandObligation(ledger, request);
  const { conditions } = held;
  const isVouchedByIssuer = vouchers.includes(issuer);
  const at = ledger.nowMs;
  const planned = planMove({
    kind,
    issuer,
    conditions,
    company,
    isVouchedByIssuer,
    at,
    inputs,
    outputs,
    settles,
  });
  if (isLotRefusal(planned)) throw new ContractError({ code: planned.code, field: planned.field });
  return { planned, vouchers };
}

async function demandObligation(ledger: Ledger, { settles }: LotMoving): ReturnType<typeof readObligation> {
  if (settles === undefined) return undefined;
  const field = 'settles';
  const { isSpent, classId } = await demandClassLot(ledger, { lotId: settles.lot, field });
  if (isSpent) throw new ContractError({ code: 'LOT_SPENT', field, details: { lot: settles.lot } });
  const obligation = await readObligation(ledger.facts, settles);
  if (obligation?.classId !== classId) throw new ContractError({ code: 'UNKNOWN_LOT', field });
  return obligation;
}

/** @throws ContractError `UNKNOWN_COMPANY` */
async function demandReceivers(ledger: Ledger, { outputs }: LotMoving): Promise<void> {
  for (const [index, { holder, pledge }] of outputs.entries()) {
    const receiver = companyOf(holder);
    if (receiver !== undefined) {
      await demandCompany(ledger, { mspId: receiver, field: `outputs[${index}].holder` });
    }
    if (pledge !== undefined) {
      await demandCompany(ledger, { mspId: pledge.to, field: `outputs[${index}].pledge.to` });
    }
  }
}

/** @throws ModelError `SIGNATURE` */
function demandOrder(ledger: Ledger, request: LotMoving, orderedBy: string | undefined): void {
  if (orderedBy === undefined) return;
  const message = moveToBytes({ ...ledger.scope, company: ledger.caller.mspId, ...toPlain(request) });
  if (isOrderedBy(orderedBy, request.order, message)) return;
  throw new ModelError({ code: 'SIGNATURE', field: 'order', rule: 'by enough keys of the wallet' });
}
