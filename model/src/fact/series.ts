import type { FactReading } from './reader.js';

/** A number of a series that somebody sealed, and what the seal leads to. */
export interface SeriesStep {
  readonly number: number;
  readonly reading: FactReading;
}

/**
 * The numbers of a series, in order, to the first that is free, at most `max`. A number whose seal leads to nothing that holds is
 * used up, so that no number can block the series.
 */
export async function* walkSeries(series: {
  readonly first: number;
  readonly max: number;
  readonly read: (number: number) => Promise<FactReading>;
}): AsyncGenerator<SeriesStep, void, undefined> {
  for (let number = series.first; number < series.first + series.max; number += 1) {
    const reading = await series.read(number);
    if (reading.status === 'absent') return;
    yield { number, reading };
  }
}
