import {
  companyOf,
  isLotRefusal,
  keeperOfLot,
  LIMITS,
  ownerOf,
  planMove,
  readClassWith,
  readObligation,
  sumAncestors,
  vouchersByRule,
  type AskedMoves,
  type ClassLotLife,
  type HeldClass,
  type MovedInput,
  type MovedLots,
  type MoveInput,
  type PlannedMove,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import type { Plain } from '../kernel/plain';
import { demandClassLot } from './lot-lists';

/** What is asked of lots, and where the request says so: `''`, or the path of one of several moves with a dot behind it. */
export interface AskedOf {
  /** The company that keeps what moves. */
  readonly company: string;
  readonly move: AskedMoves;
  readonly path: string;
}

/** Lots that can be moved as asked by who vouches. */
export interface MovableLots extends AskedOf {
  readonly inputs: readonly ClassLotLife[];
  readonly held: HeldClass;
  /** The companies whose seals the move demands. */
  readonly vouchers: readonly string[];
}

/**
 * The lots that a move names, and who has to vouch: who keeps them, whom the issuer's rule demands, and the issuer where too many moves
 * are behind them for a reader to look at all.
 * @throws ContractError `UNKNOWN_LOT`, `LOT_OF_OTHER`, `LOT_SPENT`, `UNKNOWN_COMPANY`
 */
export async function demandMovable(ledger: Ledger, asked: AskedOf): Promise<MovableLots> {
  const { company, move, path } = asked;
  const { classId } = move;
  const inputs = await Promise.all(
    move.inputs.map((input, index) =>
      demandInput(ledger, { classId, input, field: `${path}inputs[${index}]` }),
    ),
  );
  const held = await demandClassOf(ledger, inputs, path);
  await demandReceivers(ledger, asked);
  const issuer = ownerOf(classId);
  const base = [company, ...inputs.map(keeperOfLot)];
  if (sumAncestors(inputs) > LIMITS.ancestorsMax) base.push(issuer);
  const vouchers = vouchersByRule(held.rule, { self: issuer, issuer }, base);
  return { ...asked, inputs, held, vouchers };
}

/** What the move makes when these companies vouch. @throws ContractError with the rule that it breaks */
export async function demandPlanned(
  ledger: Ledger,
  movable: MovableLots,
  { vouchers, isNetting = false }: { readonly vouchers: readonly string[]; readonly isNetting?: boolean },
): Promise<PlannedMove> {
  const { company, move, path, inputs, held } = movable;
  const { kind, classId, outputs } = move;
  const issuer = ownerOf(classId);
  const settles = await demandObligation(ledger, movable);
  const { conditions } = held;
  const isVouchedByIssuer = vouchers.includes(issuer);
  const who = { kind, issuer, conditions, company, isVouchedByIssuer, isNetting };
  const planned = planMove({ ...who, at: ledger.nowMs, inputs, outputs, settles });
  if (isLotRefusal(planned)) {
    throw new ContractError({ code: planned.code, field: `${path}${planned.field}` });
  }
  return planned;
}

/** What is recorded of a move. */
export function toMovedLots({ move, inputs, held }: MovableLots, planned: PlannedMove): Plain<MovedLots> {
  const { classId, kind, settles } = move;
  return {
    classId,
    class: held.sealed.digest,
    kind,
    inputs: inputs.map(toMovedInput),
    outputs: [...planned.outputs],
    retired: planned.retired,
    ...(settles === undefined ? {} : { settles }),
  };
}

function toMovedInput(lot: ClassLotLife): MovedInput {
  const { lotId, maker, holder, quantity, pledge } = lot;
  const pledgee = pledge === undefined ? {} : { pledgee: pledge.to };
  return { lot: lotId, origin: maker.digest, holder, quantity, ...pledgee };
}

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

async function demandClassOf(
  ledger: Ledger,
  [first]: readonly ClassLotLife[],
  path: string,
): Promise<HeldClass> {
  const held = first && (await readClassWith(ledger.facts, { classId: first.classId, digest: first.class }));
  if (held === undefined) throw new ContractError({ code: 'UNKNOWN_CLASS', field: `${path}classId` });
  return held;
}

async function demandObligation(
  ledger: Ledger,
  { move: { settles }, path }: MovableLots,
): ReturnType<typeof readObligation> {
  if (settles === undefined) return undefined;
  const field = `${path}settles`;
  const { isSpent } = await demandClassLot(ledger, { lotId: settles.lot, field });
  if (isSpent) throw new ContractError({ code: 'LOT_SPENT', field, details: { lot: settles.lot } });
  const obligation = await readObligation(ledger.facts, settles);
  if (obligation === undefined) throw new ContractError({ code: 'UNKNOWN_LOT', field });
  return obligation;
}

async function demandReceivers(ledger: Ledger, { move, path }: AskedOf): Promise<void> {
  for (const [index, { holder, pledge }] of move.outputs.entries()) {
    const receiver = companyOf(holder);
    const field = `${path}outputs[${index}]`;
    if (receiver !== undefined) await demandCompany(ledger, { mspId: receiver, field: `${field}.holder` });
    if (pledge !== undefined) await demandCompany(ledger, { mspId: pledge.to, field: `${field}.pledge.to` });
  }
}
