import type { World } from '@kontti/chaincode/testing/world';
import type { ClassLotRecord, MovedLots } from '@kontti/model';
import { movesOf, recordedLotFacts, recordedLots, type RecordedLot } from './lot-facts';
import { isHeld, type RecordedFact } from './recorded-facts';

/** One move that holds: of a fact with that key, or one of those of a deal. */
interface HeldMove {
  readonly key: string;
  readonly at: number;
  readonly company: string;
  readonly move: MovedLots;
}

/** What companies are shown: which moves hold, and what is shown of each lot. */
interface Shown {
  readonly moves: readonly HeldMove[];
  readonly lots: ReadonlyMap<string, RecordedLot>;
  readonly unspent: ReadonlySet<string>;
}

/** Where something does not add up, in words. */
export type Violations = readonly string[];

/** What holds by the contracts' own word; with `trustsAll` everything that is sealed counts, as if nothing judged it. */
async function look(world: World, trustsAll: boolean): Promise<Shown> {
  const facts = recordedLotFacts(world);
  const lots = new Map<string, RecordedLot>();
  const unspent = new Set<string>();
  const moves: HeldMove[] = [];
  for (const { fact } of facts) {
    const { key, at } = fact;
    const own = movesOf(fact).map((each) => Object.assign({ key, at }, each));
    if (own.length > 0 && (trustsAll || (await isHeld(world, fact)))) moves.push(...own);
  }
  for (const lot of recordedLots(facts)) {
    const request = { lotId: lot.lotId };
    const { result } = await world.ledger.simulate({
      as: world.admins.retailer,
      method: 'lot:GetLot',
      request,
    });
    const shown = result as ClassLotRecord | undefined;
    if (shown === undefined && !trustsAll) continue;
    lots.set(lot.lotId, lot);
    if (shown?.status === 'unspent') unspent.add(lot.lotId);
  }
  return { moves, lots, unspent };
}

function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/**
 * What does not add up. The rules are written down once more here, on their own: per move the inputs are the outputs and what leaves, every
 * parent holds and agrees, a lot is spent once; per class what was issued is somewhere; pledged lots move only with the pledgee; and
 * a reversal takes no more than was issued, in its time.
 */
export async function findViolations(
  world: World,
  options: { readonly trustsAll: boolean },
): Promise<Violations> {
  const shown = await look(world, options.trustsAll);
  const spentBy = new Map<string, string>();
  const violations: string[] = [];
  for (const held of shown.moves) {
    const { inputs, outputs, retired, settles } = held.move;
    const wrong = (what: string): number => violations.push(`${held.key}: ${what}`);
    if (
      sum(inputs.map(({ quantity }) => quantity)) !==
      sum(outputs.map(({ quantity }) => quantity)) + retired
    ) {
      wrong('inputs are not outputs and what leaves');
    }
    for (const { lot } of [...inputs, ...(settles === undefined ? [] : [settles])]) {
      if (spentBy.has(lot)) wrong(`${lot} was spent by ${spentBy.get(lot) ?? ''} too`);
      spentBy.set(lot, held.key);
      if (shown.unspent.has(lot)) wrong(`${lot} is shown as unspent`);
    }
    for (const input of inputs) {
      const parent = shown.lots.get(input.lot);
      const isSame = parent?.holder === input.holder && parent.quantity === input.quantity;
      if (!isSame || parent.class !== held.move.class || parent.maker.digest !== input.origin) {
        wrong(`${input.lot} is not what its parent made`);
      } else violations.push(...checkKind(held, parent, shown));
    }
  }
  return [...violations, ...checkNettings(shown), ...checkClasses(world, shown, spentBy)];
}

function checkKind({ key, at, company: by, move }: HeldMove, parent: RecordedLot, { lots }: Shown): string[] {
  const { kind, settles, classId } = move;
  const wrong = (what: string): string[] => [`${key}: ${what}`];
  if (parent.pledge !== undefined) {
    if (by !== parent.pledge.to || !['release', 'foreclose'].includes(kind)) {
      return wrong(`${parent.lotId} moves without the company that it is pledged to`);
    }
    const debt = lots.get(settles?.lot ?? '');
    const isDue = debt?.lotId === parent.pledge.secures && (debt.dueAt ?? Infinity) <= at;
    if (kind === 'foreclose' && !(isDue && debt.holder === `company:${by}`)) return wrong('is not due');
  }
  if (kind !== 'reverse') return [];
  const { fact: maker } = parent.maker;
  const isIssued = maker.type === 'lot.issued' && by === classId.split('/')[0];
  return isIssued && at <= maker.at + REVERSAL_MS ? [] : wrong('reverses what it cannot');
}

/** What each company is owed less what it owes, of lots of the companies' classes. */
function positions(
  lots: readonly { readonly classId: string; readonly holder: string; readonly quantity: bigint }[],
): ReadonlyMap<string, bigint> {
  const found = new Map<string, bigint>();
  const add = (company: string, quantity: bigint): Map<string, bigint> =>
    found.set(company, (found.get(company) ?? 0n) + quantity);
  for (const { classId, holder, quantity } of lots) {
    add(holder.replace('company:', ''), quantity);
    add(classId.split('/')[0] ?? '', -quantity);
  }
  return found;
}

/** A netting leaves each company what it is owed less what it owes, and all of them together nothing. */
function checkNettings({ moves }: Shown): string[] {
  const netted = moves.filter(({ move }) => move.kind === 'net');
  return [...new Set(netted.map(({ key }) => key))].flatMap((key) => {
    const own = netted.filter((each) => each.key === key).map(({ move }) => move);
    const of = (side: 'inputs' | 'outputs') =>
      positions(
        own.flatMap((move) =>
          move[side].map(({ holder, quantity }) => ({ classId: move.classId, holder, quantity })),
        ),
      );
    const [before, after] = [of('inputs'), of('outputs')];
    const changed = [...before].filter(([company, net]) => (after.get(company) ?? 0n) !== net);
    const rest = sum(before.values());
    return [
      ...changed.map(([company]) => `${key}: changes what ${company} is owed less what it owes`),
      ...(rest === 0n ? [] : [`${key}: the nets add up to ${rest}`]),
    ];
  });
}

/** The class of the histories can be reversed for two days. */
export const REVERSAL_DAYS = 2;
const REVERSAL_MS = REVERSAL_DAYS * 86_400_000;

function checkClasses(
  world: World,
  { lots, unspent, moves }: Shown,
  spentBy: ReadonlyMap<string, string>,
): string[] {
  const classes = new Set([...lots.values()].map(({ classId }) => classId));
  return [...classes].flatMap((classId) => {
    const own = [...lots.values()].filter((lot) => lot.classId === classId);
    const issued = sum(own.filter(isIssued).map(({ quantity }) => quantity));
    const there = own.filter(({ lotId }) => unspent.has(lotId));
    const expired = there.filter(({ expiresAt = Infinity }) => expiresAt <= world.ledger.nowMs);
    const held = sum(there.map(({ quantity }) => quantity)) - sum(expired.map(({ quantity }) => quantity));
    const left = sum(moves.filter(({ move }) => move.classId === classId).map(({ move }) => move.retired));
    const settled = own.filter(({ lotId }) => isSettled(moves, lotId));
    const usedUp = own.filter(({ lotId }) => !unspent.has(lotId) && !spentBy.has(lotId));
    const parts = [
      held,
      sum(expired.map(({ quantity }) => quantity)),
      left,
      sum([...settled, ...usedUp].map(({ quantity }) => quantity)),
    ];
    const isRight = issued === sum(parts);
    return isRight
      ? []
      : [`${classId}: ${issued} issued are not ${parts.join(' + ')} held, expired, gone, used up`];
  });
}

function isIssued({ maker }: { readonly maker: RecordedFact }): boolean {
  return maker.fact.type === 'lot.issued';
}

/** An obligation that a foreclosure used up. */
function isSettled(moves: Shown['moves'], lotId: string): boolean {
  return moves.some(({ move }) => move.settles?.lot === lotId);
}
