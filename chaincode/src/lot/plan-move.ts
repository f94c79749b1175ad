import {
  companyOf,
  isLotRefusal,
  isTooLong,
  keeperOfLot,
  ownerOf,
  pastOf,
  planMove,
  readClassWith,
  readObligation,
  vouchersByRule,
  type AskedMoves,
  type ClassLotLife,
  type HeldClass,
  type MovedInput,
  type MovedLots,
  type MoveInput,
  type Obligation,
  type PlannedMove,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import type { Plain } from '../kernel/plain';
import { demandClassLot } from './lot-lists';

/** What is asked of lots, and where the request says so: `''`, or the path of one of several moves with a dot behind it. */
interface AskedOf {
  /** The company that keeps what moves. */
  readonly company: string;
  readonly move: AskedMoves;
  readonly path: string;
}

/** Lots that can be moved as asked, where who vouches allows it. */
export interface MovableLots extends AskedOf {
  readonly issuer: string;
  readonly inputs: readonly ClassLotLife[];
  readonly held: HeldClass;
  readonly settles: Obligation | undefined;
}

/**
 * The lots that a move names.
 * @throws ContractError `UNKNOWN_LOT`, `LOT_OF_OTHER`, `LOT_SPENT`, `UNKNOWN_COMPANY`
 */
export async function demandMovable(ledger: Ledger, asked: AskedOf): Promise<MovableLots> {
  const { move, path } = asked;
  const { classId } = move;
  const inputs = await Promise.all(
    move.inputs.map((input, index) =>
      demandInput(ledger, { classId, input, field: `${path}inputs[${index}]` }),
    ),
  );
  const held = await demandClassOf(ledger, inputs, path);
  await demandReceivers(ledger, asked);
  const settles = await demandObligation(ledger, asked);
  return { ...asked, issuer: ownerOf(classId), inputs, held, settles };
}

/**
 * The companies whose seals a fact with these moves demands: its parties, who keeps the lots, whom the issuers' rules demand, and the
 * issuers where a reader would have to look at too much; and what is behind the fact then.
 */
export function vouchersOfMoves(
  movable: readonly MovableLots[],
  parties: readonly string[],
): { readonly vouchers: readonly string[]; readonly past: number } {
  const vouchers = vouchersFor(movable, parties);
  const past = pastFor(movable, vouchers);
  if (!movable.some(({ inputs, move: { outputs } }) => isTooLong({ inputs, outputs, past }))) {
    return { vouchers, past };
  }
  const all = vouchersFor(movable, [...parties, ...movable.map(({ issuer }) => issuer)]);
  return { vouchers: all, past: pastFor(movable, all) };
}

/** What a move makes of a fact that has so much behind it. @throws ContractError with the rule that it breaks */
export function demandPlanned(
  ledger: Ledger,
  movable: MovableLots,
  { past, isNetting = false }: { readonly past: number; readonly isNetting?: boolean },
): PlannedMove {
  const { company, move, path, issuer, inputs, held, settles } = movable;
  const { kind, outputs } = move;
  const { conditions } = held;
  const asked = { kind, issuer, conditions, company, isNetting, past };
  const planned = planMove({ ...asked, at: ledger.nowMs, inputs, outputs, settles });
  if (isLotRefusal(planned)) {
    throw new ContractError({ code: planned.code, field: `${path}${planned.field}` });
  }
  return planned;
}

function vouchersFor(movable: readonly MovableLots[], parties: readonly string[]): readonly string[] {
  const demanded = movable.flatMap(({ company, issuer, inputs, held }) =>
    vouchersByRule(held.rule, { self: issuer, issuer }, [company, ...inputs.map(keeperOfLot)]),
  );
  return [...new Set([...parties, ...demanded])];
}

function pastFor(movable: readonly MovableLots[], vouchers: readonly string[]): number {
  return pastOf(
    movable.map(({ inputs, settles, issuer }) => ({
      ...{ inputs, settles },
      isVouchedByIssuer: vouchers.includes(issuer),
    })),
  );
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
  { move: { settles }, path }: AskedOf,
): Promise<Obligation | undefined> {
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
