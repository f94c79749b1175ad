import type { Sealed } from '@kontti/model';
import { prefixOf, type List, type Members } from './list-entries';
import type { Lists } from './lists';

/** The lots that a fact made, and the list of its holder in which each of them is. */
interface MadeLots<L extends { readonly lotId: string }> {
  readonly lots: readonly L[];
  readonly listOf: (lot: L) => List;
}

/** Lists the lots that a fact made: those of one holder are one entry. */
export function listMadeLots<L extends { readonly lotId: string }>(
  lists: Lists,
  made: MadeLots<L>,
  { digest }: Pick<Sealed, 'digest'>,
): void {
  const all = new Map(made.lots.map(made.listOf).map((list) => [prefixOf(list), list]));
  for (const list of all.values()) lists.addGroups(list, membersIn(list, made, { digest }));
}

/** What a fact made for a list. */
export function membersIn<L extends { readonly lotId: string }>(
  list: List,
  { lots, listOf }: MadeLots<L>,
  { digest }: Pick<Sealed, 'digest'>,
): Members {
  const prefix = prefixOf(list);
  const members = lots.filter((lot) => prefixOf(listOf(lot)) === prefix).map(({ lotId: id }) => ({ id }));
  return { members, digest };
}
