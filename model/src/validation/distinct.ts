import { ModelError } from '../errors';

/** @throws ModelError `FIELD_DUPLICATE` naming the first entry of a list that is about the same as an entry before it */
export function demandDistinct<T>(
  entries: readonly T[],
  list: { readonly field: string; readonly idOf: (entry: T) => string },
): void {
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const id = list.idOf(entry);
    if (seen.has(id)) {
      const field = `${list.field}[${index}]`;
      throw new ModelError({ code: 'FIELD_DUPLICATE', field, rule: 'distinct entries' });
    }
    seen.add(id);
  });
}
