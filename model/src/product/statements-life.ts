import { ofType, type FactReader } from '../fact/reader';
import type { Fact, Sealed } from '../fact/define-fact';
import { itemsLinked, itemsMarked } from './facts';
import { contains, itemRangeOf, type ItemRange } from './item-range';
import { ItemsReader, type HeldItems } from './items-life';
import { rangesOfGroup, type ItemsLinked, type LinkGroup } from './links';
import type { ItemsMark, ItemsMarked } from './marks';
import { readItem } from './steps-life';

/** A sealed fact about links. */
export type SealedLinks = Sealed<Fact<'product.linked', ItemsLinked>>;
/** A sealed fact about what became of items. */
export type SealedMarks = Sealed<Fact<'product.marked', ItemsMarked>>;

/** Why a statement about items does not count, and which field of it says so. */
export interface StatementRefusal {
  readonly code: 'UNKNOWN_ITEM' | 'NOT_FOUND' | 'STATE';
  readonly field: string;
  readonly rule: string;
}

/** Why a group of links does not count, apart from the step of an enforced child; `undefined` when it does. */
export async function refuseLinks(
  reader: FactReader,
  items: ItemsReader,
  said: { readonly links: Pick<ItemsLinked, 'kind' | 'action'>; readonly group: LinkGroup },
): Promise<StatementRefusal | undefined> {
  const { links, group } = said;
  const { parent, children } = rangesOfGroup(group);
  if ((await items.range(parent)) === undefined) return unknown('parent');
  const made = await Promise.all(children.map((child) => items.range(child)));
  const missing = made.findIndex((each) => each === undefined);
  if (missing >= 0) return unknown(`children[${missing}]`);
  const wrong = refuseNumber(made, group);
  if (wrong !== undefined || group.number !== undefined) return wrong;
  const { action } = links;
  if (group.after === undefined) {
    return action === 'add' ? undefined : { code: 'NOT_FOUND', field: 'after', rule: 'the link that ends' };
  }
  const before = ofType(await reader.follow(group.after), itemsLinked);
  const opposite = action === 'add' ? 'remove' : 'add';
  const follows = before?.fact.body.action === opposite && mentions(before, { parent, children }, action);
  return follows ? undefined : { code: 'NOT_FOUND', field: 'after', rule: `a fact with action ${opposite}` };
}

/** A removal ends a link of the same items in the same parent; a link follows a removal of all its children, or of its parent. */
function mentions(
  { fact }: SealedLinks,
  now: { readonly parent: ItemRange; readonly children: readonly ItemRange[] },
  action: ItemsLinked['action'],
): boolean {
  return fact.body.groups.some((group) => {
    const before = rangesOfGroup(group);
    const has = (range: ItemRange): boolean => before.children.some((each) => contains(each, range));
    const hasAll = now.children.every(has);
    if (action === 'remove') return hasAll && contains(before.parent, now.parent);
    return hasAll || has(now.parent);
  });
}

/** Why a mark does not count, apart from the step of an enforced item; `undefined` when it does. */
export async function refuseMark(
  reader: FactReader,
  items: ItemsReader,
  mark: ItemsMark,
): Promise<StatementRefusal | undefined> {
  const range = itemRangeOf(mark.items);
  const made = await items.range(range);
  if (made === undefined) return unknown('items');
  const wrong = refuseNumber([made], mark);
  if (wrong !== undefined || mark.after === undefined) return wrong;
  const before = ofType(await reader.follow(mark.after), itemsMarked);
  const follows = before?.fact.body.marks.some(
    ({ kind, items: returned }) => kind === 'returned' && contains(itemRangeOf(returned), range),
  );
  return follows === true ? undefined : { code: 'NOT_FOUND', field: 'after', rule: 'a return of the items' };
}

function unknown(field: string): StatementRefusal {
  return { code: 'UNKNOWN_ITEM', field, rule: 'items that hold' };
}

/** Enforced items have numbered steps, one item each, and are in an order by these; others have none. */
function refuseNumber(
  made: readonly (HeldItems | undefined)[],
  { number, after }: { readonly number?: number; readonly after?: string },
): StatementRefusal | undefined {
  const isEnforced = made.some((each) => each?.held.conditions.regime === 'enforced');
  const isRight = isEnforced ? number !== undefined && after === undefined : number === undefined;
  return isRight
    ? undefined
    : { code: 'STATE', field: 'number', rule: isEnforced ? 'enforced items have steps' : 'no steps' };
}

/** Whether a group of links counts. */
export async function linkHolds(
  reader: FactReader,
  { fact, digest }: SealedLinks,
  index: number,
  items = new ItemsReader(reader),
): Promise<boolean> {
  const group = fact.body.groups[index];
  if (group === undefined) return false;
  if ((await refuseLinks(reader, items, { links: fact.body, group })) !== undefined) return false;
  const { number, children } = group;
  return number === undefined || (await isStep(reader, { item: children[0] ?? '', number, digest, index }));
}

/** Whether a mark counts. */
export async function markHolds(
  reader: FactReader,
  { fact, digest }: SealedMarks,
  index: number,
  items = new ItemsReader(reader),
): Promise<boolean> {
  const mark = fact.body.marks[index];
  if (mark === undefined || (await refuseMark(reader, items, mark)) !== undefined) return false;
  const { number, items: item } = mark;
  return number === undefined || (await isStep(reader, { item, number, digest, index }));
}

async function isStep(
  reader: FactReader,
  said: { readonly item: string; readonly number: number; readonly digest: string; readonly index: number },
): Promise<boolean> {
  const found = await readItem(reader, said.item);
  if (found === undefined || 'rejected' in found) return false;
  return found.found.steps.some(
    ({ number, sealed, index }) =>
      number === said.number && sealed.digest === said.digest && index === said.index,
  );
}
