import { isVouched } from '../company/life';
import { ownerOf } from '../fact/key-form';
import { leadsTo } from '../fact/leads-to';
import { ofType, sealedWith, type FactReader, type FactReading } from '../fact/reader';
import { canonicalJson } from '../json';
import { readClassWith, type HeldClass } from './class-life';
import { isAgreedDeal } from './deal-life';
import { dealClosed, dealProposed, lotIssued, lotMoved } from './facts';
import { companyHolder } from './holder';
import { issuedLotsHold } from './issue-life';
import { spentKey } from './keys';
import {
  keeperOfLot,
  placeOfLot,
  readObligation,
  readOrigin,
  type MadeClassLot,
  type Obligation,
  type SealedDeal,
  type SealedMove,
} from './made-lots';
import type { MovedLots, WalletOrder } from './move';
import { areNetted } from './netting';
import { contentOfDeal, dealToBytes, isOrderedBy, moveToBytes } from './order';
import { isTrusted, pastOf, type UsedUp } from './past';
import { isLotRefusal, planMove } from './rules';

/** A sealed fact that moves lots: one move, or those of a deal. */
export type SealedMoving = SealedMove | SealedDeal;

/** One move of a fact, and the company that hands it in. */
interface OneMove {
  readonly company: string;
  readonly move: MovedLots;
  readonly moving: SealedMoving;
  /** What the keys of a wallet signed, and what they had to sign. */
  readonly ordered: { readonly order: WalletOrder | undefined; readonly message: Buffer };
}

/** A move with what it uses up, before anything is judged. */
interface ReadMove extends OneMove, UsedUp {
  readonly held: HeldClass;
  readonly inputs: readonly MadeClassLot[];
  readonly settles: Obligation | undefined;
}

/** A move, and what it shares with the other moves of its fact. */
interface JudgedMove extends ReadMove {
  readonly past: number;
  readonly isNetting: boolean;
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
 * much it issues, though not how many titles a shipment has. So no other company can make lots of nothing, and the cost is bounded by what an
 * output counts behind it.
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
  const moves: ReadMove[] = [];
  for (const one of await movesOf(reader, moving)) {
    const read = await readMove(reader, one);
    if (read === undefined) return false;
    moves.push(read);
  }
  const isNetting = deal?.fact.body.netting === true;
  if (isNetting && !isNetted(deal, moves)) return false;
  const past = pastOf(moves);
  for (const move of moves) {
    if (!(await moveHolds(reader, { ...move, past, isNetting }, judged))) return false;
  }
  return true;
}

/** Whether the moves of a netting are what follows from the obligations that they use up. */
function isNetted({ fact }: SealedDeal, moves: readonly ReadMove[]): boolean {
  const obligations = moves.flatMap(({ inputs, held: { conditions } }) =>
    inputs.map((lot) => Object.assign({}, lot, { origin: lot.maker.digest, conditions })),
  );
  return areNetted(obligations, fact.body.moves);
}

/** The moves of a fact, each with the company that hands it in and what a wallet had to sign for it. */
async function movesOf(reader: FactReader, moving: SealedMoving): Promise<readonly OneMove[]> {
  const { scope } = reader;
  const reading = { status: 'sealed', sealed: moving } as const;
  const single = ofType(reading, lotMoved);
  if (single !== undefined) {
    const { company = '', ref = '' } = lotMoved.key.parse(single.fact.key) ?? {};
    const { body } = single.fact;
    const { classId, kind, inputs, outputs, order } = body;
    const message = moveToBytes({ ...scope, company, classId, ref, kind, inputs, outputs });
    return [{ company, move: body, moving, ordered: { order, message } }];
  }
  const deal = ofType(reading, dealClosed);
  const proposal = deal && (await sealedWith(reader, dealProposed, deal.fact.body.proposal));
  if (deal === undefined || proposal === undefined) return [];
  const { deal: dealId = '' } = dealClosed.key.parse(deal.fact.key) ?? {};
  const message = dealToBytes({ ...scope, deal: dealId, ...contentOfDeal(proposal.fact.body) });
  return deal.fact.body.moves.map((move, index) => {
    const { order } = proposal.fact.body.moves[index] ?? {};
    return { company: move.company, move, moving, ordered: { order, message } };
  });
}

/** The class of a move, whose rule is kept, and the lots that it uses up as they were made; nothing where any of it is not there. */
async function readMove(reader: FactReader, one: OneMove): Promise<ReadMove | undefined> {
  const { move, moving } = one;
  const { classId, settles: named } = move;
  const issuer = ownerOf(classId);
  const held = await readClassWith(reader, { classId, digest: move.class });
  if (held === undefined || !isVouched(held.rule, { self: issuer, issuer }, moving.fact)) return undefined;
  const inputs = await readInputs(reader, move);
  const settles = named && (await readObligation(reader, named));
  if (inputs === undefined || (named !== undefined && settles === undefined)) return undefined;
  return { ...one, held, inputs, settles, isVouchedByIssuer: moving.fact.vouchers.includes(issuer) };
}

async function moveHolds(reader: FactReader, one: JudgedMove, judged: Judged): Promise<boolean> {
  const { inputs, moving } = one;
  if (!isPlanned(one)) return false;
  const marked = await Promise.all(
    inputs.map((lot) => isMarked(reader, { mspId: keeperOfLot(lot), lot: lot.lotId, digest: moving.digest })),
  );
  if (!marked.every(Boolean)) return false;
  for (const lot of inputs) {
    if (!isTrusted(one, lot) && !(await originHolds(reader, lot, judged))) return false;
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
function isPlanned(one: JudgedMove): boolean {
  const { company, move, moving, held, inputs, settles, past, isNetting, ordered } = one;
  const { classId, kind, outputs } = move;
  const { conditions } = held;
  const asked = { kind, issuer: ownerOf(classId), conditions, company, isNetting, past };
  const planned = planMove({ ...asked, at: moving.fact.at, inputs, outputs, settles });
  if (isLotRefusal(planned) || planned.retired !== move.retired) return false;
  if (canonicalJson(planned.outputs) !== canonicalJson(outputs)) return false;
  if (planned.orderedBy === undefined) return true;
  return isOrderedBy(planned.orderedBy, ordered.order, ordered.message);
}

/** Whether the obligation of a foreclosure holds and is used up by it: the company that forecloses keeps both. */
async function settledHolds(
  reader: FactReader,
  { company, settles, moving }: ReadMove,
  judged: Judged,
): Promise<boolean> {
  if (settles === undefined) return true;
  if (settles.holder !== companyHolder(company)) return false;
  if (!(await originHolds(reader, settles, judged))) return false;
  return await isMarked(reader, { mspId: company, lot: settles.lotId, digest: moving.digest });
}
