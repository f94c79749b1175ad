import { isVouched } from '../company/life';
import { ownerOf } from '../fact/key-form';
import { leadsTo } from '../fact/leads-to';
import { ofType, type FactReader, type FactReading } from '../fact/reader';
import { canonicalJson } from '../json';
import { readClassWith, type HeldClass } from './class-life';
import { isAgreedDeal } from './deal-life';
import { dealClosed, lotIssued, lotMoved } from './facts';
import { companyHolder } from './holder';
import { issuedLotsHold } from './issue-life';
import { spentKey } from './keys';
import {
  keeperOfLot,
  placeOfLot,
  readObligation,
  readOrigin,
  type MadeClassLot,
  type SealedDeal,
  type SealedMove,
} from './made-lots';
import type { MovedLots } from './move';
import { areNetted } from './netting';
import { isOrderedBy, moveToBytes } from './order';
import { isLotRefusal, planMove } from './rules';

/** A sealed fact that moves lots: one move, or those of a deal. */
export type SealedMoving = SealedMove | SealedDeal;

/** One move of a fact, and the company that hands it in. */
interface OneMove {
  readonly company: string;
  readonly move: MovedLots;
  readonly moving: SealedMoving;
}

/** What a seal leads to, when it moves lots. */
export function movingOf(reading: FactReading): SealedMoving | undefined {
  return ofType(reading, lotMoved) ?? ofType(reading, dealClosed);
}

/** Facts that were judged, by digest: lots that meet again have ancestors in common. */
type Judged = Map<string, Promise<boolean>>;

/**
 * Whether a fact that moves lots holds: each input is a lot that its origin made, with that holder and quantity, and is used up by this
 * fact alone; the class allows each move; the outputs are exactly what follows from the inputs; a wallet's keys signed for what leaves
 * it; and all parties agreed to a deal. What made the inputs has to hold as well, unless the issuer vouches: it decides alone how
 * much it issues. So nobody else can make lots of nothing, and the cost is bounded by the ancestors that an output counts.
 */
export function movingHolds(
  reader: FactReader,
  moving: SealedMoving,
  judged: Judged = new Map(),
): Promise<boolean> {
  let known = judged.get(moving.digest);
  if (known === undefined) {
    known = judgeMoving(reader, moving, judged);
    judged.set(moving.digest, known);
  }
  return known;
}

async function judgeMoving(reader: FactReader, moving: SealedMoving, judged: Judged): Promise<boolean> {
  const deal = ofType({ status: 'sealed', sealed: moving }, dealClosed);
  if (deal !== undefined && !(await isAgreedDeal(reader, deal))) return false;
  if (deal?.fact.body.netting === true && !(await isNetted(reader, deal))) return false;
  for (const { company, move } of movesOf(moving)) {
    if (!(await moveHolds(reader, { company, move, moving }, judged))) return false;
  }
  return true;
}

/** Whether the moves of a netting are what follows from the obligations that they use up. */
async function isNetted(reader: FactReader, { fact }: SealedDeal): Promise<boolean> {
  const { moves } = fact.body;
  const obligations = await Promise.all(
    moves
      .flatMap(({ inputs }) => inputs)
      .map(async (input) => {
        const obligation = await readObligation(reader, input);
        return obligation && { ...obligation, origin: input.origin };
      }),
  );
  const found = obligations.filter((obligation) => obligation !== undefined);
  return found.length === obligations.length && areNetted(found, moves);
}

function movesOf(moving: SealedMoving): readonly Pick<OneMove, 'company' | 'move'>[] {
  const reading = { status: 'sealed', sealed: moving } as const;
  const single = ofType(reading, lotMoved);
  if (single !== undefined) {
    return [{ company: lotMoved.key.parse(single.fact.key)?.company ?? '', move: single.fact.body }];
  }
  const moves = ofType(reading, dealClosed)?.fact.body.moves ?? [];
  return moves.map((move) => ({ company: move.company, move }));
}

async function moveHolds(reader: FactReader, one: OneMove, judged: Judged): Promise<boolean> {
  const { move, moving } = one;
  const { classId } = move;
  const issuer = ownerOf(classId);
  const held = await readClassWith(reader, { classId, digest: move.class });
  if (held === undefined || !isVouched(held.rule, { self: issuer, issuer }, moving.fact)) return false;
  const inputs = await readInputs(reader, move);
  if (inputs === undefined || !(await isPlanned(reader, one, { held, inputs }))) return false;
  const marked = await Promise.all(
    inputs.map((lot) => isMarked(reader, { mspId: keeperOfLot(lot), lot: lot.lotId, digest: moving.digest })),
  );
  if (!marked.every(Boolean)) return false;
  const unproven = moving.fact.vouchers.includes(issuer) ? [] : inputs;
  for (const lot of unproven) {
    if (!(await originHolds(reader, lot, judged))) return false;
  }
  return await settledHolds(reader, one, judged);
}

function isMarked(
  reader: FactReader,
  spent: { readonly mspId: string; readonly lot: string; readonly digest: string },
): Promise<boolean> {
  const { mspId, lot, digest } = spent;
  return leadsTo(reader, { mspId, key: spentKey.build({ lot }) }, digest);
}

async function originHolds(reader: FactReader, lot: MadeClassLot, judged: Judged): Promise<boolean> {
  const reading = { status: 'sealed', sealed: lot.maker } as const;
  const moving = movingOf(reading);
  if (moving !== undefined) return await movingHolds(reader, moving, judged);
  const issue = ofType(reading, lotIssued);
  const index = placeOfLot(lot.lotId)?.index ?? -1;
  return issue !== undefined && (await issuedLotsHold(reader, issue, [index])).every(Boolean);
}

/** The lots that a move names, when each was made so by the fact that the move names as its origin. */
async function readInputs(reader: FactReader, move: MovedLots): Promise<MadeClassLot[] | undefined> {
  const { classId, class: version, inputs } = move;
  const lots = await Promise.all(
    inputs.map(async (input) => {
      const lot = await readOrigin(reader, input);
      const isNamed =
        lot?.holder === input.holder && lot.quantity === input.quantity && lot.pledge?.to === input.pledgee;
      return isNamed && lot.classId === classId && lot.class === version ? lot : undefined;
    }),
  );
  const found = lots.filter((lot) => lot !== undefined);
  return found.length === lots.length ? found : undefined;
}

/** Whether the class allows the move, and its outputs follow from its inputs. */
async function isPlanned(
  reader: FactReader,
  { company, move, moving }: OneMove,
  { held, inputs }: { readonly held: HeldClass; readonly inputs: readonly MadeClassLot[] },
): Promise<boolean> {
  const { classId, kind, settles, outputs } = move;
  const { at, vouchers } = moving.fact;
  const issuer = ownerOf(classId);
  const obligation = settles && (await readObligation(reader, settles));
  if (settles !== undefined && obligation === undefined) return false;
  const planned = planMove({
    ...{ kind, issuer, company, at, inputs, outputs, conditions: held.conditions, settles: obligation },
    isVouchedByIssuer: vouchers.includes(issuer),
    isNetting: ofType({ status: 'sealed', sealed: moving }, dealClosed)?.fact.body.netting === true,
  });
  if (isLotRefusal(planned) || planned.retired !== move.retired) return false;
  if (canonicalJson(planned.outputs) !== canonicalJson(outputs)) return false;
  if (planned.orderedBy === undefined) return true;
  const single = ofType({ status: 'sealed', sealed: moving }, lotMoved);
  const ref = single && lotMoved.key.parse(single.fact.key)?.ref;
  if (single === undefined || ref === undefined) return false;
  const content = { ...reader.scope, company, classId, ref, kind, inputs: move.inputs, outputs };
  return isOrderedBy(planned.orderedBy, single.fact.body.order, moveToBytes(content));
}

/** Whether the obligation of a foreclosure holds and is used up by it: the company that forecloses keeps both. */
async function settledHolds(
  reader: FactReader,
  { company, move: { settles }, moving }: OneMove,
  judged: Judged,
): Promise<boolean> {
  if (settles === undefined) return true;
  const lot = await readObligation(reader, settles);
  if (lot?.holder !== companyHolder(company) || !(await originHolds(reader, lot, judged))) return false;
  return await isMarked(reader, { mspId: company, lot: settles.lot, digest: moving.digest });
}
