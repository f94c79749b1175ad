import { seededIndex } from '../voyage/seeded';

/** A file whose lines may be mutated. */
export interface Source {
  readonly path: string;
  readonly lines: number;
}

/** Lines that are mutated together: few, so that a sample comes from many files. */
const windowLines = 12;

/**
 * Lines of the sources that the seed chooses, as Stryker takes them: `path:first-last`. Each line of all sources has the same chance.
 * @param lines how many there are about; each window is whole, but for a source that is shorter
 */
export function chooseLines(
  sources: readonly Source[],
  { seed, lines }: { seed: number; lines: number },
): string[] {
  const windows = sources.flatMap(({ path, lines: count }) =>
    Array.from({ length: Math.ceil(count / windowLines) }, (_, index) => {
      const first = index * windowLines + 1;
      const place = seededIndex({ seed, label: `${path}:${first}`, below: 2 ** 32 });
      return { path, first, last: Math.min(count, first + windowLines - 1), place };
    }),
  );
  const chosen: string[] = [];
  let sum = 0;
  for (const { path, first, last } of windows.toSorted((a, b) => a.place - b.place)) {
    if (sum >= lines) break;
    chosen.push(`${path}:${first}-${last}`);
    sum += last - first + 1;
  }
  return chosen;
}
