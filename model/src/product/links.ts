import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, listOf, memberPath, valuesOf } from '../validation/field';
import { digest, ref, sequence } from '../validation/identifiers';
import { oneOf } from '../validation/rule';
import { contains, findOverlap, itemId, itemRange, itemRangeOf, type ItemRange } from './item-range';

/** Why items are in another one: packed together, built in, used up to make it. */
export const LINK_KINDS = ['aggregated', 'installed', 'transformed'] as const;

/** One of {@link LINK_KINDS}. */
export type LinkKind = (typeof LINK_KINDS)[number];

/** Items went in, or came out again. */
export const LINK_ACTIONS = ['add', 'remove'] as const;

/** One of {@link LINK_ACTIONS}. */
export type LinkAction = (typeof LINK_ACTIONS)[number];

/** Items that went into one item, or came out of it. */
export class LinkGroup {
  /** Id of the item that the others went into or came out of, `<MSP id>/<ref>/<n>`. */
  @Field(itemId) parent!: string;
  /** 1 to 1,000 items or ranges of them: `<MSP id>/<ref>/<n>` or `<MSP id>/<ref>/<n>-<m>`. */
  @Field(valuesOf(itemRange, { min: 1, max: LIMITS.linkRangesMax })) children!: string[];
  /** Of one enforced child: the next number of its steps. */
  @OptionalField(sequence) number?: number;
  /**
   * Digest of the statement that this one follows: of the removal where an item was linked otherwise before, of the link that a removal
   * ends. Two links of an item after the same statement contradict each other.
   */
  @OptionalField(digest) after?: string;
}

/** Body of `product.linked`. */
@Check<ItemsLinked>((links, field) => checkLinks(links, memberPath(field, 'groups')))
export class ItemsLinked {
  /** `aggregated`: packed together; `installed`: built in; `transformed`: used up to make the parent. */
  @Field(oneOf(LINK_KINDS)) kind!: LinkKind;
  /** `add`: the items went in; `remove`: they came out again. */
  @Field(oneOf(LINK_ACTIONS)) action!: LinkAction;
  /** 1 to 1,000 groups, of together at most 1,000 ranges. */
  @Field(listOf(() => LinkGroup, { min: 1, max: LIMITS.linkGroupsMax })) groups!: LinkGroup[];
}

/** `product:Link`: the calling company states what it put into what, or took out. */
export class ItemsLinking extends ItemsLinked {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
}

interface ParsedGroup {
  readonly parent: ItemRange;
  readonly children: readonly ItemRange[];
}

/** The ranges of a group. */
export function rangesOfGroup({ parent, children }: LinkGroup): ParsedGroup {
  return { parent: itemRangeOf(parent), children: children.map(itemRangeOf) };
}

function checkLinks({ kind, action, groups }: ItemsLinked, field: string): void {
  const parsed = groups.map(rangesOfGroup);
  const ranges = parsed.flatMap(({ children }, group) => children.map((range) => ({ range, group })));
  if (ranges.length > LIMITS.linkRangesMax) {
    throw new ModelError({ code: 'FIELD_RANGE', field, rule: `at most ${LIMITS.linkRangesMax} ranges` });
  }
  const named = new Set(
    parsed.flatMap(({ parent, children }) => [parent, ...children].map((each) => each.items)),
  );
  if (named.size > LIMITS.itemsFactsMax) {
    const rule = `items of at most ${LIMITS.itemsFactsMax} facts`;
    throw new ModelError({ code: 'FIELD_RANGE', field, rule });
  }
  const conflict = (group: number, rule: string): never => {
    throw new ModelError({ code: 'FIELD_CONFLICT', field: `${field}[${group}]`, rule });
  };
  // What is used up to make others, a drum of paste, can be in many of them; what is built in is in one.
  const overlap = kind === 'transformed' ? undefined : findOverlap(ranges.map(({ range }) => range));
  if (overlap !== undefined) conflict(ranges[overlap]?.group ?? 0, 'one parent an item');
  const inside = findCycle(parsed);
  if (action === 'add' && inside !== undefined) conflict(inside, 'no item inside itself');
}

/** A group whose parent is inside itself, by the groups of the same fact. */
function findCycle(groups: readonly ParsedGroup[]): number | undefined {
  const holders = new Map<string, { range: ItemRange; group: number }[]>();
  groups.forEach(({ children }, group) => {
    for (const range of children) {
      const known = holders.get(range.items) ?? [];
      known.push({ range, group });
      holders.set(range.items, known);
    }
  });
  const done = new Set<number>();
  const reach = (group: number, path: ReadonlySet<number>): number | undefined => {
    if (path.has(group)) return group;
    const parent = groups[group]?.parent;
    if (parent === undefined || done.has(group)) return undefined;
    const next = new Set(path).add(group);
    for (const { range, group: above } of holders.get(parent.items) ?? []) {
      const found = contains(range, parent) ? reach(above, next) : undefined;
      if (found !== undefined) return found;
    }
    done.add(group);
    return undefined;
  };
  for (const group of groups.keys()) {
    const found = reach(group, new Set());
    if (found !== undefined) return found;
  }
  return undefined;
}
