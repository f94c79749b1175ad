import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { ofType, type FactReader } from '../fact/reader';
import { readClassWith, type HeldClass } from './class-life';
import type { DealClosed } from './deal';
import { dealClosed, dealEndKey, lotIssued, lotMoved } from './facts';
import { keeperOf } from './holder';
import type { ClassLotsIssued } from './issue';
import { lotsKey } from './keys';
import type { ClassLotsMoved, MoveInput } from './move';
import type { LotContent } from './rules';

/** A sealed fact that issued lots. */
export type SealedLotIssue = Sealed<Fact<'lot.issued', ClassLotsIssued>>;

/** A sealed move of lots. */
export type SealedMove = Sealed<Fact<'lot.moved', ClassLotsMoved>>;

/** A sealed deal that was closed. */
export type SealedDeal = Sealed<Fact<'deal.closed', DealClosed>>;

/** A lot as the fact that made it has it, whether that fact holds or not. */
export interface MadeClassLot extends LotContent {
  readonly maker: Sealed;
}

const LOT_ID = /^([^/]+)\/([^/]+)\/([md]?)(0|[1-9][0-9]{0,6})$/;

/** Where the fact that made a lot is, and which of its lots is meant: a lot's id alone says so. */
export function placeOfLot(lotId: string): (Address & { readonly index: number }) | undefined {
  const [, company = '', ref = '', output, index = ''] = LOT_ID.exec(lotId) ?? [];
  if (output === undefined) return undefined;
  const forms = {
    '': () => lotsKey.build({ company, ref }),
    m: () => lotMoved.key.build({ company, ref }),
    d: () => dealEndKey.build({ deal: `${company}/${ref}` }),
  };
  return { mspId: company, key: forms[output as keyof typeof forms](), index: Number(index) };
}

/** The lot of that id that a sealed fact made, if it did. */
export function classLotOf(maker: Sealed, lotId: string): MadeClassLot | undefined {
  const place = placeOfLot(lotId);
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
  const moves = ofType(reading, dealClosed)?.fact.body.moves ?? ofType(reading, lotMoved)?.fact.body;
  const made = [moves ?? []]
    .flat()
    .flatMap((move) => move.outputs.map((output) => ({ move, output })))
    .at(place.index);
  if (made === undefined) return undefined;
  const { classId, class: version } = made.move;
  const { holder, quantity, expiresAt, dueAt, shipment, subject, pledge, ancestors } = made.output;
  const content = { holder, quantity, expiresAt, dueAt, shipment, subject, pledge, ancestors };
  return { lotId, classId, class: version, ...content, maker };
}

/** All lots that a sealed fact made, in its order. */
export function classLotsMadeBy(maker: Sealed): MadeClassLot[] {
  const { key } = maker.fact;
  const reading = { status: 'sealed', sealed: maker } as const;
  const { company, ref } = lotsKey.parse(key) ?? lotMoved.key.parse(key) ?? {};
  const { deal } = dealEndKey.parse(key) ?? {};
  const counts = {
    [`${company}/${ref}/`]: ofType(reading, lotIssued)?.fact.body.lots.length,
    [`${company}/${ref}/m`]: ofType(reading, lotMoved)?.fact.body.outputs.length,
    [`${deal}/d`]: ofType(reading, dealClosed)?.fact.body.moves.flatMap(({ outputs }) => outputs).length,
  };
  return Object.entries(counts)
    .flatMap(([start, count = 0]) => Array.from({ length: count }, (_, index) => `${start}${index}`))
    .flatMap((lotId) => classLotOf(maker, lotId) ?? []);
}

/** The company whose seals say whether the lot is spent. */
export function keeperOfLot({ holder, pledge, classId }: LotContent): string {
  return keeperOf({ holder, pledgee: pledge?.to, issuer: ownerOf(classId) });
}

/** The lot that an input names, as the fact that it names as its origin made it. */
export async function readOrigin(
  reader: FactReader,
  { lot: lotId, origin }: MoveInput,
): Promise<MadeClassLot | undefined> {
  const reading = await reader.follow(origin);
  return reading.status === 'sealed' ? classLotOf(reading.sealed, lotId) : undefined;
}

/** An obligation that a foreclosure uses up, with the conditions of its class. */
export interface Obligation extends MadeClassLot {
  readonly conditions: HeldClass['conditions'];
}

/** The obligation that a foreclosure names. */
export async function readObligation(
  reader: FactReader,
  settles: MoveInput,
): Promise<Obligation | undefined> {
  const lot = await readOrigin(reader, settles);
  const held = lot && (await readClassWith(reader, { classId: lot.classId, digest: lot.class }));
  return lot && held && { ...lot, conditions: held.conditions };
}
