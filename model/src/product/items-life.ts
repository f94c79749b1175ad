import { isVouched } from '../company/life';
import type { Fact, Sealed } from '../fact/define-fact';
import { leadsTo } from '../fact/leads-to';
import { ofType, toFound, type FactReader, type Found } from '../fact/reader';
import { LIMITS } from '../limits';
import { readProductClassWith, type HeldProductClass } from './class-life';
import { itemsMade } from './facts';
import type { ItemRange } from './item-range';
import { countOf, type ItemsDescribed, type ItemsMade } from './items';
import type { ProductClass } from './product-class';

/** A sealed fact about items that were made. */
export type SealedItems = Sealed<Fact<'product.made', ItemsMade>>;

/** Items that hold, and the version of the class under which they were made. */
export interface HeldItems {
  /** `<MSPID>/<ref>`. */
  readonly items: string;
  readonly company: string;
  readonly count: number;
  readonly sealed: SealedItems;
  readonly held: HeldProductClass;
}

/** Why a class does not let items be made so: which field, and the rule. */
export interface MakingRefusal {
  readonly field: string;
  readonly rule: string;
}

/** What a fact says besides of items of a class, or why they cannot be made so. */
export function planMaking(
  { regime, runLength }: ProductClass,
  { run, serials }: ItemsDescribed,
): Pick<ItemsMade, 'runNumber' | 'isEnforced'> | MakingRefusal {
  if (regime === 'enforced') {
    if (serials === undefined) return { field: 'serials', rule: 'enforced items have listed serials' };
    const max = LIMITS.enforcedItemsMax;
    return serials.length > max ? { field: 'serials', rule: `at most ${max}` } : { isEnforced: true };
  }
  if (run === undefined) return {};
  if (runLength === undefined) return { field: 'run', rule: 'the class has no runs' };
  if (run.count > runLength) return { field: 'run.count', rule: `at most ${runLength}` };
  if (run.first % runLength !== 0) return { field: 'run.first', rule: `a multiple of ${runLength}` };
  return { runNumber: run.first / runLength };
}

/** Items that a company made under a reference, or why they do not hold. */
export async function readItems(
  reader: FactReader,
  made: { readonly company: string; readonly ref: string },
): Promise<Found<HeldItems>> {
  const key = itemsMade.key.build(made);
  const found = toFound(await reader.read({ mspId: made.company, key }), itemsMade, key);
  if (found === undefined || 'rejected' in found) return found;
  const held = await heldItems(reader, found.found);
  return held === undefined ? { rejected: { key, reason: 'void' } } : { found: held };
}

/** The items of a fact, when the class lets them be made so, its rule is kept, and all their markers are theirs. */
export async function heldItems(reader: FactReader, sealed: SealedItems): Promise<HeldItems | undefined> {
  const { fact, digest } = sealed;
  const { body } = fact;
  const parts = itemsMade.key.parse(fact.key);
  const held = await readProductClassWith(reader, { classId: body.classId, digest: body.class });
  if (held === undefined || parts === undefined) return undefined;
  const { company, ref } = parts;
  const planned = planMaking(held.conditions, body);
  if ('rule' in planned || planned.runNumber !== body.runNumber || planned.isEnforced !== body.isEnforced) {
    return undefined;
  }
  if (!isVouched(held.rule, { self: company }, fact)) return undefined;
  const markers = itemsMade.markers?.({ key: fact.key, parts, body }) ?? [];
  const isOurs = await Promise.all(markers.map((marker) => leadsTo(reader, marker, digest)));
  return isOurs.every(Boolean)
    ? { items: `${company}/${ref}`, company, count: countOf(body), sealed, held }
    : undefined;
}

/** The items of a range, when all of them hold. */
export async function readRange(reader: FactReader, range: ItemRange): Promise<HeldItems | undefined> {
  const found = await readItems(reader, range);
  const items = found !== undefined && 'found' in found ? found.found : undefined;
  return items !== undefined && range.last < items.count ? items : undefined;
}

/** Reads each fact of items once, however many ranges are of it. */
export class ItemsReader {
  readonly #reader: FactReader;
  readonly #read = new Map<string, Promise<HeldItems | undefined>>();

  constructor(reader: FactReader) {
    this.#reader = reader;
  }

  /** The items of a range, when all of them hold. */
  async range(range: ItemRange): Promise<HeldItems | undefined> {
    const { items, first } = range;
    const known = this.#read.get(items) ?? readRange(this.#reader, { ...range, first: 0, last: 0 });
    this.#read.set(items, known);
    const held = await known;
    return held !== undefined && first <= range.last && range.last < held.count ? held : undefined;
  }
}

/** The items of a sealed fact, when it is one about items and holds. */
export async function itemsWith(reader: FactReader, digest: string): Promise<HeldItems | undefined> {
  const sealed = ofType(await reader.follow(digest), itemsMade);
  return sealed === undefined ? undefined : await heldItems(reader, sealed);
}
