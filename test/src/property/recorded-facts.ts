import type { World } from '@kontti/chaincode/testing/world';
import { bytesToFact, factDigest, parseBytesKey, type AnyFact } from '@kontti/model';

/** A fact as it is recorded, whether it holds or not. */
export interface RecordedFact {
  readonly fact: AnyFact;
  readonly digest: string;
}

const parsed = new WeakMap<Buffer, RecordedFact>();

/** Every fact that is recorded, of the types with these first words, in the order of transactions. */
export function recordedFacts({ ledger }: World, ...subjects: readonly string[]): RecordedFact[] {
  return ledger.transactions.flatMap(({ code, writes }) =>
    code !== 'VALID'
      ? []
      : writes.flatMap(({ collection, key, value }) => {
          if (collection !== undefined || value === undefined || parseBytesKey(key) === undefined) return [];
          const known = parsed.get(value) ?? { fact: bytesToFact(value), digest: factDigest(value) };
          parsed.set(value, known);
          return subjects.includes(known.fact.type.split('.')[0] ?? '') ? [known] : [];
        }),
  );
}

/** Whether a company is shown that the fact holds. */
export async function isHeld(world: World, { key }: AnyFact): Promise<boolean> {
  const call = { as: world.admins.retailer, method: 'company:GetFactStatus', request: { key } };
  return ((await world.ledger.simulate(call)).result as { status: string }).status === 'sealed';
}
