import { ofType, type FactReader } from '../fact/reader';
import type { Evidence, ItemsContradicted } from './contradiction';
import { itemsLinked, itemsMarked } from './facts';
import { contains, itemRangeOf } from './item-range';
import { itemsWith } from './items-life';
import { serialOf } from './items';
import { rangesOfGroup, type ItemsLinked, type LinkGroup } from './links';
import type { ItemsMark } from './marks';
import { opensSerial } from './serial-tree';
import { linkHolds, markHolds } from './statements-life';

interface LinkSaid extends Pick<ItemsLinked, 'kind' | 'action'> {
  readonly group: LinkGroup;
}

/** Whether the statements cannot all be true. It reads what the evidence names and nothing else, so it costs the same on any ledger. */
export async function isContradiction(reader: FactReader, said: ItemsContradicted): Promise<boolean> {
  const { kind, item = '', evidence } = said;
  if (kind === 'sameSerial') {
    return allSame(await Promise.all(evidence.map((each) => serialBehind(reader, each))));
  }
  if (kind === 'soldTwice') {
    const sales = await Promise.all(evidence.map((each) => markBehind(reader, each)));
    return sales.every((sale) => isSaleOf(sale, item)) && allSame(sales.map((sale) => sale?.after ?? ''));
  }
  const links = await Promise.all(evidence.map((each) => linkBehind(reader, each)));
  const held = links.flatMap((each) => each ?? []);
  if (held.length !== links.length) return false;
  return kind === 'cycle'
    ? isCycle(held)
    : isFork(held, { item, action: kind === 'twoParents' ? 'add' : 'remove' });
}

function allSame(values: readonly (string | undefined)[]): boolean {
  return values.every((value) => value !== undefined && value === values[0]);
}

function isSaleOf(mark: ItemsMark | undefined, item: string): boolean {
  if (mark === undefined || (mark.kind !== 'sold' && mark.kind !== 'dispensed')) return false;
  return contains(itemRangeOf(mark.items), itemRangeOf(item));
}

/** Two links, or two removals, of an item after the same statement. What is used up can be in several others. */
function isFork(
  links: readonly LinkSaid[],
  { item, action }: { readonly item: string; readonly action: ItemsLinked['action'] },
): boolean {
  const range = itemRangeOf(item);
  const isOfItem = links.every(
    (link) =>
      link.action === action &&
      link.kind !== 'transformed' &&
      rangesOfGroup(link.group).children.some((child) => contains(child, range)),
  );
  const [left, right] = links;
  const isOther = action === 'remove' || left?.group.parent !== right?.group.parent;
  return isOfItem && isOther && allSame(links.map(({ group }) => group.after ?? ''));
}

/** Each link's parent is in the next one, and the last one's in the first. A link that follows a removal could have come later. */
function isCycle(links: readonly LinkSaid[]): boolean {
  return links.every((link, index) => {
    const next = links[(index + 1) % links.length];
    if (next === undefined || link.action !== 'add' || link.group.after !== undefined) return false;
    const parent = itemRangeOf(link.group.parent);
    return rangesOfGroup(next.group).children.some((child) => contains(child, parent));
  });
}

async function linkBehind(reader: FactReader, { fact, index }: Evidence): Promise<LinkSaid | undefined> {
  const sealed = ofType(await reader.follow(fact), itemsLinked);
  const group = sealed?.fact.body.groups[index];
  if (sealed === undefined || group === undefined) return undefined;
  const { kind, action } = sealed.fact.body;
  return (await linkHolds(reader, sealed, index)) ? { kind, action, group } : undefined;
}

async function markBehind(reader: FactReader, { fact, index }: Evidence): Promise<ItemsMark | undefined> {
  const sealed = ofType(await reader.follow(fact), itemsMarked);
  if (sealed === undefined || !(await markHolds(reader, sealed, index))) return undefined;
  return sealed.fact.body.marks[index];
}

/** What identifies an item everywhere: the number of its product, and its own. */
async function serialBehind(
  reader: FactReader,
  { fact, index, opening }: Evidence,
): Promise<string | undefined> {
  const made = await itemsWith(reader, fact);
  if (made === undefined || index >= made.count) return undefined;
  const { body } = made.sealed.fact;
  const { gtin = made.held.classId } = made.held.conditions;
  const { rooted } = body;
  if (rooted === undefined) return `${gtin} ${serialOf(body, index) ?? ''}`;
  if (opening === undefined || !opensSerial(rooted, index, opening)) return undefined;
  return `${gtin} ${opening.serial}`;
}
