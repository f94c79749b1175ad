import { bytesToFact, type AnyFact, type FactStatusRecord, type FactType } from '@kontti/model';
import { forgedFact, type ForgedContent } from './forged-fact';
import type { LoyaltyWorld } from './loyalty-world';
import type { Simulation } from './memory-ledger';
import { sealKey } from './memory-state';
import { COMPANIES } from './world';

/** A value of a class as a plain object, to make another one from. */
type DeepPlain<T> = T extends readonly (infer E)[]
  ? DeepPlain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: DeepPlain<T[K]> }
    : T;

/** A fact of a type, to make a forged one from. */
type PlainFact<T extends FactType> = DeepPlain<Extract<AnyFact, { type: T }>>;

/** A list in which one entry has other members. */
export function withEntry<E extends object>(entries: readonly E[], index: number, change: Partial<E>): E[] {
  return entries.map((entry, place) => (place === index ? { ...entry, ...change } : entry));
}

/** The fact that a simulation would record. */
export function factOf<T extends FactType>({ stub }: Pick<Simulation, 'stub'>, type: T): PlainFact<T> {
  const facts = stub.writes.flatMap(({ key, value }) =>
    value !== undefined && /^fact\/[0-9a-f]{64}$/.test(key) ? [bytesToFact(value)] : [],
  );
  const fact = facts.find((each) => each.type === type);
  if (fact === undefined) throw new TypeError(`no ${type} was recorded`);
  return fact as unknown as PlainFact<T>;
}

/** Has all companies but the retailer write a fact, and the retailer too where it vouches; without the seals under `unmarked`. */
export function forge<T extends FactType>(
  world: LoyaltyWorld,
  content: ForgedContent<T> & { readonly unmarked?: string },
): { readonly key: string; readonly digest: string } {
  const { unmarked, ...forged } = content;
  const { writes, key, digest } = forgedFact(forged as ForgedContent<T>);
  const { retailer, ...others } = COMPANIES;
  const isOfAll = [...(content.sealedBy ?? []), ...(content.vouchers ?? [])].includes(retailer);
  const coalition = Object.values(isOfAll ? COMPANIES : others);
  const marked = writes.filter((write) => write.key !== unmarked);
  const code = world.ledger.forge({ coalition, writes: marked });
  if (code !== 'VALID') throw new TypeError(`${key}: ${code}`);
  return { key, digest };
}

/** Has a company alone seal anything under a key. */
export function sealAlone(
  world: LoyaltyWorld,
  seal: { readonly mspId: string; readonly key: string; readonly value?: Buffer },
): void {
  const { mspId, key, value = Buffer.alloc(32, 9) } = seal;
  const code = world.ledger.forge({ coalition: [mspId], writes: [{ ...sealKey(mspId, key), value }] });
  if (code !== 'VALID') throw new TypeError(`${key}: ${code}`);
}

/** Whether the fact under a key holds, as the retailer's peer reads it. */
export async function statusOf(world: LoyaltyWorld, key: string): Promise<string> {
  const call = { as: world.admins.retailer, method: 'company:GetFactStatus', request: { key } };
  return (await world.ledger.evaluate<FactStatusRecord>(call)).status;
}
