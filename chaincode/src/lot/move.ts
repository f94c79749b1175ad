import {
  ModelError,
  askedOf,
  isOrderedBy,
  lotMoved,
  moveToBytes,
  type ClassLotsMoved,
  type FactReceipt,
  type LotMoving,
  type WalletOrder,
} from '@kontti/model';
import type { Ledger } from '../kernel/ledger';
import { toPlain } from '../kernel/plain';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listClassLots } from './lot-lists';
import { demandMovable, demandPlanned, toMovedLots, vouchersOfMoves } from './plan-move';

/** The calling company moves lots that it keeps, or redeems lots of a wallet that signed for it. */
export async function moveLots(ledger: Ledger, request: LotMoving): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { ref, order } = request;
  caller.demand('trade');
  const { mspId: company } = caller;
  const { type } = lotMoved;
  const key = lotMoved.key.build({ company, ref });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (body) => isSameContent(toRepeated(body), toRepeated(request)),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const movable = await demandMovable(ledger, { company, move: request, path: '' });
  const { vouchers, past } = vouchersOfMoves([movable], []);
  const planned = demandPlanned(ledger, movable, { past });
  demandOrder(ledger, request, planned.orderedBy);
  const body: ClassLotsMoved = {
    ...toMovedLots(movable, planned),
    ...(planned.orderedBy === undefined || order === undefined ? {} : { order }),
  };
  const moved = await ledger.append({ type, key, ref, body, vouchers });
  listClassLots(ledger.lists, moved);
  return receiptOf(moved);
}

/** A wallet signs anew with each attempt. */
function toRepeated(move: LotMoving | ClassLotsMoved): object {
  return { ...askedOf(move), keys: keysOf(move.order) };
}

/** What of an order stays the same when its wallet signs anew. */
export function keysOf(order: WalletOrder | undefined): object | undefined {
  return order && { n: order.n, keys: order.keys };
}

/** @throws ModelError `SIGNATURE` */
function demandOrder(ledger: Ledger, request: LotMoving, orderedBy: string | undefined): void {
  if (orderedBy === undefined) return;
  const message = moveToBytes({ ...ledger.scope, company: ledger.caller.mspId, ...toPlain(request) });
  if (isOrderedBy(orderedBy, request.order, message)) return;
  throw new ModelError({ code: 'SIGNATURE', field: 'order', rule: 'by enough keys of the wallet' });
}
