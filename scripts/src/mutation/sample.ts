import { seededIndex } from '../voyage/seeded';

/** A file whose lines may be mutated. */
interface Source {
  readonly path: string;
  readonly text: string;
}

/** Lines that are mutated together: few, so that a sample comes from many files. */
const windowLines = 15;
/** A line inside something that calculates or decides. Imports, declarations, decorators and comments give no mutants that count. */
const codeLine = /^\s{2,}(?![*/@\s]).*[(=?]/;

interface Window {
  readonly name: string;
  readonly codeLines: number;
}

function toWindows({ path, text }: Source): readonly Window[] {
  const lines = text.split('\n');
  return Array.from({ length: Math.ceil(lines.length / windowLines) }, (_, index) => {
    const start = index * windowLines;
    const window = lines.slice(start, start + windowLines);
    return {
      name: `${path}:${start + 1}-${start + window.length}`,
      codeLines: window.filter((line) => codeLine.test(line)).length,
    };
  });
}

/** Lines that the seed chooses from all sources, as Stryker takes them (`path:first-last`), with at least so many lines of code. */
export function chooseLines(
  sources: readonly Source[],
  { seed, codeLines }: { readonly seed: number; readonly codeLines: number },
): readonly string[] {
  const place = ({ name }: Window): number => seededIndex({ seed, label: name, below: 2 ** 32 });
  const windows = sources.flatMap(toWindows).filter((window) => window.codeLines > 0);
  const chosen: string[] = [];
  let sum = 0;
  for (const window of windows.toSorted((a, b) => place(a) - place(b))) {
    if (sum >= codeLines) break;
    chosen.push(window.name);
    sum += window.codeLines;
  }
  return chosen;
}
