const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const middle = '▄';

/** Values as a line of at most `width` blocks, the lowest and the highest one apart. */
interface Sparkline {
  readonly line: string;
  /** `^` under each block in which a value is outside the bounds, else a space. */
  readonly marks: string;
}

/** Draws values, in groups of neighbours where there are more than `width`. */
export function toSparkline(
  values: readonly number[],
  options: { readonly width: number; readonly min: number; readonly max: number },
): Sparkline {
  const count = Math.min(options.width, values.length);
  const groups = Array.from({ length: count }, (_, index) =>
    values.slice(
      Math.floor((index * values.length) / count),
      Math.floor(((index + 1) * values.length) / count),
    ),
  );
  const means = groups.map((group) => group.reduce((sum, value) => sum + value, 0) / group.length);
  const lowest = Math.min(...means);
  const span = Math.max(...means) - lowest;
  const toBlock = (mean: number): string =>
    span === 0 ? middle : (blocks[Math.round(((mean - lowest) / span) * (blocks.length - 1))] ?? middle);
  const isOutside = (value: number): boolean => value < options.min || value > options.max;
  return {
    line: means.map(toBlock).join(''),
    marks: groups.map((group) => (group.some(isOutside) ? '^' : ' ')).join(''),
  };
}
