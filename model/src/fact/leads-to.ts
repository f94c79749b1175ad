import type { Address } from './define-fact';
import type { FactReader } from './reader';

/** True when the company's seal under a key leads to the fact with that digest. */
export async function leadsTo(reader: FactReader, address: Address, digest: string): Promise<boolean> {
  const reading = await reader.read(address);
  return reading.status === 'sealed' && reading.sealed.digest === digest;
}
