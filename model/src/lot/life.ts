import { isVouched } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { leadsTo } from '../fact/leads-to';
import { ofType, type FactReader, type FactReading, type Found } from '../fact/reader';
import { canonicalJson } from '../json';
import { readClassWith, type HeldClass } from './class-life';
import { lotIssued, lotMoved } from './facts';
import { companyHolder, keeperOf } from './holder';
import type { ClassLotsIssued } from './issue';
import { lotsKey, spentKey, titleKey } from './keys';
import type { ClassLotsMoved } from './move';
import { isOrderedBy, moveToBytes } from './order';
import { isLotRefusal, planIssue, planMove, type LotContent } from './rules';

/** A sealed fact that issued lots. */
export type SealedLotIssue = Sealed<Fact<'lot.issued', ClassLotsIssued>>;

/** A sealed move of lots. */
export type SealedMove = Sealed<Fact<'lot.moved', ClassLotsMoved>>;

/** A lot as the fact that made it has it, whether that fact holds or not. */
export interface MadeClassLot extends LotContent {
  readonly maker: Sealed;
}

/** A lot that holds. */
export interface ClassLotLife extends MadeClassLot {
  /** True as soon as the company that keeps it sealed anything as its move, even what does not hold. */
  readonly isSpent: boolean;
  /** The move that used the lot up, when it holds. */
  readonly move: SealedMove | undefined;
}

const LOT_ID = /^([^/]+)\/([^/]+)\/(m?)(0|[1-9][0-9]{0,6})$/;

function placeOf(lotId: string): (Address & { readonly index: number }) | undefined {
  const [, company = '', ref = '', output, index = ''] = LOT_ID.exec(lotId) ?? [];
  if (output === undefined) return undefined;
  const key = output === 'm' ? lotMoved.key.build({ company, ref }) : lotsKey.build({ company, ref });
  return { mspId: company, key, index: Number(index) };
}

/** The lot of that id that a sealed fact made, if it did. */
export function classLotOf(maker: Sealed, lotId: string): MadeClassLot | undefined {
  const place = placeOf(lotId);
  if (place === undefined || place.key !== maker.fact.key) return undefined;
  const reading = { status: 'sealed', sealed: maker } as const;
  const issue = ofType(reading, lotIssued);
  const issued = issue?.fact.body.lots[place.index];
  if (issue !== undefined && issued !== undefined) {
    const { classId, class: version } = issue.fact.body;
    const { holder, quantity, expiresAt, dueAt, shipment, subject } = issued;
    const content = { holder, quantity, expiresAt, dueAt, shipment, subject };
    return { lotId, classId, class: version, ...content, ancestors: 0, issuedAt: issue.fact.at, maker };
  }
  const move = ofType(reading, lotMoved);
  const output = move?.fact.body.outputs[place.index];
  if (move === undefined || output === undefined) return undefined;
  const { classId, class: version } = move.fact.body;
  const { holder, quantity, expiresAt, dueAt, shipment, subject, pledge, ancestors } = output;
  const content = { holder, quantity, expiresAt, dueAt, shipment, subject, pledge, ancestors };
  return { lotId, classId, class: version, ...content, maker };
}

/** The lot of that id, or why the fact that its id names does not hold. */
export async function readClassLot(reader: FactReader, lotId: string): Promise<Found<ClassLotLife>> {
  const place = placeOf(lotId);
  if (place === undefined) return undefined;
  const { key, index } = place;
  const reading = await reader.read(place);
  if (reading.status === 'absent') return undefined;
  if (reading.status !== 'sealed') return { rejected: { key, reason: reading.status } };
  const lot = classLotOf(reading.sealed, lotId);
  if (lot === undefined) return undefined;
  if (!(await isMade(reader, lot, index))) return { rejected: { key, reason: 'void' } };
  const marker = await reader.read({ mspId: keeperOfLot(lot), key: spentKey.build({ lot: lotId }) });
  const move = await heldMove(reader, marker);
  return { found: { ...lot, isSpent: marker.status !== 'absent', move } };
}

/** The company whose seals say whether the lot is spent. */
export function keeperOfLot({ holder, pledge, classId }: LotContent): string {
  return keeperOf({ holder, pledgee: pledge?.to, issuer: ownerOf(classId) });
}

async function isMade(reader: FactReader, lot: MadeClassLot, index: number): Promise<boolean> {
  const reading = { status: 'sealed', sealed: lot.maker } as const;
  const issue = ofType(reading, lotIssued);
  if (issue !== undefined) return (await issuedLotsHold(reader, issue, [index])).every(Boolean);
  return (await heldMove(reader, reading)) !== undefined;
}

async function heldMove(reader: FactReader, reading: FactReading): Promise<SealedMove | undefined> {
  const move = ofType(reading, lotMoved);
  return move !== undefined && (await moveHolds(reader, move)) ? move : undefined;
}

/** Which of the lots of an issue hold: the class lets them be issued so, its rule is kept, and a title is the shipment's only one. */
export async function issuedLotsHold(
  reader: FactReader,
  { fact, digest }: SealedLotIssue,
  indexes: readonly number[],
): Promise<boolean[]> {
  const { classId, lots } = fact.body;
  const issuer = ownerOf(classId);
  const held = await readClassWith(reader, { classId, digest: fact.body.class });
  if (held === undefined || !isVouched(held.rule, { self: issuer, issuer }, fact)) {
    return indexes.map(() => false);
  }
  return await Promise.all(
    indexes.map(async (index) => {
      const lot = lots[index];
      if (lot === undefined) return false;
      const planned = planIssue(held.conditions, { lot, at: fact.at });
      if (isLotRefusal(planned) || planned.expiresAt !== lot.expiresAt) return false;
      const { shipment } = lot;
      if (shipment === undefined) return true;
      return await leadsTo(reader, { mspId: issuer, key: titleKey.build({ shipment }) }, digest);
    }),
  );
}

/** Moves that were judged, by digest: lots that meet again have ancestors in common. */
type JudgedMoves = Map<string, Promise<boolean>>;

/**
 * Whether a move holds: each input is a lot that its origin made, with that holder and quantity, and is used up by this move alone; the
 * class allows the move; the outputs are exactly what follows from the inputs; and a wallet's keys signed for what leaves it. What made the
 * inputs has to hold as well, unless the issuer vouches for the move: it decides alone how much it issues. So nobody else can make lots of
 * nothing, and the cost is bounded by the ancestors that an output counts.
 */
export function moveHolds(
  reader: FactReader,
  sealed: SealedMove,
  judged: JudgedMoves = new Map(),
): Promise<boolean> {
  let known = judged.get(sealed.digest);
  if (known === undefined) {
    known = judgeMove(reader, sealed, judged);
    judged.set(sealed.digest, known);
  }
  return known;
}

async function judgeMove(reader: FactReader, sealed: SealedMove, judged: JudgedMoves): Promise<boolean> {
  const { fact, digest } = sealed;
  const { classId } = fact.body;
  const issuer = ownerOf(classId);
  const held = await readClassWith(reader, { classId, digest: fact.body.class });
  if (held === undefined || !isVouched(held.rule, { self: issuer, issuer }, fact)) return false;
  const inputs = await readInputs(reader, sealed);
  if (inputs === undefined || !(await isPlanned(reader, sealed, { held, inputs }))) return false;
  const marked = await Promise.all(
    inputs.map((lot) =>
      leadsTo(reader, { mspId: keeperOfLot(lot), key: spentKey.build({ lot: lot.lotId }) }, digest),
    ),
  );
  if (!marked.every(Boolean)) return false;
  const unproven = fact.vouchers.includes(issuer) ? [] : inputs;
  for (const lot of unproven) {
    if (!(await originHolds(reader, lot, judged))) return false;
  }
  return await settledHolds(reader, sealed, judged);
}

async function originHolds(reader: FactReader, lot: MadeClassLot, judged: JudgedMoves): Promise<boolean> {
  const reading = { status: 'sealed', sealed: lot.maker } as const;
  const move = ofType(reading, lotMoved);
  if (move !== undefined) return await moveHolds(reader, move, judged);
  return await isMade(reader, lot, placeOf(lot.lotId)?.index ?? -1);
}

/** The lots that a move names, when each was made so by the fact that the move names as its origin. */
async function readInputs(reader: FactReader, { fact }: SealedMove): Promise<MadeClassLot[] | undefined> {
  const { classId, class: version, inputs } = fact.body;
  const lots = await Promise.all(
    inputs.map(async ({ lot: lotId, origin, holder, quantity, pledgee }) => {
      const lot = await readOrigin(reader, { lotId, origin });
      const isNamed = lot?.holder === holder && lot.quantity === quantity && lot.pledge?.to === pledgee;
      return isNamed && lot.classId === classId && lot.class === version ? lot : undefined;
    }),
  );
  const found = lots.filter((lot) => lot !== undefined);
  return found.length === lots.length ? found : undefined;
}

async function readOrigin(
  reader: FactReader,
  { lotId, origin }: { readonly lotId: string; readonly origin: string },
): Promise<MadeClassLot | undefined> {
  const reading = await reader.follow(origin);
  return reading.status === 'sealed' ? classLotOf(reading.sealed, lotId) : undefined;
}

/** Whether the class allows the move, and its outputs follow from its inputs. */
async function isPlanned(
  reader: FactReader,
  { fact }: SealedMove,
  { held, inputs }: { readonly held: HeldClass; readonly inputs: readonly MadeClassLot[] },
): Promise<boolean> {
  const { body, at, vouchers } = fact;
  const { classId, kind, order, settles } = body;
  const issuer = ownerOf(classId);
  const { company = '', ref = '' } = lotMoved.key.parse(fact.key) ?? {};
  const obligation = settles && (await readObligation(reader, settles));
  if (settles !== undefined && obligation === undefined) return false;
  const planned = planMove({
    ...{ kind, issuer, company, at, inputs, conditions: held.conditions, settles: obligation },
    outputs: body.outputs,
    isVouchedByIssuer: vouchers.includes(issuer),
  });
  if (isLotRefusal(planned) || planned.retired !== body.retired) return false;
  if (canonicalJson(planned.outputs) !== canonicalJson(body.outputs)) return false;
  const content = {
    ...reader.scope,
    company,
    classId,
    ref,
    kind,
    inputs: body.inputs,
    outputs: body.outputs,
  };
  return planned.orderedBy === undefined || isOrderedBy(planned.orderedBy, order, moveToBytes(content));
}

/** An obligation that a foreclosure uses up, with the conditions of its class. */
export async function readObligation(
  reader: FactReader,
  { lot: lotId, origin }: { readonly lot: string; readonly origin: string },
): Promise<(MadeClassLot & { readonly conditions: HeldClass['conditions'] }) | undefined> {
  const lot = await readOrigin(reader, { lotId, origin });
  const held = lot && (await readClassWith(reader, { classId: lot.classId, digest: lot.class }));
  return lot && held && { ...lot, conditions: held.conditions };
}

/** Whether the obligation of a foreclosure holds and is used up by it: the company that forecloses keeps both. */
async function settledHolds(
  reader: FactReader,
  { fact, digest }: SealedMove,
  judged: JudgedMoves,
): Promise<boolean> {
  const { settles } = fact.body;
  if (settles === undefined) return true;
  const lot = await readObligation(reader, settles);
  const { company = '' } = lotMoved.key.parse(fact.key) ?? {};
  if (lot?.holder !== companyHolder(company) || !(await originHolds(reader, lot, judged))) return false;
  return await leadsTo(reader, { mspId: company, key: spentKey.build({ lot: settles.lot }) }, digest);
}
