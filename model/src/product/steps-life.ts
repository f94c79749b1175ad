import type { Address, Sealed } from '../fact/define-fact';
import { ofType, type FactReader, type FactReading, type Found } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import { itemsLinked, itemsMarked } from './facts';
import { readItems, type HeldItems } from './items-life';
import { parseItemRange } from './item-range';
import { stepKey } from './keys';
import { NEW_ITEM, takeStep, type ItemState, type ItemStep } from './steps';

/** A step that counts. */
export interface HeldStep {
  readonly number: number;
  readonly step: ItemStep;
  readonly sealed: Sealed;
  /** Which group or mark of the fact it is. */
  readonly index: number;
}

/** An item; of an enforced one also its steps, how far it is, and the number of the next step. */
export interface ItemLife {
  readonly itemId: string;
  /** Which of the items that were made together it is. */
  readonly index: number;
  readonly made: HeldItems;
  readonly steps: readonly HeldStep[];
  readonly state: ItemState;
  readonly nextNumber: number;
}

/** The item of that id, or why the fact that its id names does not hold. */
export async function readItem(reader: FactReader, itemId: string): Promise<Found<ItemLife>> {
  const range = parseItemRange(itemId);
  if (range === undefined || range.first !== range.last) return undefined;
  const found = await readItems(reader, range);
  if (found === undefined || 'rejected' in found) return found;
  const made = found.found;
  if (range.first >= made.count) return undefined;
  const life = { itemId, index: range.first, made };
  if (made.held.conditions.regime === 'challenged') {
    return { found: { ...life, steps: [], state: NEW_ITEM, nextNumber: 1 } };
  }
  return { found: { ...life, ...(await readSteps(reader, { itemId, made })) } };
}

async function readSteps(
  reader: FactReader,
  { itemId: item, made }: { readonly itemId: string; readonly made: HeldItems },
): Promise<Pick<ItemLife, 'steps' | 'state' | 'nextNumber'>> {
  const address = (number: number): Address => ({
    mspId: made.company,
    key: stepKey.build({ item, number }),
  });
  const steps: HeldStep[] = [];
  let state = NEW_ITEM;
  let nextNumber = 1;
  for await (const { number, reading } of walkSeries(reader, {
    first: 1,
    max: LIMITS.itemStepsMax,
    address,
  })) {
    nextNumber = number + 1;
    const said = stepAt(reading, { item, number, made });
    const next = said === undefined ? undefined : takeStep(state, said.step);
    if (said === undefined || next === undefined) continue;
    steps.push({ number, ...said });
    state = next;
  }
  return { steps, state, nextNumber };
}

/** What a reading says about a step of the item, by a company that the class lets report. */
function stepAt(
  reading: FactReading,
  { item, number, made }: { readonly item: string; readonly number: number; readonly made: HeldItems },
): Omit<HeldStep, 'number'> | undefined {
  const linked = ofType(reading, itemsLinked);
  const marked = ofType(reading, itemsMarked);
  const company =
    (linked && itemsLinked.key.parse(linked.fact.key)?.company) ??
    (marked && itemsMarked.key.parse(marked.fact.key)?.company);
  if (company === undefined || !mayReport(made, company)) return undefined;
  if (linked !== undefined) {
    const { kind: link, action, groups } = linked.fact.body;
    const index = groups.findIndex((each) => each.number === number && each.children[0] === item);
    const parent = groups[index]?.parent;
    return parent === undefined ? undefined : { step: { link, action, parent }, sealed: linked, index };
  }
  const marks = marked?.fact.body.marks ?? [];
  const index = marks.findIndex((each) => each.number === number && each.items === item);
  const mark = marks[index]?.kind;
  return mark === undefined || marked === undefined ? undefined : { step: { mark }, sealed: marked, index };
}

/** Whether the class lets a company report steps of its items. */
export function mayReport({ company: maker, held }: HeldItems, company: string): boolean {
  return company === maker || held.conditions.reporters.includes(company);
}
