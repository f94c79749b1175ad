import type { Address } from './define-fact';
import { isOpen, type FactReader, type FactReading } from './reader';

/** A number of a series that somebody sealed, and what the seal leads to. */
export interface SeriesStep {
  readonly number: number;
  readonly reading: FactReading;
}

/**
 * The numbers of a series, in order, to the first that is free, at most `max`. A number whose seal leads to nothing that holds is
 * used up, so that no number can block the series. While a seal is open, its fact may still come, and would change all that
 * follows: the series ends before it, until the company whose seal it is goes on and closes it.
 */
export async function* walkSeries(
  reader: FactReader,
  series: {
    readonly first: number;
    readonly max: number;
    readonly address: (number: number) => Address;
  },
): AsyncGenerator<SeriesStep, void, undefined> {
  const { first, max } = series;
  for (let number = first; number < first + max; number += 1) {
    const address = series.address(number);
    const reading = await reader.read(address);
    if (reading.status === 'absent') return;
    if (isOpen(reading) && !(await reader.close(address))) return;
    yield { number, reading };
  }
}
