import { FACT_DEFINITIONS } from '../subjects';
import { ModelError } from '../errors';
import type { Address, DefinedFact, Fact, FactDefinition, FactEvent, FactParts } from '../fact/define-fact';

type Defined = (typeof FACT_DEFINITIONS)[number];

/** The body of each fact type. */
export type FactBodies = {
  [D in Defined as D['type']]: D extends FactDefinition<string, infer _P, infer B> ? B : never;
};

/** The body of the events of each fact type: the fact's own, or one entry of its list. */
export type FactEventBodies = {
  [D in Defined as D['type']]: D extends DefinedFact<string, infer _P, infer _B, infer E> ? E : never;
};

/** A type of fact. */
export type FactType = keyof FactBodies;

/** A fact of any type, distinguished by `type`. */
export type AnyFact = { [T in FactType]: Fact<T, FactBodies[T]> }[FactType];

const byType = new Map<string, FactDefinition>(
  FACT_DEFINITIONS.map((definition) => [definition.type, definition as unknown as FactDefinition]),
);

/** Every type of fact. */
export const FACT_TYPES: readonly FactType[] = FACT_DEFINITIONS.map(({ type }) => type);

/** The definition of a type, or `undefined` for a type that this version does not know. */
export function findDefinition(type: string): FactDefinition | undefined {
  return byType.get(type);
}

/**
 * What a definition says about content.
 * @throws ModelError `FACT_TYPE`, `FACT_KEY`
 */
export function partsOf(content: { readonly type: string; readonly key: string; readonly body: object }): {
  readonly definition: FactDefinition;
  readonly parts: FactParts;
} {
  const definition = byType.get(content.type);
  if (definition === undefined) throw new ModelError({ code: 'FACT_TYPE', field: 'type', rule: 'fact type' });
  const parts = definition.key.parse(content.key);
  if (parts === undefined) {
    throw new ModelError({ code: 'FACT_KEY', field: 'key', rule: definition.key.template });
  }
  return { definition, parts: { key: content.key, parts, body: content.body } };
}

/** The companies that content demands as vouchers by itself, sorted. @throws ModelError `FACT_TYPE`, `FACT_KEY` */
export function vouchersOf(content: Parameters<typeof partsOf>[0]): string[] {
  const { definition, parts } = partsOf(content);
  const others = definition.otherVouchers?.(parts) ?? [];
  return [...new Set([definition.firstVoucher(parts.parts), ...others])].sort();
}

/** The further keys that a fact seals: addresses of its entries with its first voucher, and markers. */
export function furtherSealsOf(fact: Parameters<typeof partsOf>[0]): Address[] {
  const { definition, parts } = partsOf(fact);
  const mspId = definition.firstVoucher(parts.parts);
  const addresses = definition.addresses?.(parts) ?? [];
  return [...addresses.map((key) => ({ mspId, key })), ...(definition.markers?.(parts) ?? [])];
}

const placesOf = new WeakMap<object, ReadonlySet<string>>();

/**
 * True when the company's seal under the key leads to the fact: under the fact's own key, that of one of its entries, or of a marker. A
 * bulk fact is asked once for each of its entries, so what a fact says is kept with it.
 */
export function isSealedAt(fact: Fact, { mspId, key }: Address): boolean {
  let places = placesOf.get(fact);
  if (places === undefined) {
    const own = fact.vouchers.map((voucher) => ({ mspId: voucher, key: fact.key }));
    places = new Set([...own, ...furtherSealsOf(fact)].map((place) => `${place.mspId} ${place.key}`));
    placesOf.set(fact, places);
  }
  return places.has(`${mspId} ${key}`);
}

/** What a fact means as events: one with its whole body, unless its type says otherwise. */
export function eventsOf(fact: Fact): readonly FactEvent[] {
  const { definition, parts } = partsOf(fact);
  return definition.events?.(parts) ?? [{ body: fact.body }];
}

/** `<kind>/<id>` of each asset that a fact is about. */
export function assetsOf(fact: Fact): readonly string[] {
  const { definition, parts } = partsOf(fact);
  return definition.assets(parts);
}

/** The company whose seal under this key of a fact leads to it; `undefined` for a text that is no key of a fact. */
export function leaderOf(key: string): string | undefined {
  for (const definition of byType.values()) {
    const parts = definition.key.parse(key);
    if (parts !== undefined) return definition.firstVoucher(parts);
  }
  return undefined;
}
