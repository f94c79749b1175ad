import type { Address } from '../fact/define-fact';
import type { Found } from '../fact/reader';
import { judge } from '../judge';
import type { MemoryFacts } from './memory-facts';

/** The entries that are void of a fact that holds, or `void`: of the fact at an address, or with a digest. */
export async function verdictOf(
  facts: MemoryFacts,
  fact: Address | string,
): Promise<readonly number[] | 'void'> {
  const reading = await (typeof fact === 'string' ? facts.follow(fact) : facts.read(fact));
  if (reading.status !== 'sealed') throw new TypeError(reading.status);
  const verdict = await judge(facts, reading.sealed);
  return verdict.holds ? [...verdict.voidEntries] : 'void';
}

/** What was found, where nothing else is expected. */
export function requireFound<T>(reading: Found<T>): T {
  if (reading === undefined || !('found' in reading)) throw new TypeError(JSON.stringify(reading));
  return reading.found;
}
